"""What each option is worth to a request, before it meets the others.

u = 40 * sum(weight * rating) / (4 * sum(weight)) + points of the rules that hold - effort. Ratings stand on absolute
anchors, so an option more or less changes nothing about the others (no rank reversal). Every part is rounded to
thousandths before it is added: what is shown sums up to what was compared.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from shared.architect.domain.design.bench import SHIFT, Bench
from shared.architect.domain.design.dimensions import RATED, Option, Rule
from shared.architect.domain.design.house_rules import HouseRules
from shared.architect.domain.design.knowledge import Knowledge
from shared.architect.domain.design.outcome import Excluded, Fired
from shared.architect.domain.design.requirements import Value
from shared.architect.domain.design.schema import Schema
from shared.kernel.dataclasses import dataclass

# By option: what it is worth of itself, in shifted thousandths; None where it cannot be.
Own = tuple[int | None, ...]
# Reasons to leave an option out that are no rule of its own.
NOT_NEEDED = "not_needed"  # YAGNI: nothing in the request asks for this dimension
AWS_ONLY = "aws_only"
FORBIDDEN = "house_forbidden"
NOT_ALLOWED = "house_not_allowed"
MATURITY = "maturity"  # points for how proven an option is; followed by ":" and that
DOMINATED = "dominated_by"  # followed by ":" and the option that is at least as good in everything


@dataclass(frozen=True)
class Marks:
    """`weights`: as in RATED, with the team's factors. `pace`: points per person-day; `upkeep`: per moving part."""

    values: Mapping[str, Any]
    weights: tuple[float, ...]
    pace: float
    upkeep: float
    points: tuple[int, ...]
    out: tuple[bool, ...]
    own: Own


