"""Packages that hardly say what they are for."""

from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, ProjectRule
from shared.architect.domain.rules.vocabulary.project_wide import home, top_packages

_LEAST_SHARE = 0.2
_LEAST_PLACES = 10
_SILENT = "\n\n".join(f"def price_{each}(basket):\n    return {each}\n" for each in range(12))
_TOLD = '"""Prices, in cents."""\n\n\n' + "\n\n".join(
    f'def price_{each}(basket):\n    """Of a basket of kind {each}, in cents."""\n    return {each}\n'
    for each in range(12)
)


def check(project: Project) -> Iterator[Hit]:
    for package, files in sorted(top_packages(project).items()):
        places, told = sum(one.measures.documentable for one in files), sum(one.measures.documented for one in files)
        if places >= _LEAST_PLACES and told < _LEAST_SHARE * places:
            message = (
                f"{told} of {places} public modules, classes and functions of `{package}` have a docstring "
                f"({100 * told // places} %)."
            )
            yield Hit(home(project, package), message, f"few docstrings in {package}")


RULE = ProjectRule(
    About(
        id="DOC001",
        family="types_and_tests",
        title="Public code hardly says what it is for",
        severity=Severity.NOTE,
        confidence=Confidence.MEDIUM,
        principle="What others use says what it is for, in which units, and what it raises.",
        why=(
            "Names tell what a thing is, not what it promises: units, errors, who closes what. Whoever needs to "
            "know reads the code, and takes what it happens to do for what it promises."
        ),
        fix=(
            "Write one sentence for each module and each public class first: what it is for. Then units, and "
            "errors that callers are to handle."
        ),
        source="PEP 257",
        bad={"shop/prices.py": _SILENT},
        good={"shop/prices.py": _TOLD},
    ),
    check,
)
