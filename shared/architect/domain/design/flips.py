"""What would turn a choice: the nearest value of each field at which the recommended system takes something else.

Only fields that some rule or weight reads are tried, and only values near enough to what is known to be the same
project: ten people may become thirty, not three thousand.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from shared.architect.domain.design.options import settle
from shared.architect.domain.design.outcome import Flip
from shared.architect.domain.design.requirements import Value
from shared.architect.domain.design.schema import Field
from shared.architect.domain.design.scoring import Marks, Scorer
from shared.architect.domain.design.search import Chosen
from shared.kernel.dataclasses import dataclass

MOST_FLIPS = 6
_LEAST = 100  # three significant digits, 100 to 999: nobody knows traffic better
_PROBES = 4  # values a side beside those that rules name
Side = Literal["above", "below"]


@dataclass(frozen=True)
class Turned:
    """A flip with its distance: 1 is the same value, 10 ten times more or less, or another word."""

    dimension: str
    flip: Flip
    distance: float


class Flipping:
    """Of one request and what is recommended for it."""

    def __init__(self, scorer: Scorer, marks: Marks, recommended: Chosen) -> None:
        self._scorer = scorer
        self._marks = marks
        self._recommended = recommended
        self._thresholds = _thresholds(scorer)

    def all(self) -> list[Turned]:
        """Nearest first."""
        found = [turned for field in self._fields() for turned in self._of(field)]
        return sorted(found, key=lambda one: (one.distance, one.flip.field, str(one.flip.at), one.dimension))

    def _fields(self) -> Iterator[Field]:
        for name, field in self._scorer.knowledge.schema.fields.items():
            if name in self._scorer.bench.readers or name in self._scorer.weighing:
                yield field

    def _of(self, field: Field) -> Iterator[Turned]:
        if field.kind in ("int", "num"):
            current = self._marks.values[field.name]
            for side in ("above", "below"):
                yield from self._sided(field, current, side)
            return
        for value in neighbours(field, self._marks.values[field.name]):
            yield from self._worded(field, value)

    def _worded(self, field: Field, value: Value) -> Iterator[Turned]:
        chosen = self._chosen(field.name, value)
        if chosen is None:
            return
        for group, (before, after) in enumerate(zip(self._recommended, chosen, strict=True)):
            if before != after:
                yield self._turned(group, Flip(field.name, value, "equal", self._id(after)), 10)

    def _sided(self, field: Field, current: float, side: Side) -> Iterator[Turned]:
        scale = Scale.of(field, current, side)
        before, open_groups = 0, set(range(len(self._recommended)))
        for place in scale.places(self._thresholds.get(field.name, ())):
            chosen = self._chosen(field.name, scale.value(place))
            if chosen is None:
                return
            for group in sorted(open_groups):
                if chosen[group] != self._recommended[group]:
                    open_groups.discard(group)
                    yield self._found(field, scale, (before, place), group)
            before = place

    def _found(self, field: Field, scale: "Scale", between: tuple[int, int], group: int) -> Turned:
        """Bisection: the first place that turns the choice, with the one before it that does not."""
        low, high = between
        while high - low > 1:
            middle = (low + high) // 2
            chosen = self._chosen(field.name, scale.value(middle))
            if chosen is not None and chosen[group] == self._recommended[group]:
                low = middle
            else:
                high = middle
        at = scale.value(high)
        chosen = self._chosen(field.name, at) or self._recommended
        flip = Flip(field.name, at, scale.side, self._id(chosen[group]))
        return self._turned(group, flip, _distance(scale.value(0), at))

    def _chosen(self, name: str, value: Value) -> Chosen | None:
        settled = settle(self._scorer, self._scorer.changed(self._marks, {name: value}), self._recommended)
        return None if settled is None else settled.recommended

    def _turned(self, group: int, flip: Flip, distance: float) -> Turned:
        return Turned(self._scorer.bench.dimensions[group].id, flip, distance)

    def _id(self, number: int) -> str:
        return self._scorer.bench.options[number].id


def neighbours(field: Field, value: Any) -> Iterator[Value]:
    """Of a flag, a word or a list: the other words, a word more, a word less."""
    if field.kind == "bool":
        yield not value
    elif field.kind == "enum":
        yield from (word for word in field.words if word != value)
    elif field.kind == "list":
        for word in field.words:
            toggled = tuple(each for each in field.words if (each in value) != (each == word))
            if toggled:
                yield toggled


@dataclass(frozen=True)
class Scale:
    """Values that people say, one after the other away from the current one, which is at place 0."""

    start: float
    side: Side
    whole: bool
    steps: tuple[float, ...]
    last: int

    @classmethod
    def of(cls, field: Field, current: float, side: Side) -> "Scale":
        far = _far(field, current, side)
        beyond = (step for step in field.steps if (step > current if side == "above" else step < current))
        steps = tuple(sorted(beyond, reverse=side == "below"))
        if field.steps:
            return cls(current, side, False, steps, len(steps))
        scale = cls(current, side, field.kind == "int", (), 0)
        return cls(current, side, scale.whole, (), abs(scale.rank(far) - scale.rank(current)))

    def value(self, place: int) -> float:
        if place == 0:
            return self.start
        if self.steps:
            return self.steps[place - 1]
        rank = self.rank(self.start)
        return self._at(rank + place if self.side == "above" else rank - place + self._off_grid(rank))

    def place(self, value: float) -> int:
        """The first place at or beyond a value."""
        for place in range(self.last + 1) if self.steps else ():
            if (self.value(place) >= value) if self.side == "above" else (self.value(place) <= value):
                return place
        if self.steps:
            return self.last
        rank, start = self.rank(value), self.rank(self.start)
        return rank - start if self.side == "above" else start - rank + self._off_grid(start)

    def places(self, thresholds: Sequence[float]) -> list[int]:
        """Where to look: around the numbers that rules name, and some between."""
        even = [round(self.last * step / _PROBES) for step in range(1, _PROBES + 1)]
        named = [self.place(limit) + off for limit in thresholds for off in (0, 1)]
        return sorted({place for place in (*even, *named) if 0 < place <= self.last})

    def rank(self, value: float) -> int:
        """The number of a value among all with three digits, or among whole numbers: the last one at or below it."""
        if self.whole:
            return math.floor(value)
        if value < _NEXT_TO_NOTHING:
            return _RANK_OF_ZERO
        exponent: int = math.floor(math.log10(value) + 1e-12)
        mantissa: int = math.floor(value / 10.0**exponent * _LEAST + 1e-6)
        return exponent * _DECADE + mantissa - _LEAST

    def _off_grid(self, rank: int) -> int:
        """Going down from between two of them, the first is the one just below."""
        return 1 if self._at(rank) < self.start * (1 - 1e-12) else 0

    def _at(self, rank: int) -> float:
        if self.whole:
            return rank
        if rank <= _RANK_OF_ZERO:
            return 0
        exponent, mantissa = divmod(rank, _DECADE)
        value = float(f"{(mantissa + _LEAST) / _LEAST}e{exponent}")
        return int(value) if value == int(value) and abs(value) < 1e15 else value


_DECADE = 9 * _LEAST
_RANK_OF_ZERO = -7 * _DECADE  # below a millionth nothing is told from nothing
_NEXT_TO_NOTHING = 1e-7


def _far(field: Field, current: float, side: Side) -> float:
    if side == "below":
        return max(field.least, current / field.reach if current > field.reach * 1e-3 else field.least)
    return min(field.most, max(current * field.reach, field.from_zero))


def _distance(start: float, at: float) -> float:
    low, high = sorted((abs(start), abs(at)))
    return round(high / low, 6) if low >= _NEXT_TO_NOTHING else 20


def _thresholds(scorer: Scorer) -> Mapping[str, tuple[float, ...]]:
    found: dict[str, set[float]] = {}
    needs = [dimension.need for dimension in scorer.bench.dimensions if dimension.need]
    rules = [rule for option in scorer.bench.options for rule in (*option.outs, *option.fits)]
    for rule in (*rules, *needs):
        for name, limits in rule.when.thresholds.items():
            found.setdefault(name, set()).update(limits)
    return {name: tuple(sorted(limits)) for name, limits in found.items()}


def by_dimension(turned: Sequence[Turned]) -> dict[str, tuple[Flip, ...]]:
    """The nearest of each dimension, one for each field and side."""
    found: dict[str, list[Flip]] = {}
    for one in turned:
        flips = found.setdefault(one.dimension, [])
        known = {(flip.field, flip.side) for flip in flips}
        if len(flips) < MOST_FLIPS and (one.flip.field, one.flip.side) not in known:
            flips.append(one.flip)
    return {dimension: tuple(flips) for dimension, flips in found.items()}


def sensitivity(turned: Sequence[Turned]) -> tuple[str, ...]:
    """Fields by how many choices they can turn, most first."""
    reach: dict[str, set[str]] = {}
    for one in turned:
        reach.setdefault(one.flip.field, set()).add(one.dimension)
    return tuple(sorted(reach, key=lambda name: (-len(reach[name]), name)))
