"""An outcome as JSON: its fields by name, tuples as lists."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from shared.architect.domain.design.outcome import Outcome


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    told: dict[str, Any] = _json(outcome)
    return told


def _json(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return {field.name.rstrip("_"): _json(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {key: _json(held) for key, held in value.items()}
    if isinstance(value, tuple | list):
        return [_json(held) for held in value]
    return value
