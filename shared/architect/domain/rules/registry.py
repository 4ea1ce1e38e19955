"""All rules, found by listing the folders of their families, and the version of the whole set."""

import hashlib
import importlib
import pkgutil
import re
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
_IMPORTS = re.compile(r"^\s*from (shared\.architect\.domain\.(?:rules|review)\.[\w.]+) import", re.M)
_TOOLS = ((RuffRule, "ruff"), (LintRule, "cfn-lint"), (ProjectRule, "grimp"))


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


def versions(tools: Mapping[str, str]) -> Mapping[str, str]:
    """Of each rule eight hex digits over its code and that of what it stands on, comments and layout aside: what it
    finds can only change with them. `tools`: name -> version of the programs below."""
    return {rule.about.id: _version(rule, tools) for rule in RULES}


def ruleset(tools: Mapping[str, str]) -> str:
    """Sixteen hex digits over all rules and tools."""
    told = [*versions(tools).items(), *sorted(tools.items())]
    return _digest("\n".join(f"{name} {version}" for name, version in told), 16)


def _version(rule: Rule, tools: Mapping[str, str]) -> str:
    below = [tools.get(name, "") for kind, name in _TOOLS if isinstance(rule, kind)]
    modules = sorted(_closure(_DEFINED_IN[rule.about.id]))
    return _digest("\n".join([*(_digest_of(module) for module in modules), *below]))


@cache
def _closure(module: str) -> frozenset[str]:
    """The module, and what it imports of rules and of what rules look at, all the way down."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += _IMPORTS.findall(_code_of(one))
    return frozenset(found)


@cache
def _digest_of(module: str) -> str:
    return _digest(_code_of(module), 64)


@cache
def _code_of(module: str) -> str:
    """The module's text without what only people read: lines that are blank or a comment, and indents' ends."""
    loader = getattr(find_spec(module), "loader", None)
    assert isinstance(loader, InspectLoader), module
    lines = (loader.get_source(module) or "").splitlines()
    return "\n".join(line.rstrip() for line in lines if line.strip() and not line.lstrip().startswith("#"))


def _digest(text: str, digits: int = 8) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:digits]
