"""Checks of decisions between their JSON, as requests and events hold it, and what a review asks of code."""

from collections.abc import Mapping
from typing import Any

from shared.architect.domain.records.decision import Decision
from shared.architect.domain.review.checks import (
    DecisionCheck,
    DecisionChecks,
    ForbiddenImportCheck,
    LayersCheck,
    RequiredSettingCheck,
)


def check_from_json(told: Mapping[str, Any]) -> DecisionCheck:
    """Raises ValueError for a kind that there is not."""
    match told["kind"]:
        case "layers":
            return LayersCheck(tuple(tuple(row) for row in told["layers"]))
        case "forbidden_import":
            return ForbiddenImportCheck(told["importer"], told["imported"])
        case "required_setting":
            return RequiredSettingCheck(told["file"], told["path"], told.get("equals"))
    raise ValueError(f"no kind of check: {told['kind']}")


def checks_of(decision: Decision) -> DecisionChecks:
    checks = tuple(check_from_json(check) for check in decision.checks)
    return DecisionChecks(decision.id, decision.number, decision.title, checks)
