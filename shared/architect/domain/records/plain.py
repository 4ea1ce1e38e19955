"""What was found, as JSON values: what events keep and answers tell."""

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

# What no calculation means and some stores cannot hold.
_SMALLEST = 1e-100


def plain(value: Any) -> Any:
    """Data classes are objects (`from_` is "from" there), tuples lists; a number that is none (infinite) is null."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name.rstrip("_"): plain(getattr(value, each.name)) for each in fields(value)}
    match value:
        case Enum():
            return value.value
        case Mapping():
            return {str(name): plain(member) for name, member in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case set() | frozenset():
            return sorted(plain(item) for item in value)
        case float():
            return _number(value)
        case date():
            return value.isoformat()
    return value


def _number(value: float) -> float | int | None:
    """To twelve digits, which no input has; whole ones without a point, so that every store gives back the same."""
    if not math.isfinite(value):
        return None
    rounded = float(f"{value:.12g}") if abs(value) > _SMALLEST else 0.0
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded
