"""What would change if requirements were others: nothing is stored."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from shared.architect.document.what_if import what_if_told
from shared.architect.domain.design.knowledge import Knowledge
from shared.architect.domain.design.schema import LONGEST_WORD, Schema
from shared.architect.domain.design.spoken import spoken_values
from shared.architect.domain.design.what_if import WhatIf, what_if
from shared.architect.domain.records.design import values
from shared.architect.use_cases.designs import Designs, language_of
from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import FieldError, ValidationFailed

MOST_CHANGES = 8


@dataclass(frozen=True)
class ToldWhatIf:
    """What changes, and how that is said in the design's language."""

    found: WhatIf
    title: str
    sentences: tuple[str, ...]


class ShowWhatIf:
    def __init__(self, designs: Designs, knowledge: Callable[[], Knowledge]) -> None:
        self._designs = designs
        self._knowledge = knowledge

    def __call__(self, design_id: str, changes: Mapping[str, str]) -> ToldWhatIf:
        """`changes`: field -> its other value, as text. Raises NotFound, and ValidationFailed naming `?field`."""
        knowledge = self._knowledge()
        wanted = _wanted(changes, knowledge.schema)
        design, house = self._designs.with_house_rules(design_id)
        requirements = knowledge.schema.complete(values(design.given), design.answers)
        found = what_if(requirements, wanted, knowledge, house.rules)
        told = what_if_told(found, requirements, language_of(design.language))
        return ToldWhatIf(found, told["title"], tuple(told["changes"]))


def _wanted(changes: Mapping[str, str], schema: Schema) -> dict[str, Any]:
    if not 1 <= len(changes) <= MOST_CHANGES:
        code = "required" if not changes else "too_long"
        raise ValidationFailed.of("?", code, f"Name 1 to {MOST_CHANGES} fields with their other values.")
    read = spoken_values(changes, schema)
    try:
        completed = schema.complete({}, read)
    except ValidationFailed as refused:
        raise ValidationFailed([_of_query(fault) for fault in refused.errors]) from None
    return {field: completed[field] for field in read}


def _of_query(fault: FieldError) -> FieldError:
    """A name too long to be a field's is not repeated."""
    name = fault.pointer.removeprefix("/answers/")
    return replace(fault, pointer=f"?{name}" if len(name) <= LONGEST_WORD else "?")
