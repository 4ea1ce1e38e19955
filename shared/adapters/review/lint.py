"""Asks cfn-lint, within bounds, about a text that was read and found to be a template."""

import json
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict

from shared.adapters.review import lint_child
from shared.adapters.review.children import Bounds, run
from shared.adapters.review.limits import MEBI

# The worker has 1,024 MB, and holds the template itself; five hundred resources take cfn-lint less than 400.
_BOUNDS = Bounds(seconds=60, memory=800 * MEBI, output=16 * MEBI)
# Types and properties are asked of the region that has the most of them.
_REGIONS = "us-east-1"


class Match(TypedDict):
    """Lines and columns from 1; `path`: "Resources/Queue/Properties"."""

    code: str
    message: str
    line: int
    end_line: int
    column: int
    path: str


class LintMissing(Exception):
    """cfn-lint is not installed here."""


def ask(text: str, work: Path) -> list[Match]:
    """`work`: an empty folder, which is its home as well: it finds no settings there. Raises ChildFailed, LintMissing,
    and ValueError where it speaks no JSON."""
    package = find_spec("cfnlint")
    if package is None or package.origin is None:
        raise LintMissing
    (work / "template").write_text(text, "utf-8")
    folder = str(Path(package.origin).parents[1])
    command = [sys.executable, "-I", str(lint_child.__file__), folder, str(work / "template"), _REGIONS]
    matches: list[Match] = json.loads(run(command, work, _BOUNDS, {"HOME": str(work)}))
    return matches
