"""Requirements that cannot all hold: found before anything is scored, and once more with the chosen parts.

Nothing is averaged away: each conflict names its fields, its numbers, and what could be given up for it to be gone.
Only relaxations that were tried, and help, are told.
"""

from collections.abc import Mapping

from shared.architect.domain.design.facing import Facing
from shared.architect.domain.design.house_rules import NO_HOUSE_RULES, HouseRules
from shared.architect.domain.design.knowledge import Knowledge
from shared.architect.domain.design.lore import Contradiction, Relaxed
from shared.architect.domain.design.outcome import Conflict, Parts, Relaxation
from shared.architect.domain.design.requirements import Requirements, Value
from shared.architect.domain.design.search import NothingFeasible, best


def conflicts(requirements: Requirements, knowledge: Knowledge) -> tuple[Conflict, ...]:
    """Those that the requirements alone tell."""
    return _found(Facing(requirements, {}, knowledge), of_parts=False)


def with_parts(
    requirements: Requirements, parts: Parts, knowledge: Knowledge, house: HouseRules = NO_HOUSE_RULES
) -> tuple[Conflict, ...]:
    """Those that show with the best parts there are for the requirements."""
    return _found(Facing(requirements, parts, knowledge, house), of_parts=True)


def _found(facing: Facing, *, of_parts: bool) -> tuple[Conflict, ...]:
    rules = (rule for rule in facing.knowledge.lore.contradictions if rule.of_parts == of_parts)
    return tuple(_conflict(rule, facing) for rule in rules if rule.when.value(facing.values))


def _conflict(rule: Contradiction, facing: Facing) -> Conflict:
    helping: dict[frozenset[str], Relaxation] = {}
    for relaxation in rule.relaxations:
        changes = _changes(relaxation, facing)
        # The knowledge lists the least of what could be given up first: more of the same is tried where that fails.
        if frozenset(changes) not in helping and _helps(rule, changes, facing):
            helping[frozenset(changes)] = Relaxation(changes)
    return Conflict(rule.rule, rule.fields, facing.shown(rule.numbers), tuple(helping.values()))


def _changes(relaxation: Mapping[str, Relaxed], facing: Facing) -> Mapping[str, Value]:
    """What each field would become; fields that already are so are left out."""
    wanted = {field: _becomes(field, told, facing) for field, told in relaxation.items()}
    return {field: value for field, value in wanted.items() if value != facing.requirements[field]}


def _becomes(field: str, told: Relaxed, facing: Facing) -> Value:
    present = facing.requirements[field]
    if told.without:
        words = present if isinstance(present, tuple) else ()
        return tuple(word for word in words if word not in told.without)
    if told.computed is None:
        return told.value
    bounds = facing.knowledge.schema.fields[field]
    value: float = min(max(told.computed.value(facing.values), bounds.least), bounds.most)
    return int(value) if isinstance(present, int) and value == int(value) else value


def _helps(rule: Contradiction, changes: Mapping[str, Value], facing: Facing) -> bool:
    if not changes:
        return False
    relaxed = facing.requirements.with_values(changes)
    if not rule.of_parts:
        return not rule.when.value(Facing(relaxed, {}, facing.knowledge).values)
    try:
        parts = best(relaxed, facing.knowledge, facing.house).parts
    except NothingFeasible:
        return False
    return not rule.when.value(Facing(relaxed, parts, facing.knowledge, facing.house).values)
