"""A design, whole: the systems to choose from, why each part, what would turn it, what to mind. Pure, and the same for
the same request in every process."""

from shared.architect.domain.design.choices import Deciding
from shared.architect.domain.design.conflicts import with_parts
from shared.architect.domain.design.flips import Flipping, by_dimension, sensitivity
from shared.architect.domain.design.house_rules import NO_HOUSE_RULES, HouseRules
from shared.architect.domain.design.knowledge import Knowledge
from shared.architect.domain.design.outcome import Outcome
from shared.architect.domain.design.requirements import Requirements
from shared.architect.domain.design.scoring import weights_told
from shared.architect.domain.design.systems import systems, whole_option
from shared.architect.domain.design.warnings import warnings


def solve(requirements: Requirements, knowledge: Knowledge, house: HouseRules = NO_HOUSE_RULES) -> Outcome:
    """Never fails for what was asked: contradictions and dead ends are part of the outcome."""
    found = systems(requirements, knowledge, house)
    scorer, system = found.scorer, found.all[found.recommended]
    options = tuple(whole_option(scorer, each) for each in found.all)
    parts = options[found.recommended].parts
    turned = Flipping(scorer, system.marks, system.chosen).all()
    return Outcome(
        kb_version=knowledge.version,
        requirements=requirements,
        weights=weights_told(system.marks),
        options=options,
        recommended=found.recommended,
        choices=Deciding(scorer, system.marks, system.chosen).choices(by_dimension(turned)),
        warnings=(*warnings(requirements, parts, knowledge), *knowledge.schema.warnings(requirements)),
        conflicts=(*found.conflicts, *with_parts(system.requirements, parts, knowledge, house)),
        sensitivity=sensitivity(turned),
    )
