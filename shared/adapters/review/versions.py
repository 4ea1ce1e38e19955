"""The versions of the tools below the rules, as far as they are installed here."""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version

TOOLS = ("ruff", "grimp", "cfn-lint")


@cache
def installed_tools() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name in TOOLS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
