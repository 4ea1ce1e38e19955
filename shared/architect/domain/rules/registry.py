"""All rules, found by listing the folders of their families, and the version of the whole set."""

import ast
import hashlib
import importlib
import pkgutil
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.abc import InspectLoader
from importlib.util import find_spec
from types import ModuleType

from shared.architect.domain.review.rule import FileRule, LintRule, ProjectRule, RuffRule, Rule, TemplateRule

FAMILIES = (
    "architecture", "asynchrony", "storage", "events", "resilience", "caching", "security", "observability",
    "configuration", "errors", "types_and_tests", "serverless", "templates", "runs",
)  # fmt: skip
_HERE = "shared.architect.domain.rules"


def _modules() -> Iterator[ModuleType]:
    for family in FAMILIES:
        if find_spec(f"{_HERE}.{family}") is not None:
            folder = importlib.import_module(f"{_HERE}.{family}").__path__
            for entry in sorted(pkgutil.iter_modules(folder), key=lambda one: one.name):
                yield importlib.import_module(f"{_HERE}.{family}.{entry.name}")


_DEFINED_IN = {module.RULE.about.id: module.__name__ for module in _modules() if hasattr(module, "RULE")}
RULES: tuple[Rule, ...] = tuple(sys.modules[_DEFINED_IN[id]].RULE for id in sorted(_DEFINED_IN))
BY_ID: Mapping[str, Rule] = {rule.about.id: rule for rule in RULES}


def rules_for_code() -> tuple[FileRule | ProjectRule | RuffRule, ...]:
    return tuple(rule for rule in RULES if isinstance(rule, FileRule | ProjectRule | RuffRule))


def rules_for_templates() -> tuple[TemplateRule | LintRule, ...]:
    return tuple(rule for rule in RULES if isinstance(rule, TemplateRule | LintRule))


@cache
def version_of(rule: str) -> str:
    """Eight hex digits over the code of the rule's module, comments and layout aside: what it finds can only change
    with it, with a module that it shares, or with a tool below it."""
    return _digest(_code_of(_DEFINED_IN[rule]))


def ruleset(tools: Mapping[str, str]) -> str:
    """Sixteen hex digits over all rules, what they share, and the `tools` below them (name -> version)."""
    return _digest(
        "\n".join([
            *(f"{id} {version_of(id)}" for id in sorted(_DEFINED_IN)),
            *(_code_of(f"shared.architect.domain.review.{name}") for name in ("source", "project", "ranking")),
            *(f"{name} {version}" for name, version in sorted(tools.items())),
        ]),
        16,
    )  # fmt: skip


@cache
def _code_of(module: str) -> str:
    loader = getattr(find_spec(module), "loader", None)
    assert isinstance(loader, InspectLoader), module
    return ast.dump(ast.parse(loader.get_source(module) or ""))


def _digest(text: str, digits: int = 8) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:digits]
