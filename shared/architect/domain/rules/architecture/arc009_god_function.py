"""Functions that nobody reads in one go."""

import re

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, RuffRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.at import said

_BRANCH = "    if order.kind == {0}:\n        total += {0}\n"
_BAD = "def price(order):\n    total = 0\n" + "".join(_BRANCH.format(each) for each in range(22)) + "    return total\n"
_GOOD = """\
PRICES = {kind: kind for kind in range(22)}


def price(order):
    return PRICES[order.kind]
"""

_COUNTED = {"C901": "paths through it", "PLR0912": "branches", "PLR0915": "statements"}
_NUMBERS = re.compile(r"\((\d+) > (\d+)\)")


def judge(hit: Hit, code: str, file: SourceFile) -> Hit | None:
    """Named and counted."""
    line = file.lines[hit.place.line - 1]
    name = re.search(r"def\s+(\w+)", line)
    numbers = _NUMBERS.search(hit.message)
    if name is None or numbers is None:
        return hit
    return said(hit, f"`{name[1]}` has {numbers[1]} {_COUNTED[code]}; {numbers[2]} are what a reader follows.")


RULE = RuffRule(
    About(
        id="ARC009",
        family="architecture",
        title="A function that does too much",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        principle="A function does one thing, at one level of detail.",
        why=(
            "With more than twenty paths through it no test covers them all, and a change in one case breaks "
            "another that nobody thought of."
        ),
        fix="Name the steps and make each a function; replace chains of cases by a table or by one class per case.",
        source=(
            "Thomas J. McCabe, A Complexity Measure (1976); thresholds are ours: 20 paths, 25 branches, 80 statements"
        ),
        bad={"shop/prices.py": _BAD},
        good={"shop/prices.py": _GOOD},
    ),
    codes=("C901", "PLR0912", "PLR0915"),
    options=(
        "lint.mccabe.max-complexity = 20",
        "lint.pylint.max-branches = 25",
        "lint.pylint.max-statements = 80",
    ),
    judge=judge,
)
