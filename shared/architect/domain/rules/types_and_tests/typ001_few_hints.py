"""Packages whose public functions say little of what they take and give."""

from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, ProjectRule
from shared.architect.domain.rules.vocabulary.project_wide import home, top_packages

_LEAST_SHARE = 0.6
_LEAST_FUNCTIONS = 10
_BARE = "\n\n".join(f"def price_{each}(basket, country):\n    return {each}\n" for each in range(12))
_HINTED = "\n\n".join(
    f"def price_{each}(basket: list[int], country: str) -> int:\n    return {each}\n" for each in range(12)
)


def check(project: Project) -> Iterator[Hit]:
    for package, files in sorted(top_packages(project).items()):
        public, hinted = sum(one.measures.public for one in files), sum(one.measures.hinted for one in files)
        if public >= _LEAST_FUNCTIONS and hinted < _LEAST_SHARE * public:
            message = (
                f"{hinted} of {public} public functions of `{package}` have complete type hints "
                f"({100 * hinted // public} %): what the others take and give is found out by running them."
            )
            yield Hit(home(project, package), message, f"few hints in {package}")


RULE = ProjectRule(
    About(
        id="TYP001",
        family="types_and_tests",
        title="Few public functions have type hints",
        severity=Severity.NOTE,
        confidence=Confidence.HIGH,
        principle="What others call says what it takes and what it gives, where a tool can check it.",
        why=(
            "A type checker passes over functions without hints, so a renamed field or a None that slips through "
            "is found by a user, and every reader has to look at the callers."
        ),
        fix=(
            "Begin with the modules that most others import; let the type checker refuse new functions without "
            "hints (mypy: disallow_untyped_defs, per module)."
        ),
        source="PEP 484",
        bad={"shop/prices.py": _BARE},
        good={"shop/prices.py": _HINTED},
    ),
    check,
)
