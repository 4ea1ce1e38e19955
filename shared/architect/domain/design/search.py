"""The best whole system: one option of each dimension, with what they gain and lose by each other.

Exact, not a beam: branch and bound over the dimensions. A branch is left when even its luckiest ending cannot beat what
was found. So the same request has one answer, and an option that cannot win changes nothing.
"""

from collections.abc import Mapping

from shared.architect.domain.design.bench import POINT, SHIFT, Bench
from shared.architect.domain.design.house_rules import NO_HOUSE_RULES, HouseRules
from shared.architect.domain.design.knowledge import Knowledge
from shared.architect.domain.design.outcome import Parts
from shared.architect.domain.design.requirements import Requirements
from shared.architect.domain.design.scoring import Own, Scorer, undominated, without
from shared.kernel.dataclasses import dataclass

Chosen = tuple[int, ...]
_NOTHING = -(1 << 70)
_REMEMBERED = 10_000  # searches: a design makes some thousands, which take 2 MB


@dataclass(frozen=True)
class Solution:
    """`utility`: the sum of the parts' own worth and of what they are worth to each other, in points."""

    parts: Parts
    utility: float


class NothingFeasible(Exception):
    """Some dimension has no option left, or none that goes with the others."""


def best(
    requirements: Requirements,
    knowledge: Knowledge,
    house: HouseRules = NO_HOUSE_RULES,
    banned: Mapping[str, str] | None = None,
) -> Solution:
    """The one of highest utility without the `banned` options (dimension -> option), nor those that they beat in
    everything. Raises NothingFeasible."""
    bench = knowledge.bench
    own = undominated(bench, Scorer(knowledge, house).marks(requirements.values))
    own = without(own, [bench.numbers[f"{dimension}.{option}"] for dimension, option in (banned or {}).items()])
    chosen = strongest(bench, own)
    if chosen is None:
        raise NothingFeasible
    return Solution(bench.parts(chosen), points(utility(bench, own, chosen)))


