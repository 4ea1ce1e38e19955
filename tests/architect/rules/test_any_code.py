"""Rules meet all sorts of code: none of them breaks, whatever it looks at."""

import asyncio
import json
import logging
from pathlib import Path

import pytest

from shared.architect.domain.review.finding import Hit
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import FileRule, ProjectRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.registry import RULES
from tests.architect.rules.running import graph_of, project_of

_PARTS = (Path(__file__).parent / "strange_code.txt").read_text("utf-8").split("=== ")[1:]
STRANGE = {name: code for name, _, code in (part.partition("\n") for part in _PARTS)}


@pytest.fixture(scope="module")
def library() -> Project:
    """A few packages of the standard library."""
    folders = [Path(one.__file__ or "").parent for one in (asyncio, json, logging)]
    found = [path for folder in folders for path in sorted(folder.glob("*.py"))]
    files = tuple(SourceFile(f"{path.parent.name}/{path.name}", path.read_text("utf-8")) for path in found)
    return Project(files, graph_of(files))


@pytest.mark.parametrize("name", STRANGE)
def test_strange_code_breaks_no_rule(name: str) -> None:
    project = project_of(
        {"shop/part.py": STRANGE[name], "shop/other.py": "from shop.part import *\nimport shop.part as p\np.x()\n"}
    )
    found: list[Hit] = []
    for rule in RULES:
        if isinstance(rule, FileRule):
            found += [hit for file in project.files for hit in rule.check(file, project)]
        elif isinstance(rule, ProjectRule):
            found += rule.check(project)
    assert [hit for hit in found if not hit.message or hit.place.line < 1] == []


@pytest.mark.parametrize("rule", [one for one in RULES if isinstance(one, FileRule)], ids=lambda one: one.about.id)
def test_no_rule_breaks_on_the_standard_library(rule: FileRule, library: Project) -> None:
    for file in library.files:
        for hit in rule.check(file, library):
            assert 1 <= hit.place.line <= len(file.lines), hit
