"""All that rules, arithmetic and questions tell of a scenario, as text that can be compared."""

from shared.architect.domain.design.capacity import calculations
from shared.architect.domain.design.conflicts import conflicts, with_parts
from shared.architect.domain.design.cost import lines
from shared.architect.domain.design.questions import questions
from shared.architect.domain.design.search import best
from shared.architect.domain.design.warnings import warnings
from shared.architect.knowledge.load import knowledge
from tests.architect.scenarios.reading import Scenario


def told(scenario: Scenario) -> list[str]:
    known = knowledge()
    requirements = known.schema.complete(scenario.requirements)
    parts = best(requirements, known).parts
    return [
        repr(each)
        for each in (
            known.version,
            parts,
            calculations(requirements, parts, known),
            lines(requirements, parts, known),
            conflicts(requirements, known),
            with_parts(requirements, parts, known),
            warnings(requirements, parts, known),
            questions(requirements, known),
        )
    ]