class Scorer:
    """Of one body of knowledge and one team's rules."""

    def __init__(self, knowledge: Knowledge, house: HouseRules) -> None:
        self.knowledge = knowledge
        self.bench: Bench = knowledge.bench
        self.house = house
        self._factors = _Factors(house, knowledge.schema) if house.weights else None
        effort = (*knowledge.weights.values(), knowledge.pace, knowledge.upkeep)
        self.weighing = frozenset[str]().union(*(knowledge.schema.fields_of(each) for each in effort))
        self._ripe = tuple(round(1000 * knowledge.maturity[option.maturity]) for option in self.bench.options)
        self._barred = tuple(self.barred(option) is not None for option in self.bench.options)

    def marks(self, values: Mapping[str, Value]) -> Marks:
        every = range(len(self.bench.options))
        blank = Marks({}, (), 0, 0, (0,) * len(every), (True,) * len(every), ())
        return self._marked(blank, self.knowledge.schema.derive(values), every, True)

    def changed(self, marks: Marks, changes: Mapping[str, Value]) -> Marks:
        """The marks of the same request with other values: only what reads them is judged again."""
        given = {name: marks.values[name] for name in self.knowledge.schema.fields}
        readers = {number for name in changes for number in self.bench.readers.get(name, ())}
        values = self.knowledge.schema.derive(given | dict(changes))
        return self._marked(marks, values, sorted(readers), not self.weighing.isdisjoint(changes))

    def _marked(self, before: Marks, values: Mapping[str, Any], judged: Iterable[int], weigh: bool) -> Marks:
        points, out = list(before.points), list(before.out)
        needs = [not each.need or bool(each.need.when.value(values)) for each in self.bench.dimensions]
        for number in judged:
            out[number] = self._is_out(number, values, needs)
            points[number] = self._ripe[number] + self._points(self.bench.options[number].fits, values)
        if not weigh:
            own = list(before.own)
            for number in judged:
                own[number] = self._own(number, before, points, out)
            return Marks(values, before.weights, before.pace, before.upkeep, tuple(points), tuple(out), tuple(own))
        marks = Marks(values, self._weights(values), *self._effort(values), tuple(points), tuple(out), ())
        own = [self._own(number, marks, points, out) for number in range(len(points))]
        return Marks(values, marks.weights, marks.pace, marks.upkeep, marks.points, marks.out, tuple(own))

    def _own(self, number: int, marks: Marks, points: Sequence[int], out: Sequence[bool]) -> int | None:
        if out[number]:
            return None
        thousandths = self.weighted(number, marks) + points[number] - self.effort(number, marks)
        return thousandths * SHIFT - self.bench.ties[number]

    def weighted(self, number: int, marks: Marks) -> int:
        """Thousandths: 0 to 40,000."""
        rated = self.bench.rated[number]
        total = sum([marks.weights[index] for index, _ in rated])
        if not total:
            return 0
        anchor = self.knowledge.limits["anchor"]
        return round(1000 * anchor * sum([marks.weights[index] * rating for index, rating in rated]) / (4 * total))

    def effort(self, number: int, marks: Marks) -> int:
        """Thousandths."""
        option = self.bench.options[number]
        return round(1000 * (marks.pace * option.person_days + marks.upkeep * option.moving_parts))

    def _points(self, rules: tuple[Rule, ...], values: Mapping[str, Any]) -> int:
        return sum([self.worth(rule) for rule in rules if rule.when.value(values)])

    def worth(self, rule: Rule) -> int:
        """Thousandths of a rule that holds."""
        factor = self._factors.of(rule) if self._factors else 1
        return round(1000 * (rule.points or 0) * factor)

    def _weights(self, values: Mapping[str, Any]) -> tuple[float, ...]:
        factors = self.house.weights
        return tuple(how.value(values) * factors.get(name, 1) for name, how in self.knowledge.weights.items())

    def _effort(self, values: Mapping[str, Any]) -> tuple[float, float]:
        factor = self.house.weights.get("team", 1)
        return self.knowledge.pace.value(values) * factor, self.knowledge.upkeep.value(values) * factor

    def _is_out(self, number: int, values: Mapping[str, Any], needs: list[bool]) -> bool:
        option = self.bench.options[number]
        if self._barred[number] or (option.aws_only and values["cloud"] == "on_prem"):
            return True
        if option.id != "none" and not needs[self.bench.group_of[number]]:
            return True
        return any(rule.when.value(values) for rule in option.outs)

    def barred(self, option: Option) -> str | None:
        """By a team's rules, whatever the request."""
        if option.id in self.house.forbidden or option.name in self.house.forbidden:
            return FORBIDDEN
        allowed = self.house.allowed.get(option.dimension)
        return NOT_ALLOWED if allowed is not None and option.id not in allowed else None

    def fired(self, option: Option, values: Mapping[str, Any]) -> tuple[Fired, ...]:
        held = [rule for rule in option.fits if rule.when.value(values)]
        fired = [Fired(rule.text, self.worth(rule) / 1000, self._ordered(rule.fields)) for rule in held]
        ripe = self.knowledge.maturity[option.maturity]
        return (*fired, Fired(f"{MATURITY}:{option.maturity}", ripe, ())) if ripe else tuple(fired)

    def excluded(self, option: Option, values: Mapping[str, Any]) -> Excluded | None:
        """The first reason why it cannot be, if there is one."""
        return next(self.reasons(option, values), None)

    def reasons(self, option: Option, values: Mapping[str, Any]) -> Iterator[Excluded]:
        """Every one: of the team, of the cloud, of what nobody asked for, of the option's own rules."""

        def because(rule: str, fields: frozenset[str]) -> Excluded:
            return Excluded(option.dimension, option.id, rule, self._ordered(fields))

        barred = self.barred(option)
        if barred:
            yield because(barred, frozenset())
        if option.aws_only and values["cloud"] == "on_prem":
            yield because(AWS_ONLY, frozenset({"cloud"}))
        need = self.knowledge.dimension(option.dimension).need
        if option.id != "none" and need and not need.when.value(values):
            yield because(NOT_NEEDED, need.fields)
        yield from (because(rule.text, rule.fields) for rule in option.outs if rule.when.value(values))

    def _ordered(self, fields: frozenset[str]) -> tuple[str, ...]:
        return tuple(name for name in self.knowledge.schema.fields if name in fields)


class _Factors:
    """A team's weights, for rules: a rule counts as much as the criteria of the fields that it reads do on average."""

    def __init__(self, house: HouseRules, schema: Schema) -> None:
        self._weights = house.weights
        self._criteria = {name: field.criterion for name, field in schema.fields.items()}

    def of(self, rule: Rule) -> float:
        criteria = [self._criteria[name] for name in sorted(rule.fields)]
        factors = [self._weights.get(criterion, 1) for criterion in criteria if criterion]
        return sum(factors) / len(factors) if factors else 1


def undominated(bench: Bench, marks: Marks) -> Own:
    """Without options that another of their dimension beats in everything: none of them can win, nor is shown."""
    return without(marks.own, [worse for worse, _ in dominations(bench, marks)])


def dominations(bench: Bench, marks: Marks) -> Iterator[tuple[int, int]]:
    """(worse, better): rated no better, no less effort, no better company, no more points, and worth less."""
    for worse, better in bench.rivals:
        low, high = marks.own[worse], marks.own[better]
        if low is not None and high is not None and low < high and marks.points[worse] <= marks.points[better]:
            yield worse, better


def without(own: Own, numbers: Sequence[int]) -> Own:
    left = list(own)
    for number in numbers:
        left[number] = None
    return tuple(left)


def weights_told(marks: Marks) -> dict[str, float]:
    """Criterion -> weight; pace and upkeep are what a person-day and a moving part cost in points."""
    told = dict(zip(RATED, marks.weights, strict=True)) | {"pace": marks.pace, "upkeep": marks.upkeep}
    return {name: round(value, 3) for name, value in told.items()}
