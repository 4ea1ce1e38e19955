"""Modules that are large and that everything goes through."""

from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Place, Severity
from shared.architect.domain.review.metrics import at
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, ProjectRule
from shared.architect.domain.review.source import SourceFile

MOST_LINES = 800
_SHARE = 0.95
_USER = "from shop.everything import work_0\n\n\ndef run():\n    return work_0()\n"
_STEP = "def work_{0}():\n    step = {0}\n    return step\n\n\n"


def check(project: Project) -> Iterator[Hit]:
    files = [file for file in project.code() if file.module in project.graph.modules]
    coupling = {file.module: _coupling(file, project) for file in files}
    if not coupling:
        return
    usual = at(list(coupling.values()), _SHARE)
    for file in files:
        ends = coupling[file.module]
        if file.line_count > MOST_LINES and ends > 1 and ends >= usual:
            message = (
                f"`{file.module}` has {file.line_count} lines and is tied to {ends} other modules, more than 95 % of "
                "the project's are: most changes come through it."
            )
            yield Hit(Place(file.path, 1, 1), message, "god module")


def _coupling(file: SourceFile, project: Project) -> int:
    return project.graph.fan_in.get(file.module, 0) + project.graph.fan_out.get(file.module, 0)


RULE = ProjectRule(
    About(
        id="ARC004",
        family="architecture",
        title="A module that everything goes through",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        principle="A module has one reason to change, and a reader can hold it in mind.",
        why=(
            "Everyone edits it at once, its tests need everything it imports, and nobody knows who needs which "
            "part of it."
        ),
        fix=(
            "Move what changes together into a module of its own, starting with what the fewest others import; "
            "let the old module pass names on until its importers have followed."
        ),
        source=(
            "Robert C. Martin, Agile Software Development (2002), Single Responsibility and Common Closure Principles"
        ),
        bad={
            "shop/everything.py": "".join(_STEP.format(each) for each in range(170)),
            **{f"shop/user_{each}.py": _USER for each in range(3)},
        },
        good={
            "shop/everything.py": "".join(_STEP.format(each) for each in range(20)),
            **{f"shop/user_{each}.py": _USER for each in range(3)},
        },
    ),
    check,
)
