"""Functions that nobody reads in one go."""

from shared.architect.domain.review.finding import Confidence, Severity
from shared.architect.domain.review.rule import About, RuffRule

_BRANCH = "    if order.kind == {0}:\n        total += {0}\n"
_BAD = "def price(order):\n    total = 0\n" + "".join(_BRANCH.format(each) for each in range(22)) + "    return total\n"
_GOOD = """\
PRICES = {kind: kind for kind in range(22)}


def price(order):
    return PRICES[order.kind]
"""

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
)
