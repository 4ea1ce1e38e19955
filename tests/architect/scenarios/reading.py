"""Scenarios as tests use them: the public ones, and our own from published decisions."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shared.architect.domain.design.requirements import Value
from shared.kernel.dataclasses import dataclass

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Scenario:
    name: str
    requirements: Mapping[str, Value]
    expected: Mapping[str, tuple[str, ...]]
    forbidden: Mapping[str, tuple[str, ...]]
    must_ask: tuple[str, ...]
    must_warn: tuple[str, ...]
    ask_if_removed: tuple[str, ...]
    grounded_in: str

    def __str__(self) -> str:
        return self.name

    def without(self, field: str) -> Mapping[str, Value]:
        return {name: value for name, value in self.requirements.items() if name != field}


def _scenario(told: Mapping[str, Any]) -> Scenario:
    return Scenario(
        name=told["name"],
        requirements=told["requirements"],
        expected={dimension: tuple(options) for dimension, options in told["expected"].items()},
        forbidden={dimension: tuple(options) for dimension, options in told["forbidden"].items()},
        must_ask=tuple(told["must_ask"]),
        must_warn=tuple(told["must_warn"]),
        ask_if_removed=tuple(told["ask_if_removed"]),
        grounded_in=told["grounded_in"],
    )


def _read(name: str) -> tuple[Scenario, ...]:
    return tuple(_scenario(told) for told in json.loads((_FOLDER / name).read_text(encoding="utf-8")))


PUBLIC = _read("public.json")
OWN = _read("own.json")
SCENARIOS = (*PUBLIC, *OWN)
