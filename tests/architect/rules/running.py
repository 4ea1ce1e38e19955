"""Runs rules on small examples, as a review would: a project made of their files, ruff and cfn-lint where a rule is
found by them."""

import ast
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from shared.architect.domain.review.finding import Hit, Place
from shared.architect.domain.review.project import Import, ImportGraph, Project, Unparsed
from shared.architect.domain.review.rule import Example, LintRule, ProjectRule, RuffRule, Rule, TemplateRule
from shared.architect.domain.review.source import SourceFile

TEMPLATES = (".yaml", ".yml", ".json")


def project_of(example: Example) -> Project:
    """With what the tree says of itself: who imports whom, its pyproject.toml, its templates."""
    files, unparsed = _read(example)
    told = tomllib.loads(example.get("pyproject.toml", ""))
    declared = told.get("project", {}).get("dependencies", ())
    names = (name.split("[")[0].split("<")[0].split(">")[0].split("=")[0].split("~")[0] for name in declared)
    return Project(
        files,
        graph_of(files),
        pyproject=told,
        dependencies=frozenset(name.strip().lower().replace("_", "-") for name in names),
        unparsed=unparsed,
        templates={path: parsed_template(text) for path, text in example.items() if path.endswith(TEMPLATES)},
    )


def _read(example: Example) -> tuple[tuple[SourceFile, ...], tuple[Unparsed, ...]]:
    files: list[SourceFile] = []
    unparsed: list[Unparsed] = []
    for path, text in example.items():
        if path.endswith(".py"):
            try:
                files.append(SourceFile(path, text))
            except SyntaxError as wrong:
                unparsed.append(Unparsed(path, wrong.msg, wrong.lineno or 1))
    return tuple(files), tuple(unparsed)


def graph_of(files: Iterable[SourceFile]) -> ImportGraph:
    """Modules of the example alone, and the packages they lie in."""
    known = {file.module: file for file in files}
    return ImportGraph(frozenset(known), tuple(one for file in known.values() for one in _imports_of(file, known)))


def hits(rule: Rule, example: Example) -> list[Hit]:
    """What a rule says of one example. Rules that ruff finds: see `ruff_hits`, which asks it once for many."""
    if isinstance(rule, RuffRule):
        return ruff_hits([(rule, example)])[0]
    if isinstance(rule, TemplateRule):
        return [
            hit for path, text in example.items() for hit in rule.check(parsed_template(text), _lines_of(text), path)
        ]
    if isinstance(rule, LintRule):
        return [hit for text in example.values() for hit in _lint(rule, text)]
    project = project_of(example)
    if isinstance(rule, ProjectRule):
        return list(rule.check(project))
    asked = [file for file in project.files if file.kind == "code" or (rule.tests_too and file.kind == "test")]
    return [hit for file in asked for hit in rule.check(file, project)]


def ruff_hits(pairs: list[tuple[RuffRule, Example]], *, folder: Path | None = None) -> list[list[Hit]]:
    """One run of ruff over all of these examples; the answer to each in the same order."""
    if folder is None:
        with TemporaryDirectory() as made:
            return ruff_hits(pairs, folder=Path(made))
    for number, (_, example) in enumerate(pairs):
        for path, text in example.items():
            target = folder / str(number) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
    found = _ruff(folder, {rule.about.id: rule for rule, _ in pairs}.values())
    return [list(_judged(rule, example, found.get(str(number), []))) for number, (rule, example) in enumerate(pairs)]


def _ruff(folder: Path, rules: Iterable[RuffRule]) -> Mapping[str, list[dict[str, Any]]]:
    codes = ",".join(sorted({code for rule in rules for code in rule.codes}))
    options = sorted({option for rule in rules for option in rule.options})
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--ignore-noqa", "--no-cache", "--exit-zero",
               "--output-format", "json", "--select", codes, *(part for one in options for part in ("--config", one)),
               "."]  # fmt: skip
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    found: dict[str, list[dict[str, Any]]] = {}
    for one in json.loads(done.stdout):
        found.setdefault(Path(one["filename"]).resolve().relative_to(folder.resolve()).parts[0], []).append(one)
    return found


def _judged(rule: RuffRule, example: Example, found: Iterable[Mapping[str, Any]]) -> Iterator[Hit]:
    files = {path: SourceFile(path, text) for path, text in example.items() if path.endswith(".py")}
    for one in found:
        path = next(path for path in files if one["filename"].endswith(f"/{path}"))
        row, column = one["location"]["row"], one["location"]["column"]
        place = Place(path, row, one["end_location"]["row"], column)
        hit = Hit(place, one["message"], files[path].lines[row - 1].strip())
        if one["code"] in rule.codes and (kept := rule.judge(hit, one["code"], files[path])) is not None:
            yield kept


def _lint(rule: LintRule, text: str) -> Iterator[Hit]:
    for code, line, message in _matches(text):
        if code in rule.codes:
            yield Hit(Place("template.yaml", line), message, message)


@cache
def _matches(text: str) -> tuple[tuple[str, int, str], ...]:
    """Of cfn-lint, which takes a second for each text."""
    from cfnlint.api import ManualArgs, lint  # type: ignore[import-untyped]

    found = lint(text, config=ManualArgs(regions=["us-east-1"], include_checks=["I"]))
    return tuple((one.rule.id, one.linenumber, one.message) for one in found)


def parsed_template(text: str) -> Mapping[str, Any]:
    """As JSON would have it: `!Ref Queue` is {"Ref": "Queue"}."""
    template, problems = _decoded(text)
    assert not problems, problems
    return json.loads(json.dumps(template)) or {}


def _decoded(text: str) -> tuple[Any, list[Any]]:
    from cfnlint.decode import decode_str  # type: ignore[import-untyped]  # half a second: where there are templates

    found: tuple[Any, list[Any]] = decode_str(text)
    return found


def _lines_of(text: str) -> Mapping[str, int]:
    """Of each mapping key, by its path from the top: what cfn-lint's parser remembers."""
    template, _ = _decoded(text)
    found: dict[str, int] = {}

    def look(node: Any, path: str) -> None:
        children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        for key, value in children:
            below = f"{path}/{key}" if path else str(key)
            if (mark := getattr(key, "start_mark", None)) is not None:
                found[below] = mark.line + 1
            look(value, below)

    look(template, "")
    return found


def _imports_of(file: SourceFile, known: Mapping[str, SourceFile]) -> Iterator[Import]:
    nodes: list[ast.Import | ast.ImportFrom] = [*file.all(ast.Import), *file.all(ast.ImportFrom)]
    for node in nodes:
        named = [a.name for a in node.names] if isinstance(node, ast.Import) else _from(file, node)
        lazy = file.function_of(node) is not None
        typing_only = any(isinstance(up, ast.If) and "TYPE_CHECKING" in ast.unparse(up.test) for up in file.above(node))
        for name in sorted({module for name in named if (module := _module(name, known)) and module != file.module}):
            yield Import(file.module, name, node.lineno, lazy, typing_only)


def _from(file: SourceFile, node: ast.ImportFrom) -> list[str]:
    return [file.aliases[alias.asname or alias.name] for alias in node.names]


def _module(name: str, known: Mapping[str, SourceFile]) -> str | None:
    parts = name.split(".")
    return next((found for end in range(len(parts), 0, -1) if (found := ".".join(parts[:end])) in known), None)
