"""Files that nobody could look at: silence about them would be a false "clean"."""

from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Place, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, ProjectRule

_BAD = """\
def total(lines)
    return sum(line.amount for line in lines)
"""
_GOOD = """\
def total(lines):
    return sum(line.amount for line in lines)
"""


def check(project: Project) -> Iterator[Hit]:
    for one in project.unparsed:
        place = Place(one.path, one.line, one.line)
        yield Hit(place, f"Nothing is known of this file: {one.reason}.", "unparsed")
    for rule, path in project.failed:
        message = f"{rule} could not be asked{' of this file' if path else ''}: it broke on what it saw."
        yield Hit(Place(path or "pyproject.toml", 1, 1), message, f"broken {rule}", Severity.NOTE)


RULE = ProjectRule(
    About(
        id="RUN-UNPARSED",
        family="runs",
        title="A file could not be looked at",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        principle="What was not looked at is not clean.",
        why=(
            "No rule has seen this file, and its findings of the last review can neither be new nor fixed. Python "
            "itself may not read it either: then it fails when it is first imported."
        ),
        fix=(
            "Let `python -m compileall` read the tree in CI, save files as UTF-8, and keep generated tables of "
            "more than 1 MB out of Python files."
        ),
        source="https://docs.python.org/3/library/compileall.html",
        bad={"shop/basket.py": _BAD},
        good={"shop/basket.py": _GOOD},
    ),
    check,
)
