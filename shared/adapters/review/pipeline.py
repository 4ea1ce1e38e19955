"""A review of Python code from end to end. Nothing of what is looked at is ever run or imported.

unpack -> gather -> read every file -> name modules -> grimp -> ruff -> own rules -> report
"""

import hashlib
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from shared.adapters.review.archive import unpack
from shared.adapters.review.asking import Asking
from shared.adapters.review.declared import dependencies, layers, suppressions
from shared.adapters.review.documents import documents, templates
from shared.adapters.review.gathering import Gathered, gather
from shared.adapters.review.graph import graph
from shared.adapters.review.naming import name_modules
from shared.adapters.review.prescreen import Screened, prescreen, without_collecting
from shared.adapters.review.retained import Retained
from shared.adapters.review.ruff import ask
from shared.adapters.review.template_rules import seen_in_templates, with_snippets
from shared.adapters.review.versions import installed_tools
from shared.architect.domain.review.assemble import Looked, Terms, report
from shared.architect.domain.review.checks import LayersCheck, RequiredSettingCheck
from shared.architect.domain.review.drift import Document
from shared.architect.domain.review.project import Project, Unparsed
from shared.architect.domain.review.report import Report, Source
from shared.architect.domain.review.ruff_marks import RuffMark, seen_by_ruff
from shared.architect.domain.review.rule import FileRule, ProjectRule, RuffRule, TemplateRule
from shared.architect.domain.review.seen import Seen
from shared.architect.domain.rules import registry
from shared.architect.knowledge.reference import reference_metrics
from shared.architect.ports import Inspection, InspectionRefused

# What is being done ("reading", "graph", "ruff", "rules", "report"), how much of it is done, and of how much.
Progress = Callable[[str, int, int], None]


def inspect_unpacked(archive: Path, request: Inspection, progress: Progress = lambda *_: None) -> Report:
    """Of a zip, in this process. Raises InspectionRefused."""
    with tempfile.TemporaryDirectory(prefix="rollbook-") as made:
        folder = Path(made) / "source"
        folder.mkdir()
        left_out = unpack(archive, folder)
        with archive.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
        return _inspect(gather(folder, left_out), digest, request, progress)


def inspect_folder(folder: Path, request: Inspection, progress: Progress = lambda *_: None) -> Report:
    """Of a folder as it is. Raises InspectionRefused."""
    gathered = gather(folder, {})
    return _inspect(gathered, _digest(gathered), request, progress)


def _inspect(gathered: Gathered, digest: str, request: Inspection, progress: Progress) -> Report:
    if not gathered.python:
        raise InspectionRefused("no_python", "There is no Python file in it.")
    with tempfile.TemporaryDirectory(prefix="rollbook-") as made, without_collecting():
        clean, work = Path(made) / "tree", Path(made) / "work"
        clean.mkdir()
        work.mkdir()
        retained = Retained()
        total = len(gathered.python)
        screened = prescreen(gathered, clean, retained, lambda done: progress("reading", done, total))
        return _looked_at(gathered, screened, _Place(clean, work, retained, digest), request, progress)


class _Place:
    """Where one inspection works."""

    def __init__(self, clean: Path, work: Path, retained: Retained, digest: str) -> None:
        self.clean = clean
        self.work = work
        self.retained = retained
        self.digest = digest


def _looked_at(
    gathered: Gathered, screened: Screened, place: _Place, request: Inspection, progress: Progress
) -> Report:
    found = documents(gathered, _wanted(request))
    progress("graph", 0, 1)
    project = _project(gathered, screened, found, place, request)
    templated = [rule for rule in registry.RULES if isinstance(rule, TemplateRule)]
    rules = (*registry.rules_for_code(), *templated)
    progress("ruff", 0, 1)
    ruffs = [rule for rule in rules if isinstance(rule, RuffRule)]
    marks, broken = ask(ruffs, place.clean, place.work, project.pyproject)
    project = replace(project, unparsed=(*project.unparsed, *_unread_by_ruff(broken)))
    seen = _seen(project, ruffs, marks, place.retained, progress)
    texts = {path: found[path].text for path in project.templates}
    seen += seen_in_templates(texts, templated)
    progress("report", 0, 1)
    told = registry.versions(installed_tools())
    looked = Looked(
        registry.ruleset(installed_tools()), tuple(rule.about for rule in rules),
        {rule.about.id: told[rule.about.id] for rule in rules}, seen, _source(gathered, project, place.digest), found,
        frozenset(one.path for one in project.unparsed),
    )  # fmt: skip
    own = suppressions(_value(found, "architect.toml"))
    terms = Terms(**{**vars(request), "suppressions": (*request.suppressions, *own)})
    return with_snippets(report(project, looked, terms, reference_metrics()), texts)


def _project(
    gathered: Gathered, screened: Screened, found: Mapping[str, Document], place: _Place, request: Inspection
) -> Project:
    roots = name_modules(screened.files)
    pyproject = _value(found, "pyproject.toml")
    told = layers(_value(found, "architect.toml"), pyproject)
    decided = [check.layers for one in request.checks for check in one.checks if isinstance(check, LayersCheck)]
    return Project(
        screened.files,
        graph(screened.files, roots, place.clean, place.work),
        pyproject,
        dependencies(gathered, pyproject),
        told or (decided[0] if decided else ()),
        screened.unparsed,
        templates(found),
    )


def _seen(
    project: Project, ruffs: list[RuffRule], marks: list[RuffMark], retained: Retained, progress: Progress
) -> list[Seen]:
    rules = registry.rules_for_code()
    total = len(project.files)
    asking = Asking(project, retained)
    seen = [*seen_by_ruff(ruffs, marks, project)]
    seen += asking.files([rule for rule in rules if isinstance(rule, FileRule)], lambda n: progress("rules", n, total))
    return [*seen, *asking.projects(rule for rule in rules if isinstance(rule, ProjectRule))]


def _unread_by_ruff(broken: list[str]) -> list[Unparsed]:
    return [Unparsed(path, "ruff could not look at it: its rules were not asked") for path in sorted(broken)]


def _wanted(request: Inspection) -> set[str]:
    checks = [check for one in request.checks for check in one.checks]
    return {check.file for check in checks if isinstance(check, RequiredSettingCheck)}


def _value(found: Mapping[str, Document], path: str) -> Mapping[str, Any]:
    return found[path].value if path in found else {}


def _source(gathered: Gathered, project: Project, digest: str) -> Source:
    lines = sum(file.line_count for file in project.files)
    return Source("code", digest, len(gathered.python), lines, project.unparsed, gathered.skipped)


def _digest(gathered: Gathered) -> str:
    """Of names and contents."""
    made = hashlib.sha256()
    for path in (*gathered.python, *gathered.settings):
        made.update(f"{path}\0".encode("utf-8", "surrogateescape"))
        made.update(hashlib.sha256(gathered.read(path)).digest())
    return made.hexdigest()
