"""The options laid out for work: by number, with whatever does not depend on a request worked out once.

Utilities are whole numbers here: thousandths of a point, shifted up so that ties fall below them. Sums are then exact
in any order, and one design wins over another the same way in every process.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from shared.architect.domain.design.dimensions import RATED, Dimension, Option, Pair
from shared.kernel.dataclasses import dataclass

SHIFT = 1 << 40  # more than what all tie-breakers of a design can add up to
POINT = 1000 * SHIFT
# From the choices that most others hang on to those that hang on them: the search settles them in this order.
_FIRST = (
    "style", "deployment", "primary", "messaging", "framework", "background", "api", "cache", "schedules", "analytics",
    "secondary", "auth", "observability",
)  # fmt: skip


@dataclass(frozen=True)
class Bench:
    """Options are numbers, into `options`; dimensions too. `partners`: option -> others that change its worth, by how
    much (None: never together); `friends`: those by which it gains. `readers`: field -> options whose own worth it can
    change. `rivals`: (worse, better) of a dimension as far as ratings, effort and partners go; only a request's rules
    can still save the worse one. `memo`: what searches found before."""

    dimensions: tuple[Dimension, ...]
    options: tuple[Option, ...]
    numbers: Mapping[str, int]
    groups: tuple[tuple[int, ...], ...]
    group_of: tuple[int, ...]
    rated: tuple[tuple[tuple[int, int], ...], ...]
    partners: tuple[tuple[tuple[int, int | None], ...], ...]
    friends: tuple[tuple[tuple[int, int], ...], ...]
    ties: tuple[int, ...]
    efforts: tuple[float, ...]
    readers: Mapping[str, tuple[int, ...]]
    rivals: tuple[tuple[int, int], ...]
    order: tuple[int, ...]
    memo: dict[Any, Any] = field(default_factory=dict, compare=False)

    def parts(self, chosen: Sequence[int]) -> dict[str, str]:
        return {self.options[i].dimension: self.options[i].id for i in chosen}

    def whole(self, chosen: Sequence[int]) -> tuple[int, ...]:
        """Style, store and deployment: what makes it another system."""
        return tuple(each for each, dimension in zip(chosen, self.dimensions, strict=True) if dimension.whole)


def simplicity(person_days: float, moving_parts: float) -> float:
    """How much there is to build and to run; less is simpler."""
    return person_days / 2 + 2 * moving_parts


def bench_of(dimensions: tuple[Dimension, ...], pairs: tuple[Pair, ...]) -> Bench:
    options = tuple(option for dimension in dimensions for option in dimension.options)
    numbers = {option.name: number for number, option in enumerate(options)}
    names = [dimension.id for dimension in dimensions]
    group_of = tuple(names.index(option.dimension) for option in options)
    groups = tuple(tuple(n for n, group in enumerate(group_of) if group == index) for index in range(len(names)))
    partners = _partners(pairs, numbers, len(options))
    return Bench(
        dimensions=dimensions,
        options=options,
        numbers=numbers,
        groups=groups,
        group_of=group_of,
        rated=tuple(_rated(option) for option in options),
        partners=partners,
        friends=tuple(tuple((other, gain) for other, gain in each if gain and gain > 0) for each in partners),
        ties=tuple(_tie(option) for option in options),
        efforts=tuple(simplicity(option.person_days, option.moving_parts) for option in options),
        readers=_readers(dimensions, options),
        rivals=tuple(_rivals(options, groups, partners)),
        order=tuple(sorted(range(len(names)), key=lambda index: _rank(names[index]))),
    )


def _rank(name: str) -> tuple[int, str]:
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST), name)


def _rated(option: Option) -> tuple[tuple[int, int], ...]:
    ratings = ((index, option.ratings[criterion]) for index, criterion in enumerate(RATED))
    return tuple((index, rating) for index, rating in ratings if rating is not None)


def _partners(
    pairs: tuple[Pair, ...], numbers: Mapping[str, int], count: int
) -> tuple[tuple[tuple[int, int | None], ...], ...]:
    found: list[list[tuple[int, int | None]]] = [[] for _ in range(count)]
    for pair in pairs:
        one, other = numbers[pair.one], numbers[pair.other]
        points = None if pair.points is None else round(pair.points * POINT)
        found[one].append((other, points))
        found[other].append((one, points))
    return tuple(tuple(sorted(each, key=lambda partner: partner[0])) for each in found)


def _tie(option: Option) -> int:
    """Between equals the simpler one, then always the same one: a number of its name alone, so that neither the order
    of the files nor an option more turns a tie."""
    digest = hashlib.sha256(option.name.encode()).digest()
    effort = round(10 * simplicity(option.person_days, option.moving_parts))
    return (effort << 24) + int.from_bytes(digest[:3], "big")


def _readers(dimensions: tuple[Dimension, ...], options: tuple[Option, ...]) -> Mapping[str, tuple[int, ...]]:
    needs = {dimension.id: dimension.need.fields if dimension.need else frozenset() for dimension in dimensions}
    found: dict[str, list[int]] = {}
    for number, option in enumerate(options):
        fields = needs[option.dimension].union(*(rule.fields for rule in (*option.outs, *option.fits)))
        for name in sorted(fields | ({"cloud"} if option.aws_only else set())):
            found.setdefault(name, []).append(number)
    return {name: tuple(numbers) for name, numbers in found.items()}


def _rivals(
    options: tuple[Option, ...],
    groups: tuple[tuple[int, ...], ...],
    partners: tuple[tuple[tuple[int, int | None], ...], ...],
) -> Sequence[tuple[int, int]]:
    return [
        (worse, better)
        for group in groups
        for worse in group
        for better in group
        if worse != better
        and _no_better(options[worse], options[better])
        and _no_better_company(dict(partners[worse]), dict(partners[better]))
    ]


def _no_better(worse: Option, better: Option) -> bool:
    """Rated at most as well in the same criteria, for at least as much effort."""
    known = [(worse.ratings[criterion], better.ratings[criterion]) for criterion in RATED]
    comparable = all((one is None) == (other is None) for one, other in known)
    rated = all(one <= other for one, other in known if one is not None and other is not None)
    cheaper = better.person_days <= worse.person_days and better.moving_parts <= worse.moving_parts
    return comparable and rated and cheaper


def _no_better_company(worse: Mapping[int, int | None], better: Mapping[int, int | None]) -> bool:
    """Whatever the rest of the system is, the worse one gains no more by it."""
    never = -(1 << 62)

    def worth(partners: Mapping[int, int | None], other: int) -> int:
        points = partners.get(other, 0)
        return never if points is None else points

    return all(worth(worse, other) <= worth(better, other) for other in {*worse, *better})
