"""What would have to be given up, where nothing fits everything that was asked: one field, or else two.

Each change is the nearest that helps: another word, a flag, or the number just across a limit that some rule names.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from shared.architect.domain.design.flips import neighbours
from shared.architect.domain.design.requirements import Value
from shared.architect.domain.design.schema import Field
from shared.architect.domain.design.scoring import Marks, Scorer
from shared.architect.domain.design.search import strongest

Changes = Mapping[str, Value]
_MOST = 6
_MOST_PAIRS = 1500


def clashing_fields(scorer: Scorer, marks: Marks) -> tuple[str, ...]:
    """Those that leave some dimension without options; where each has some that only clash, all that exclude any."""
    bench = scorer.bench
    empty = [group for group in bench.groups if all(marks.own[number] is None for number in group)]
    return _excluding(scorer, marks, [number for group in empty or bench.groups for number in group])


def whole_fields(scorer: Scorer, marks: Marks) -> tuple[str, ...]:
    """Those that exclude a style, a store or a deployment."""
    whole = [group for group, told in zip(scorer.bench.groups, scorer.bench.dimensions, strict=True) if told.whole]
    return _excluding(scorer, marks, [number for group in whole for number in group])


def _excluding(scorer: Scorer, marks: Marks, numbers: Sequence[int]) -> tuple[str, ...]:
    options = [scorer.bench.options[number] for number in numbers]
    reasons = [reason for option in options for reason in scorer.reasons(option, marks.values)]
    read = {name for reason in reasons for name in reason.fields}
    return tuple(name for name in scorer.knowledge.schema.fields if name in read)


def feasible_changes(scorer: Scorer, marks: Marks, fields: Sequence[str]) -> tuple[Changes, ...]:
    """The smallest sets of changes after which something is feasible: of one field, or of two where none suffices."""
    single = [(name, value) for name in fields for value in _ways(scorer, marks, name)]
    found = list(_working(scorer, marks, ([one] for one in single)))
    if not found:
        pairs = ([one, other] for one, other in combinations(single, 2) if one[0] != other[0])
        found = list(_working(scorer, marks, pairs))
    return tuple(found[:_MOST])


def _working(scorer: Scorer, marks: Marks, sets: Iterator[list[tuple[str, Value]]]) -> Iterator[Changes]:
    """At most one value for the same fields: the first that works, which is the nearest."""
    known: set[frozenset[str]] = set()
    for count, each in enumerate(sets):
        if count >= _MOST_PAIRS or len(known) >= _MOST:
            return
        changes = dict(each)
        if frozenset(changes) in known:
            continue
        if strongest(scorer.bench, scorer.changed(marks, changes).own) is not None:
            known.add(frozenset(changes))
            yield changes


def _ways(scorer: Scorer, marks: Marks, name: str) -> list[Value]:
    """Other values of a field, nearest first; the default is among them."""
    field, value = scorer.knowledge.schema.fields[name], marks.values[name]
    if field.kind not in ("int", "num"):
        return list(neighbours(field, value))
    limits = sorted({*_across(scorer, field), field.default}, key=lambda limit: abs(limit - value))
    return [limit for limit in limits if limit != value and field.least <= limit <= field.most]


def _across(scorer: Scorer, field: Field) -> Iterator[Any]:
    """Each number that a rule compares the field with, and one on either side of it."""
    for option in scorer.bench.options:
        for rule in option.outs:
            for limit in rule.when.thresholds.get(field.name, ()):
                step = 1 if field.kind == "int" else limit / 100
                yield from (limit, limit + step, limit - step)


def other_systems(scorer: Scorer, marks: Marks, taken: Sequence[int]) -> Iterator[Changes]:
    """Changes of one field each that lead to another style, store or deployment."""
    for name in whole_fields(scorer, marks):
        for value in _ways(scorer, marks, name):
            chosen = strongest(scorer.bench, scorer.changed(marks, {name: value}).own)
            if chosen is not None and scorer.bench.whole(chosen) != scorer.bench.whole(taken):
                yield {name: value}
                break
