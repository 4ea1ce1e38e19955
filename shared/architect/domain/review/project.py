"""A source tree as rules see it: its files, who imports whom, and what its configuration says."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import cached_property
from typing import Any

from shared.architect.domain.review.source import SourceFile
from shared.kernel.dataclasses import dataclass


@dataclass(frozen=True)
class Import:
    """`importer` imports `imported` (modules of the project) at a line; `lazy`: inside of a function; `typing_only`:
    under TYPE_CHECKING."""

    importer: str
    imported: str
    line: int
    lazy: bool = False
    typing_only: bool = False


@dataclass(frozen=True)
class ImportGraph:
    """Who imports whom, first-party modules only. Typing-only imports are in it, and marked."""

    modules: frozenset[str]
    imports: tuple[Import, ...]

    @cached_property
    def fan_in(self) -> Mapping[str, int]:
        return _count((one.imported, one.importer) for one in self.imports)

    @cached_property
    def fan_out(self) -> Mapping[str, int]:
        return _count((one.importer, one.imported) for one in self.imports)


@dataclass(frozen=True)
class Unparsed:
    """A file that could not be read as Python: never a silent "clean"."""

    path: str
    reason: str
    line: int = 1


@dataclass
class Project:
    """`files`: those that could be parsed. `pyproject`: the parsed file, empty where there is none. `dependencies`:
    names of distributions it declares, in lower case with hyphens. `layers`: outermost first, as declared by the team
    or an accepted decision (empty: none declared). `templates`: CloudFormation documents in the tree, by path.
    `failed`: rules that broke on a file, as (rule, path)."""

    files: tuple[SourceFile, ...]
    graph: ImportGraph = field(default_factory=lambda: ImportGraph(frozenset(), ()))
    pyproject: Mapping[str, Any] = field(default_factory=dict)
    dependencies: frozenset[str] = frozenset()
    layers: tuple[tuple[str, ...], ...] = ()
    unparsed: tuple[Unparsed, ...] = ()
    templates: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    failed: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        for file in self.files:
            file.neighbours = self.by_module

    def code(self) -> Iterator[SourceFile]:
        """Files that are neither tests nor scripts."""
        return (file for file in self.files if file.kind == "code")

    @cached_property
    def by_module(self) -> Mapping[str, SourceFile]:
        return {file.module: file for file in self.files}

    @cached_property
    def by_path(self) -> Mapping[str, SourceFile]:
        return {file.path: file for file in self.files}

    @classmethod
    def of_example(cls, example: Mapping[str, str]) -> "Project":
        """A project of the Python files of an example, without a graph."""
        return cls(tuple(SourceFile(path, text) for path, text in example.items() if path.endswith(".py")))


def _count(pairs: Iterator[tuple[str, str]]) -> Mapping[str, int]:
    found: dict[str, set[str]] = {}
    for one, other in pairs:
        found.setdefault(one, set()).add(other)
    return {one: len(others) for one, others in found.items()}
