"""Random requests, the same at every run, and the published ones."""

import json
import math
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shared.architect.domain.design.requirements import Requirements
from shared.architect.domain.design.schema import Field
from shared.architect.knowledge.load import knowledge

_HERE = Path(__file__).parent
_SMALL = {"team_size": 120, "teams": 15, "usd_month": 300_000, "schedules": 40, "consumers": 8, "workflow_steps": 12}


def random_requests(count: int, seed: int) -> list[Requirements]:
    chance = random.Random(seed)
    return [request(_spoken(chance)) for _ in range(count)]


def request(given: Mapping[str, Any]) -> Requirements:
    return knowledge().schema.complete(given)


def published() -> dict[str, Mapping[str, Any]]:
    """Name -> scenario: those given to us, those of our own, and what any architect would say."""
    files = (_HERE.parent / "scenarios/public.json", _HERE.parent / "scenarios/own.json", _HERE / "sense.json")
    return {told["name"]: told for file in files for told in json.loads(file.read_text("utf-8"))}


def _spoken(chance: random.Random) -> dict[str, Any]:
    fields = knowledge().schema.fields
    names = chance.sample(sorted(fields), chance.randint(4, 28))
    said = {name: _value(fields[name], chance) for name in names}
    if "teams" in said:
        said["teams"] = min(said["teams"], said.get("team_size", 4))
    return said


def _value(field: Field, chance: random.Random) -> Any:
    match field.kind:
        case "bool":
            return chance.random() < 0.5
        case "enum":
            return chance.choice(field.words)
        case "list":
            return tuple(chance.sample(field.words, chance.randint(1, 3)))
        case "words":
            return ("eu-central-1",)
    return _number(field, chance)


def _number(field: Field, chance: random.Random) -> float:
    if field.steps:
        return chance.choice(field.steps)
    most = _SMALL.get(field.name, min(field.most, 1e6))
    low = math.log10(max(field.least, 0.01 if field.kind == "num" else 1))
    value = 10 ** chance.uniform(low, math.log10(most))
    return max(field.least, round(value)) if field.kind == "int" or value > 10 else float(f"{value:.2g}")
