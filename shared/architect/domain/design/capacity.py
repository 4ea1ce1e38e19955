"""All the arithmetic of a design: for its parts, in the order in which one reads it, with every input's origin."""

from shared.architect.domain.design.capacity_flow import flow
from shared.architect.domain.design.capacity_load import load
from shared.architect.domain.design.capacity_reach import availability_of, reach
from shared.architect.domain.design.capacity_stores import stores
from shared.architect.domain.design.knowledge import Knowledge
from shared.architect.domain.design.outcome import Calculation, Parts
from shared.architect.domain.design.requirements import Requirements
from shared.architect.domain.design.sheet import Sheet


def calculations(requirements: Requirements, parts: Parts, knowledge: Knowledge) -> tuple[Calculation, ...]:
    """Those that matter for the parts, and no others."""
    sheet = Sheet(requirements, parts, knowledge.lore.facts)
    return (*load(sheet), *stores(sheet), *flow(sheet), *reach(sheet))


def availability(requirements: Requirements, parts: Parts, knowledge: Knowledge) -> float:
    """Share of minutes in which a request is answered: the product of what the parts promise, independence assumed."""
    return availability_of(Sheet(requirements, parts, knowledge.lore.facts))
