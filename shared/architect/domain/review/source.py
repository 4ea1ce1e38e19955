"""A Python file as rules see it: its tree, what its names mean, and where each node stands."""

import ast
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import PurePosixPath
from typing import Literal, TypeVar, cast

from shared.architect.domain.review.abroad import Summary
from shared.architect.domain.review.finding import Hit, Place, Severity
from shared.architect.domain.review.import_rows import ImportRow, import_rows
from shared.architect.domain.review.measures import Measures, measures
from shared.architect.domain.review.names import Names
from shared.architect.domain.review.scopes import Scopes
from shared.architect.domain.review.tree import Walk, below, normal_form, parsed, walk

FileKind = Literal["code", "test", "script"]
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
N = TypeVar("N", bound=ast.AST)


class SourceFile:
    """`path`: relative, with slashes; `module`: its dotted name below the source root; `tree`: parsed once, for all."""

    def __init__(self, path: str, text: str, module: str = "", kind: FileKind | None = None) -> None:
        """Raises SyntaxError, ValueError, RecursionError, MemoryError: what Python cannot read (see prescreen)."""
        self.path = path
        self.text = text
        self.module = module or module_of(path)
        self.kind: FileKind = kind or kind_of(path)
        self.tree = parsed(text)
        self.neighbours: Mapping[str, SourceFile] = {}  # by module: whose names are followed; a project tells them

    @cached_property
    def tree(self) -> ast.Module:  # parsed again where it was forgotten
        return parsed(self.text)

    def forget(self) -> None:
        """Gives back the memory of the tree; whoever asks for it parses again."""
        for name in ("tree", "walk", "scopes", "names", "call_names", "lines"):
            self.__dict__.pop(name, None)

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def line_count(self) -> int:
        return self.text.count("\n") + (not self.text.endswith("\n") and bool(self.text))

    @cached_property
    def walk(self) -> Walk:
        """The tree, walked once."""
        return walk(self.tree)

    @cached_property
    def measures(self) -> Measures:
        """Kept when the tree is forgotten."""
        return measures(self.walk)

    @property
    def nodes(self) -> tuple[ast.AST, ...]:
        """All nodes, breadth first, without operators and contexts. Ask `all` for those of a kind: it has an index."""
        return self.walk.nodes

    @property
    def parents(self) -> dict[ast.AST, ast.AST]:
        return self.walk.parents

    def all(self, kind: type[N], *others: type[N]) -> Iterator[N]:
        """Nodes of these kinds, in the order of the walk."""
        return cast("Iterator[N]", self.walk.of((kind, *others)))

    def above(self, node: ast.AST) -> Iterator[ast.AST]:
        """What the node stands in, innermost first; the module last."""
        while (parent := self.parents.get(node)) is not None:
            yield parent
            node = parent

    def function_of(self, node: ast.AST) -> FunctionNode | None:
        """The function that the node's code runs in; None at module or class level."""
        return next((one for one in self.above(node) if isinstance(one, FunctionNode)), None)

    def class_of(self, node: ast.AST) -> ast.ClassDef | None:
        return next((one for one in self.above(node) if isinstance(one, ast.ClassDef)), None)

    def symbol_of(self, node: ast.AST) -> str:
        """`Basket.add`: the qualified name of what the node is, or stands in."""
        named = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        chain = [one.name for one in (node, *self.above(node)) if isinstance(one, named)]
        return ".".join(reversed(chain))

    @cached_property
    def aliases(self) -> dict[str, str]:
        """What an imported name stands for: `import boto3 as b` -> b: boto3; `from time import sleep` -> sleep:
        time.sleep. Imports inside of functions count too."""
        found: dict[str, str] = {}
        for row in self.import_rows:
            if row.name:
                base = self._package(row.level, row.base)
                found[row.asname or row.name] = f"{base}.{row.name}" if base else row.name
            else:
                top = row.base.split(".")[0]
                found[row.asname or top] = row.base if row.asname else top
        return found

    @cached_property
    def import_rows(self) -> tuple[ImportRow, ...]:
        """As they are written. Kept when the tree is forgotten."""
        return import_rows(self.walk)

    @cached_property
    def imported_at(self) -> tuple[tuple[int, str], ...]:
        """Line and full dotted name of each import, wherever; relative ones resolved."""
        found = {(row.line, self.resolved(row)) for row in self.import_rows}
        return tuple(sorted(one for one in found if one[1]))

    def resolved(self, row: ImportRow) -> str:
        """The full dotted name of what is imported; of `import *`, the module's."""
        base = self._package(row.level, row.base)
        return ".".join(part for part in (base, row.name.strip("*")) if part)

    @cached_property
    def imports(self) -> frozenset[str]:
        """Full dotted names of what is imported, wherever."""
        return frozenset(self.aliases.values())

    def name_of(self, node: ast.AST | None) -> str:
        """The dotted name that an expression means, imports resolved: `b.client` is boto3.client. What was
        called stands for what it gives: after `s = boto3.client("s3")`, `s.put_object` is `boto3.client().put_object`,
        also where `s` is a parameter annotated so, an attribute of `self`, what a helper returns, or comes from
        another file. Empty for what is no name."""
        return self.names.of(node)

    @cached_property
    def scopes(self) -> Scopes:
        return Scopes(self.walk)

    @cached_property
    def names(self) -> Names:
        """What names are bound to, by scope."""
        return Names(self, self.neighbours)

    @cached_property
    def summary(self) -> Summary:
        """What other files are told of it. It outlives the tree."""
        awake = "tree" in self.__dict__
        made = Names(self, {}).summary()
        if not awake:
            self.forget()
        return made

    def functions(self) -> Iterator[FunctionNode]:
        return self.all(ast.FunctionDef, ast.AsyncFunctionDef)

    @cached_property
    def call_names(self) -> dict[ast.Call, str]:
        """All calls, in the order of the walk, and the names of what they call."""
        return {call: self.name_of(call.func) for call in self.all(ast.Call)}

    def calls(self, within: ast.AST | None = None) -> Iterator[tuple[ast.Call, str]]:
        """Calls and the names of what they call, in this file or below one node."""
        names = self.call_names
        if within is None:
            yield from names.items()
            return
        for node in below(within):
            if isinstance(node, ast.Call):
                yield node, names[node] if node in names else self.name_of(node.func)

    def hit(self, node: ast.AST, message: str, *, severity: Severity | None = None) -> Hit:
        """A hit at a node."""
        line, end = getattr(node, "lineno", 1), getattr(node, "end_lineno", None)
        place = Place(self.path, line, end or line, getattr(node, "col_offset", 0) + 1, self.symbol_of(node))
        return Hit(place, message, normal_form(node), severity)

    def _package(self, level: int, base: str) -> str:
        if not level:
            return base
        package = self.module.split(".")
        if PurePosixPath(self.path).name != "__init__.py":
            package = package[:-1]
        kept = package[: len(package) - (level - 1)] if level > 1 else package
        return ".".join([*kept, *([base] if base else [])])


def module_of(path: str) -> str:
    """`src/shop/api.py` is shop.api, `shop/__init__.py` is shop."""
    parts = list(PurePosixPath(path).with_suffix("").parts)
    if parts and parts[0] in ("src", "lib"):
        parts = parts[1:]
    if parts and parts[-1] == "__init__":
        parts = parts[:-1]
    return ".".join(parts)


def kind_of(path: str) -> FileKind:
    """Tests and scripts are held to less."""
    parts = PurePosixPath(path).parts
    name = parts[-1]
    if name.startswith("test_") or name in ("conftest.py", "tests.py") or name.endswith("_test.py"):
        return "test"
    if {"tests", "test", "testing", "_tests"} & set(parts[:-1]):
        return "test"
    outside = {"scripts", "tools", "examples", "docs", "benchmarks", "bench"}
    if outside & set(parts[:-1]) or name in ("setup.py", "noxfile.py"):
        return "script"
    return "code"
