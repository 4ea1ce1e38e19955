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
    read: set[str] = set()
    for number in [number for group in empty or bench.groups for number in group]:
        reason = scorer.excluded(bench.options[number], marks.values)
        read.update(reason.fields if reason else ())
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


def second_system(scorer: Scorer, marks: Marks, fields: Sequence[str], taken: Sequence[int]) -> Changes | None:
    """The change of one field that allows another style, store or deployment, at the least loss of utility."""
    bench = scorer.bench
    whole = [group for group, dimension in enumerate(bench.dimensions) if dimension.whole]
    found: list[tuple[int, str, Value]] = []
    for name in fields:
        for value in _ways(scorer, marks, name):
            own = scorer.changed(marks, {name: value}).own
            chosen = strongest(bench, own)
            if chosen is not None and any(chosen[group] != taken[group] for group in whole):
                found.append((len(found), name, value))
                break
    return {found[0][1]: found[0][2]} if found else None
