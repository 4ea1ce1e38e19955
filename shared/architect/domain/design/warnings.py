"""Pitfalls that a request, or the parts chosen for it, runs into: keys of the knowledge, and where from."""

from shared.architect.domain.design.facing import Facing
from shared.architect.domain.design.knowledge import Knowledge
from shared.architect.domain.design.outcome import Parts, Warned
from shared.architect.domain.design.requirements import Requirements


def warnings(requirements: Requirements, parts: Parts, knowledge: Knowledge) -> tuple[Warned, ...]:
    """In the order of the knowledge, which is that of how much they have cost others."""
    facing = Facing(requirements, parts, knowledge)
    return tuple(
        Warned(
            pitfall.key,
            facing.fields_of(pitfall.when.names),
            facing.parts_of(pitfall.when.names),
            facing.shown(pitfall.numbers),
        )
        for pitfall in knowledge.lore.pitfalls
        if pitfall.when.value(facing.values)
    )
