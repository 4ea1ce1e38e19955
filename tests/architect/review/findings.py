"""Findings and reports made by hand, for what is done with them."""

from dataclasses import replace
from typing import Any

from shared.architect.domain.review.assemble import Looked, Terms, report
from shared.architect.domain.review.finding import Confidence, Finding, Hit, Place, Severity
from shared.architect.domain.review.project import Project, Unparsed
from shared.architect.domain.review.report import Report, Source
from shared.architect.domain.review.rule import About
from shared.architect.domain.review.seen import Seen
from shared.architect.domain.review.source import SourceFile
from tests.architect.review.making import TODAY


def about(id: str = "AAA001", severity: Severity = Severity.ERROR, confidence: Confidence = Confidence.HIGH) -> About:
    return About(id, "storage", f"Title of {id}", severity, confidence, "Principle.", "Why.", "Fix.", "source", {}, {})


def hit(path: str = "shop/a.py", line: int = 1, statement: str = "x = 1", symbol: str = "f", **more: Any) -> Hit:
    return Hit(Place(path, line, line, 1, symbol), "A message.", statement, **more)


def finding(rule: str = "AAA001", **more: Any) -> Finding:
    made = Finding(
        rule, Severity.ERROR, Confidence.HIGH, Place("shop/a.py", 1, 1), "A message.", "x = 1", f"print of {rule}",
        f"moved {rule}", 9.0,
    )  # fmt: skip
    return replace(made, **more)


def report_of(
    *seen: Seen,
    files: tuple[str, ...] = ("shop/a.py", "shop/b.py"),
    versions: dict[str, str] | None = None,
    unparsed: tuple[Unparsed, ...] = (),
    failed: tuple[tuple[str, str], ...] = (),
    text: str = "x = 1\n",
    **terms: Any,
) -> Report:
    """A report on files of one line each, of what was seen there."""
    project = Project(tuple(SourceFile(path, text) for path in files), unparsed=unparsed, failed=failed)
    abouts = {one.about.id: one.about for one in seen}
    told = versions if versions is not None else {"AAA001": "1", "BBB001": "1", **dict.fromkeys(abouts, "1")}
    looked = Looked(
        "rules", tuple(abouts.values()), told, seen, Source("code", "0", len(files), len(files), unparsed), {},
        frozenset(one.path for one in unparsed),
    )  # fmt: skip
    return report(project, looked, Terms(**{"profile": "standard", "today": TODAY, **terms}), {})
