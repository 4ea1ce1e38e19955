"""Why each part was chosen: what was compared, what stood against it, which fields carry it, what would turn it."""

from collections.abc import Mapping, Sequence

from shared.architect.domain.design.bench import POINT
from shared.architect.domain.design.outcome import Choice, Driver, Excluded, Flip, Score
from shared.architect.domain.design.scoring import DOMINATED, Marks, Own, Scorer, dominations, undominated
from shared.architect.domain.design.search import Chosen, points, strongest, utility
from shared.kernel.dataclasses import dataclass

MOST_DRIVERS = 5
_CAP = 40.0  # points: the margin of a choice that has nothing against it, or that cannot be
_LEAST_LOST = 0.1


@dataclass(frozen=True)
class Contest:
    """One choice against all else in its dimension, each at the best that the rest of the system can do for it."""

    margin: float
    runner_up: int | None
    against: Chosen | None


class Deciding:
    """The choices of one recommended system."""

    def __init__(self, scorer: Scorer, marks: Marks, recommended: Chosen) -> None:
        self._scorer = scorer
        self._marks = marks
        self._bench = scorer.bench
        self.recommended = recommended
        self._own = undominated(scorer.bench, marks)
        self._contests = [self._contest(self._own, group, recommended, None) for group in range(len(recommended))]
        self._drivers = self._all_drivers()

    def choices(self, flips: Mapping[str, Sequence[Flip]]) -> tuple[Choice, ...]:
        return tuple(self._choice(group, flips) for group in range(len(self.recommended)))

    def _choice(self, group: int, flips: Mapping[str, Sequence[Flip]]) -> Choice:
        bench, contest = self._bench, self._contests[group]
        dimension = bench.dimensions[group].id
        return Choice(
            dimension=dimension,
            option=bench.options[self.recommended[group]].id,
            runner_up=None if contest.runner_up is None else bench.options[contest.runner_up].id,
            margin=contest.margin,
            near_tie=contest.runner_up is not None and abs(contest.margin) <= self._scorer.knowledge.limits["near_tie"],
            drivers=self._drivers[group],
            flips=tuple(flips.get(dimension, ())),
            scores=self._scores(group),
            excluded=self._excluded(group),
        )

    def _contest(self, own: Own, group: int, with_hint: Chosen | None, against_hint: Chosen | None) -> Contest:
        bench, number = self._bench, self.recommended[group]
        if own[number] is None:
            return Contest(-_CAP, None, None)
        held = strongest(bench, own, with_hint, pin=number)
        against = strongest(bench, own, against_hint, bar=number)
        if held is None:
            return Contest(-_CAP, None, against)
        if against is None:
            return Contest(_CAP, None, None)
        margin = round(points(utility(bench, own, held)) - points(utility(bench, own, against)), 3)
        return Contest(max(-_CAP, min(_CAP, margin)), against[group], against)

    def _all_drivers(self) -> list[tuple[Driver, ...]]:
        found: list[list[Driver]] = [[] for _ in self.recommended]
        for name, field in self._scorer.knowledge.schema.fields.items():
            value = self._marks.values[name]
            if value == field.default or not self._bears(name):
                continue
            marks = self._scorer.changed(self._marks, {name: field.default})
            if marks.own == self._marks.own:
                continue
            own = undominated(self._bench, marks)
            for group, before in enumerate(self._contests):
                lost = round(before.margin - self._contest(own, group, self.recommended, before.against).margin, 3)
                if lost >= _LEAST_LOST:
                    found[group].append(Driver(name, value, lost))
        return [tuple(sorted(each, key=lambda one: -one.lost)[:MOST_DRIVERS]) for each in found]

    def _bears(self, name: str) -> bool:
        return name in self._bench.readers or name in self._scorer.weighing

    def _scores(self, group: int) -> tuple[Score, ...]:
        numbers = [number for number in self._bench.groups[group] if self._own[number] is not None]
        return tuple(sorted((self._score(number) for number in numbers), key=lambda one: -one.utility))

    def _score(self, number: int) -> Score:
        scorer, option = self._scorer, self._bench.options[number]
        synergy = self._company(number)
        weighted, effort = scorer.weighted(number, self._marks), scorer.effort(number, self._marks)
        thousandths = weighted + self._marks.points[number] - effort
        return Score(
            dimension=option.dimension,
            option=option.id,
            utility=round(thousandths / 1000 + synergy, 3),
            weighted=weighted / 1000,
            ratings=option.ratings,
            fired=scorer.fired(option, self._marks.values),
            synergy=synergy,
            effort=effort / 1000,
        )

    def _company(self, number: int) -> float:
        """With the recommended parts of the other dimensions; one that it cannot be combined with costs 40 points, as
        the rest of the system would have to change for it."""
        never = round(self._scorer.knowledge.limits["hard_clash"] * POINT)
        others = set(self.recommended) - set(self._bench.groups[self._bench.group_of[number]])
        gains = [never if gain is None else gain for other, gain in self._bench.partners[number] if other in others]
        return sum(gains) / POINT

    def _excluded(self, group: int) -> tuple[Excluded, ...]:
        options, dominated = self._bench.options, dict(dominations(self._bench, self._marks))
        found = []
        for number in self._bench.groups[group]:
            option = options[number]
            reason = self._scorer.excluded(option, self._marks.values)
            if reason is None and number in dominated:
                reason = Excluded(option.dimension, option.id, f"{DOMINATED}:{options[dominated[number]].id}", ())
            if reason is not None:
                found.append(reason)
        return tuple(found)
