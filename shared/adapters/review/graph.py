"""Who imports whom: grimp's answer for packages, completed for single modules and for imports between roots."""

import json
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict

from shared.adapters.review import graph_child
from shared.adapters.review.children import Bounds, ChildFailed, run
from shared.adapters.review.naming import Root
from shared.architect.domain.review.import_rows import ImportRow
from shared.architect.domain.review.project import Import, ImportGraph
from shared.architect.domain.review.source import SourceFile

_SECONDS = 60


class Answer(TypedDict):
    modules: list[str]
    imports: list[tuple[str, str, int]]


def graph(files: Iterable[SourceFile], roots: Collection[Root], clean: Path, work: Path) -> ImportGraph:
    """`files`: named (see name_modules), and written below `clean`. What grimp cannot answer is read from the imports
    as they are written."""
    by_module = {file.module: file for file in files}
    jobs = [root for root in roots if root.packages]
    try:
        answers = _asked(jobs, clean, work)
    except (ChildFailed, ValueError):
        answers = []
    modules: dict[str, str] = {}  # of grimp -> the root that it was seen in
    found: dict[tuple[str, str, int], Import] = {}
    for root, answer in zip(jobs, answers, strict=False):
        modules |= {f"{root.prefix}{name}": root.folder for name in answer["modules"]}
        for importer, imported, line in answer["imports"]:
            one = _import(f"{root.prefix}{importer}", f"{root.prefix}{imported}", line, by_module)
            found[one.importer, one.imported, one.line] = one
    prefixes = {module: root.prefix for root in roots for module in root.modules}
    for one in _as_written(by_module, modules, prefixes):
        found.setdefault((one.importer, one.imported, one.line), one)
    return ImportGraph(frozenset(by_module), tuple(found[key] for key in sorted(found)))


def _asked(jobs: list[Root], clean: Path, work: Path) -> list[Answer]:
    if not jobs:
        return []
    told = work / "jobs.json"
    told.write_text(json.dumps([[str(clean / root.folder), root.packages] for root in jobs]), encoding="utf-8")
    grimp = find_spec("grimp")
    assert grimp is not None
    assert grimp.origin is not None
    command = [sys.executable, "-I", str(graph_child.__file__), str(Path(grimp.origin).parents[1]), str(told)]
    answers: list[Answer] = json.loads(run(command, work, Bounds(_SECONDS)))
    return answers


def _import(importer: str, imported: str, line: int, by_module: Mapping[str, SourceFile]) -> Import:
    file = by_module.get(importer)
    rows = [row for row in file.import_rows if row.line == line] if file else []
    lazy = bool(rows) and all(row.lazy for row in rows)
    return Import(importer, imported, line, lazy, bool(rows) and all(row.typing_only for row in rows))


def _as_written(
    by_module: Mapping[str, SourceFile], seen: Mapping[str, str], prefixes: Mapping[str, str]
) -> Iterator[Import]:
    """Imports that grimp did not look at: of or from a module outside of its packages, or in another root."""
    for importer, file in by_module.items():
        for row in file.import_rows:
            imported = _meant(file, row, prefixes.get(importer, ""), by_module)
            outside = importer not in seen or seen.get(imported) != seen[importer]
            if imported and imported != importer and outside:
                yield Import(importer, imported, row.line, row.lazy, row.typing_only)


def _meant(file: SourceFile, row: ImportRow, prefix: str, modules: Collection[str]) -> str:
    """The module of the project that a row imports; in a root whose names are prefixed, its own come first."""
    full = file.resolved(row)
    base = full.removesuffix(f".{row.name}") if row.name else full
    own = (f"{prefix}{full}", f"{prefix}{base}") if prefix and not row.level else ()
    return next((name for name in (*own, full, base) if name in modules), "")
