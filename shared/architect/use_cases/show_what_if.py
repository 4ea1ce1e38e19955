"""What would change if requirements were others: nothing is stored."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from shared.architect.domain.design.knowledge import Knowledge
from shared.architect.domain.design.schema import Schema
from shared.architect.domain.design.spoken import spoken_values
from shared.architect.domain.design.what_if import WhatIf, what_if
from shared.architect.domain.records.design import values
from shared.architect.use_cases.designs import Designs
from shared.kernel.errors import FieldError, ValidationFailed

MOST_CHANGES = 8


class ShowWhatIf:
    def __init__(self, designs: Designs, knowledge: Callable[[], Knowledge]) -> None:
        self._designs = designs
        self._knowledge = knowledge

    def __call__(self, design_id: str, changes: Mapping[str, str]) -> WhatIf:
        """`changes`: field -> its other value, as text. Raises NotFound, and ValidationFailed naming `?field`."""
        knowledge = self._knowledge()
        wanted = _wanted(changes, knowledge.schema)
        design, house = self._designs.with_house_rules(design_id)
        requirements = knowledge.schema.complete(values(design.given), design.answers)
        return what_if(requirements, wanted, knowledge, house.rules)


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
    return replace(fault, pointer=f"?{fault.pointer.removeprefix('/answers/')}")
