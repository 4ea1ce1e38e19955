"""What an answer changes beside the recommended parts: the bill, what contradicts, the pitfalls to be told of.

Turns of these have "conflict", "cost" or "warning" in the place of a dimension, and "none" where there is nothing.
"""

from collections.abc import Callable, Iterator, Mapping

from shared.architect.domain.design.conflicts import conflicts, with_parts
from shared.architect.domain.design.cost import band
from shared.architect.domain.design.knowledge import Knowledge
from shared.architect.domain.design.outcome import Parts, Turn
from shared.architect.domain.design.probing import Probe
from shared.architect.domain.design.requirements import Requirements, Value
from shared.architect.domain.design.warnings import warnings

Recommend = Callable[[Mapping[str, Value]], Parts | None]
_NOTHING = "none"


def side_turns(requirements: Requirements, probe: Probe, recommend: Recommend, knowledge: Knowledge) -> Iterator[Turn]:
    """One for each answer that changes any of it: the weightiest change."""
    now = recommend({})
    for value in probe.values:
        then = recommend({probe.field: value})
        if now is None or then is None:
            continue
        before = _sides(requirements, now, knowledge)
        after = _sides(requirements.with_values({probe.field: value}), then, knowledge)
        for side, told in before.items():
            gone, come = sorted(told - after[side]), sorted(after[side] - told)
            if gone or come:
                yield Turn(value, side, gone[0] if gone else _NOTHING, come[0] if come else _NOTHING)
                break


def _sides(requirements: Requirements, parts: Parts, knowledge: Knowledge) -> dict[str, set[str]]:
    contradicted = (*conflicts(requirements, knowledge), *with_parts(requirements, parts, knowledge))
    return {
        "conflict": {each.rule for each in contradicted},
        "cost": {band(requirements, parts, knowledge)},
        "warning": {each.key for each in warnings(requirements, parts, knowledge)},
    }
