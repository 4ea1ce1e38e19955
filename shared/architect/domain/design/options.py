"""Whole systems to choose between: the best, and those near it that are different systems, the simplest first.

Recommended is the simplest of those within three points of the best: the arithmetic is not finer than that.
"""

from collections.abc import Iterator, Sequence

from shared.architect.domain.design.bench import POINT, Bench
from shared.architect.domain.design.dimensions import RATED
from shared.architect.domain.design.scoring import Marks, Own, Scorer, undominated
from shared.architect.domain.design.search import Chosen, points, strongest, utility
from shared.kernel.dataclasses import dataclass

MOST_SHOWN = 4
_APART = 4  # points that each difference in style, store or deployment is worth, so that options are not all alike


@dataclass(frozen=True)
class Settled:
    """`best`: of highest utility. `recommended`: the simplest within `near_tie` of it."""

    best: Chosen
    recommended: Chosen


def settle(scorer: Scorer, marks: Marks, hint: Chosen | None = None) -> Settled | None:
    """None where nothing is feasible."""
    bench = scorer.bench
    key = ("settled", marks.own)
    if key not in bench.memo:
        settled = _settle(scorer, marks.own, hint)
        bench.memo[key] = settled
    found: Settled | None = bench.memo[key]
    return found


def _settle(scorer: Scorer, own: Own, hint: Chosen | None) -> Settled | None:
    bench = scorer.bench
    first = strongest(bench, own, hint)
    if first is None:
        return None
    floor = points(utility(bench, own, first)) - scorer.knowledge.limits["near_tie"] - 0.001
    close = [first, *others(bench, own, first, floor)]
    return Settled(first, min(close, key=lambda each: (effort(bench, each), -utility(bench, own, each))))


def effort(bench: Bench, chosen: Chosen) -> float:
    return sum(bench.efforts[number] for number in chosen)


def others(bench: Bench, own: Own, first: Chosen, floor: float | None) -> Iterator[Chosen]:
    """The best design with each other style, store and deployment."""
    for group, dimension in enumerate(bench.dimensions):
        if not dimension.whole:
            continue
        for number in bench.groups[group]:
            if number != first[group] and own[number] is not None:
                found = strongest(bench, own, floor=floor, pin=number)
                if found is not None:
                    yield found


def shown(scorer: Scorer, marks: Marks, settled: Settled) -> tuple[Chosen, ...]:
    """Up to four, the simplest first: the recommended one, and others within `within` points of the best. All are
    different systems; none is beaten by another in every criterion and in simplicity, unless there is no other."""
    bench, own = scorer.bench, undominated(scorer.bench, marks)
    value = utility(bench, own, settled.best)
    accepted = [settled.recommended]
    if settled.best != settled.recommended:
        accepted.append(settled.best)
    found = set(others(bench, own, settled.best, None))
    ranked = sorted(found, key=lambda each: -utility(bench, own, each))
    near = [each for each in ranked if value - utility(bench, own, each) <= scorer.knowledge.limits["within"] * POINT]
    frontier = [each for each in near if not _beaten(scorer, marks, each, [settled.best, settled.recommended, *near])]
    for pool, most in ((frontier, MOST_SHOWN), (near, 2)):
        while len(accepted) < most:
            left = [each for each in pool if all(bench.whole(each) != bench.whole(other) for other in accepted)]
            if not left:
                break
            accepted.append(max(left, key=lambda each: _appeal(bench, own, each, accepted)))
    return tuple(sorted(accepted, key=lambda each: (effort(bench, each), -utility(bench, own, each))))


def _appeal(bench: Bench, own: Own, each: Chosen, accepted: Sequence[Chosen]) -> float:
    mine = bench.whole(each)
    apart = min(sum(a != b for a, b in zip(mine, bench.whole(other), strict=True)) for other in accepted)
    return points(utility(bench, own, each)) + _APART * apart


def _beaten(scorer: Scorer, marks: Marks, each: Chosen, rivals: Sequence[Chosen]) -> bool:
    mine = _profile(scorer, marks, each)
    return any(_beats(_profile(scorer, marks, other), mine) for other in rivals if other != each)


def _beats(one: Sequence[float], other: Sequence[float]) -> bool:
    return all(a >= b for a, b in zip(one, other, strict=True)) and any(a > b for a, b in zip(one, other, strict=True))


def _profile(scorer: Scorer, marks: Marks, chosen: Chosen) -> list[float]:
    told = criteria(scorer, marks, chosen)
    return [-effort(scorer.bench, chosen), utility(scorer.bench, marks.own, chosen), *told.values()]


def criteria(scorer: Scorer, marks: Marks, chosen: Chosen) -> dict[str, float]:
    """0 to 4 each. Rated ones: the mean over those parts that are there and are rated in it. `team`: what is left of 4
    after the effort, with what rules about people and their stack say. `data`: what rules about data say, around 2."""
    options = [scorer.bench.options[number] for number in chosen]
    there = [option for option in options if option.id not in ("none", "none_iam")]
    told: dict[str, float] = {}
    for criterion in RATED:
        ratings = [rating for option in there if (rating := option.ratings[criterion]) is not None]
        told[criterion] = round(sum(ratings) / len(ratings), 2) if ratings else 2.0
    said = {"team": 0.0, "data": 0.0}
    fields = scorer.knowledge.schema.fields
    for fired in (each for option in options for each in scorer.fired(option, marks.values)):
        for spoken in {fields[name].criterion for name in fired.fields} & said.keys():
            said[spoken or ""] += fired.points
    work = sum(scorer.effort(number, marks) for number in chosen) / 1000
    told["team"] = round(_within(4 - work / 8 + said["team"] / 30), 2)
    told["data"] = round(_within(2 + said["data"] / 30), 2)
    order = ("consistency", "scalability", "latency", "team", "deployment", "data", "availability", "cost")
    return {criterion: told[criterion] for criterion in order}


def _within(value: float) -> float:
    return min(4.0, max(0.0, value))
