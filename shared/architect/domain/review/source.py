"""A Python file as rules see it: its tree, what its names mean, and where each node stands."""

import ast
from collections.abc import Iterator
from functools import cached_property
from pathlib import PurePosixPath
from typing import Literal, TypeVar

from shared.architect.domain.review.finding import Hit, Place, Severity

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
        self.tree = ast.parse(text)

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """All nodes, walked once."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        return {child: node for node in self.nodes for child in ast.iter_child_nodes(node)}

    def all(self, kind: type[N], *others: type[N]) -> Iterator[N]:
        """Nodes of these kinds, in the order of the walk."""
        kinds = (kind, *others)
        return (node for node in self.nodes if isinstance(node, kinds))

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
        for plain in self.all(ast.Import):
            for alias in plain.names:
                top = alias.name.split(".")[0]
                found[alias.asname or top] = alias.name if alias.asname else top
        for node in self.all(ast.ImportFrom):
            base = self._absolute(node)
            for alias in node.names:
                found[alias.asname or alias.name] = f"{base}.{alias.name}" if base else alias.name
        return found

    @cached_property
    def imports(self) -> frozenset[str]:
        """Full dotted names of what is imported, wherever."""
        return frozenset(self.aliases.values())

    def name_of(self, node: ast.AST | None) -> str:
        """The dotted name that an expression means, imports resolved: `b.client` is boto3.client. Names bound to calls
        of known constructors are resolved as well: after `s = boto3.client("s3")`, `s.put_object` is
        `boto3.client().put_object`. Empty for what is no name."""
        if isinstance(node, ast.Name):
            return self.aliases.get(node.id) or self.bound.get(node.id) or node.id
        if isinstance(node, ast.Attribute):
            base = self.name_of(node.value)
            attribute = f"{base}.{node.attr}" if base else ""
            return self.bound.get(attribute, attribute)
        if isinstance(node, ast.Call):
            called = self.name_of(node.func)
            return f"{called}()" if called else ""
        if isinstance(node, ast.Await):
            return self.name_of(node.value)
        return ""

    @cached_property
    def bound(self) -> dict[str, str]:
        """Names (and `self.x`) that are assigned a call or a `with ... as` in this file, to what was called:
        `self.db` -> `psycopg.connect()`. The first assignment counts. Annotated parameters count as instances:
        `def f(r: redis.Redis)` -> r: `redis.Redis()`."""
        return _Bindings(self).found

    def functions(self) -> Iterator[FunctionNode]:
        return (node for node in self.nodes if isinstance(node, FunctionNode))

    def calls(self, within: ast.AST | None = None) -> Iterator[tuple[ast.Call, str]]:
        """Calls and the names of what they call, in this file or below one node."""
        nodes = self.nodes if within is None else ast.walk(within)
        for node in nodes:
            if isinstance(node, ast.Call):
                yield node, self.name_of(node.func)

    def hit(self, node: ast.AST, message: str, *, severity: Severity | None = None) -> Hit:
        """A hit at a node."""
        line, end = getattr(node, "lineno", 1), getattr(node, "end_lineno", None)
        place = Place(self.path, line, end or line, getattr(node, "col_offset", 0) + 1, self.symbol_of(node))
        return Hit(place, message, ast.dump(node), severity)

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = self.module.split(".")
        if PurePosixPath(self.path).name != "__init__.py":
            package = package[:-1]
        kept = package[: len(package) - (node.level - 1)] if node.level > 1 else package
        return ".".join([*kept, *([node.module] if node.module else [])])


class _Bindings:
    """What names are bound to. It asks `name_of` of calls only, and knows no bindings while it collects: chains of
    assignments are followed one step."""

    def __init__(self, file: SourceFile) -> None:
        self._file = file
        self.found: dict[str, str] = {}
        file.__dict__["bound"] = self.found  # what is found so far serves what comes later
        for node in file.nodes:
            self._look_at(node)

    def _look_at(self, node: ast.AST) -> None:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self._bind(target, node.value)
        elif isinstance(node, ast.AnnAssign):
            if node.value is not None and not isinstance(node.value, ast.Constant):
                self._bind(node.target, node.value)
            else:
                self._annotate(node.target, node.annotation)
        elif isinstance(node, ast.withitem) and node.optional_vars is not None:
            self._bind(node.optional_vars, node.context_expr)
        elif isinstance(node, ast.arg) and node.annotation is not None:
            self._annotate(ast.Name(node.arg, ast.Load()), node.annotation)

    def _bind(self, target: ast.AST, value: ast.AST) -> None:
        inner = value.value if isinstance(value, ast.Await) else value
        if isinstance(inner, ast.Call | ast.Name | ast.Attribute) and isinstance(target, ast.Name | ast.Attribute):
            meant = self._file.name_of(inner)
            key = _plain(target)
            if key and meant and meant != key:
                self.found.setdefault(key, meant)

    def _annotate(self, target: ast.AST, annotation: ast.AST) -> None:
        key, meant = _plain(target), self._file.name_of(_bare(annotation))
        if key and "." in meant:
            self.found.setdefault(key, f"{meant}()")


def _bare(annotation: ast.AST) -> ast.AST:
    """`X | None`, `Optional[X]`, `Annotated[X, ...]` are X."""
    if isinstance(annotation, ast.BinOp) and isinstance(annotation.op, ast.BitOr):
        return annotation.right if isinstance(annotation.left, ast.Constant) else _bare(annotation.left)
    if isinstance(annotation, ast.Subscript) and _plain(annotation.value).split(".")[-1] in ("Optional", "Annotated"):
        inner = annotation.slice
        return _bare(inner.elts[0] if isinstance(inner, ast.Tuple) else inner)
    return annotation


def _plain(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = _plain(node.value)
        return f"{base}.{node.attr}" if base else ""
    return ""


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
    if {"tests", "test", "testing"} & set(parts[:-1]):
        return "test"
    outside = {"scripts", "tools", "examples", "docs", "benchmarks", "bench"}
    if outside & set(parts[:-1]) or name in ("setup.py", "noxfile.py"):
        return "script"
    return "code"