def points(shifted: int) -> float:
    """Of shifted thousandths, without the tie-breakers below them."""
    return -(-shifted // SHIFT) / 1000


def utility(bench: Bench, own: Own, chosen: Chosen) -> int:
    """In shifted thousandths; far below anything where a part cannot be, or two of them not together."""
    total, among = 0, set(chosen)
    for number in chosen:
        worth = own[number]
        if worth is None:
            return _NOTHING
        total += worth
        for other, gain in bench.partners[number]:
            if other > number and other in among:
                if gain is None:
                    return _NOTHING
                total += gain
    return total


def strongest(
    bench: Bench,
    own: Own,
    hint: Chosen | None = None,
    floor: float | None = None,
    pin: int | None = None,
    bar: int | None = None,
) -> Chosen | None:
    """The best design. `hint`: one that is likely still the best, which makes the search short. `floor`: points below
    which none is of interest. `pin`: an option that it must have; `bar`: one that it must not have."""
    key = (own, floor, pin, bar)
    if key not in bench.memo:
        if len(bench.memo) >= _REMEMBERED:
            bench.memo.clear()
        found = _walk(bench, own).found(hint, _NOTHING if floor is None else round(floor * POINT), pin, bar)
        bench.memo[key] = found
    known: Chosen | None = bench.memo[key]
    return known


def _walk(bench: Bench, own: Own) -> "_Walk":
    """Questions about one request come one after the other: what they share is laid out once."""
    walk: _Walk | None = bench.memo.get("walk")
    if walk is None or walk.own != own:
        walk = _Walk(bench, own)
        bench.memo["walk"] = walk
    return walk


class _Walk:
    """`now`: by option, its worth to the branch at hand: its own, what it gains or loses by parts that are settled, and
    the most that it may still gain by those settled before it. Exact when its own dimension's turn comes."""

    def __init__(self, bench: Bench, own: Own) -> None:
        self.own = own
        self._bench = bench
        self._open = [[number for number in group if own[number] is not None] for group in bench.groups]
        single = [group for group in bench.order if len(self._open[group]) == 1]
        self._turns = [*single, *(group for group in bench.order if len(self._open[group]) != 1)]
        self._place = [0] * len(self._turns)
        for place, group in enumerate(self._turns):
            self._place[group] = place
        self._now = list(own)
        self._hopes = self._hope()
        self._top = [self._peak(group) for group in range(len(self._turns))]
        self._picked = [0] * len(self._turns)
        self._best = _NOTHING
        self._chosen: Chosen | None = None
        self._start = len(single)
        only = [self._only(place) for place in range(self._start)]
        self._value = None if None in only else sum(worth for worth in only if worth is not None)

    def _only(self, place: int) -> int | None:
        """Where there is one option, it is settled for every question."""
        (number,) = self._open[self._turns[place]]
        worth = self._now[number]
        if worth is None:
            return None
        self._picked[self._turns[place]] = number
        self._settle(place, number, 0)
        return worth

    def found(self, hint: Chosen | None, floor: int, pin: int | None, bar: int | None) -> Chosen | None:
        self._best, self._chosen = floor, None
        if hint is not None and bar not in hint and (pin is None or pin in hint):
            worth = utility(self._bench, self.own, hint)
            if worth > floor:
                self._best, self._chosen = worth, hint
        opened, tops = list(self._open), list(self._top)
        if pin is not None:
            self._narrow(self._bench.group_of[pin], [pin] if self.own[pin] is not None else [])
        if bar is not None:
            group = self._bench.group_of[bar]
            self._narrow(group, [number for number in self._open[group] if number != bar])
        if all(self._open) and self._value is not None:
            self._descend(self._start, self._value, sum([self._top[group] for group in self._turns[self._start :]]))
        self._open, self._top = opened, tops
        return self._chosen

    def _narrow(self, group: int, numbers: list[int]) -> None:
        self._open[group] = numbers
        self._top[group] = self._peak(group)

    def _hope(self) -> list[list[tuple[int, int]]]:
        """By place: options of later places, and the most they may gain by this one; added to their worth till then."""
        hopes: list[dict[int, int]] = [{} for _ in self._turns]
        for group in self._turns:
            for number in self._open[group]:
                for other, gain in self._bench.friends[number]:
                    place = self._place[self._bench.group_of[other]]
                    if self._now[other] is not None and place < self._place[group]:
                        hopes[place][number] = max(gain, hopes[place].get(number, 0))
        for hoped in hopes:
            for number, gain in hoped.items():
                self._add(number, gain)
        return [list(hoped.items()) for hoped in hopes]

    def _add(self, number: int, gain: int) -> None:
        worth = self._now[number]
        if worth is not None:
            self._now[number] = worth + gain

    def _peak(self, group: int) -> int:
        worths = [worth for number in self._open[group] if (worth := self._now[number]) is not None]
        return max(worths) if worths else _NOTHING

    def _descend(self, place: int, value: int, rest: int) -> None:
        """`rest`: the most that this place and all after it can still bring."""
        if place == len(self._turns):
            if value > self._best:
                self._best, self._chosen = value, tuple(self._picked)
            return
        group = self._turns[place]
        now = self._now
        ranked = sorted([(worth, number) for number in self._open[group] if (worth := now[number]) is not None])
        rest -= self._top[group]
        for worth, number in reversed(ranked):
            if value + worth + rest <= self._best:
                return
            undo, left = self._settle(place, number, rest)
            if value + worth + left > self._best:
                self._picked[group] = number
                self._descend(place + 1, value + worth, left)
            for other, before in undo[0]:
                now[other] = before
            for other, peak in undo[1]:
                self._top[other] = peak

    def _settle(
        self, place: int, number: int, rest: int
    ) -> tuple[tuple[list[tuple[int, int | None]], list[tuple[int, int]]], int]:
        """Hopes of this place end, and what the chosen option does to later ones begins."""
        now, group_of, places = self._now, self._bench.group_of, self._place
        changed: dict[int, int | None] = {}
        for other, hope in self._hopes[place]:
            if (worth := now[other]) is not None:
                changed[other] = worth
                now[other] = worth - hope
        for other, gain in self._bench.partners[number]:
            if (worth := now[other]) is not None and places[group_of[other]] > place:
                changed.setdefault(other, worth)
                now[other] = None if gain is None else worth + gain
        peaks: list[tuple[int, int]] = []
        for group in {group_of[other] for other in changed}:
            before, after = self._top[group], self._peak(group)
            if before != after:
                peaks.append((group, before))
                self._top[group] = after
                rest += after - before
        return (list(changed.items()), peaks), rest
