"""What a system must do and hold: values by field, each with where it came from.

Which fields there are, their bounds, units and defaults, is knowledge (shared/architect/knowledge/schema.json).
"""

from collections.abc import Iterator, Mapping
from typing import Literal

from shared.kernel.dataclasses import dataclass

# Of one field: a flag, a number, one of its words, or several.
Value = bool | int | float | str | tuple[str, ...] | None
# `given`: by whoever asked for the design; `asked`: an answer to a question; `assumed`: the schema's default.
Origin = Literal["given", "asked", "assumed"]


@dataclass(frozen=True)
class Requirements:
    """Complete: every field of the schema has a value and an origin. Made by `Schema.complete`, and never changed."""

    values: Mapping[str, Value]
    origins: Mapping[str, Origin]

    def __getitem__(self, field: str) -> Value:
        return self.values[field]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def number(self, field: str) -> float:
        """Raises TypeError where the field holds no number."""
        value = self.values[field]
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TypeError(f"{field} holds no number")
        return value

    def assumed(self) -> tuple[str, ...]:
        return tuple(field for field, origin in self.origins.items() if origin == "assumed")

    def known(self) -> Mapping[str, Value]:
        """What was said, by whomever: everything but assumptions."""
        return {field: self.values[field] for field, origin in self.origins.items() if origin != "assumed"}

    def with_values(self, changes: Mapping[str, Value], origin: Origin = "asked") -> "Requirements":
        origins: dict[str, Origin] = dict(self.origins) | dict.fromkeys(changes, origin)
        return Requirements({**self.values, **changes}, origins)
