"""What the names in a file mean: imports, assignments, annotations and helpers are followed, into other files as well.
Lazily, and each node once: most names of a tree are never asked for.

`cache.get` is `redis.Redis().get` after `cache = redis.Redis()`, after `def f(cache: redis.Redis)`, after
`self.cache = cache` in the constructor, after `from shop.clients import cache`, and where `make_cache()` returns one.
"""

import ast
from collections.abc import Iterator, Mapping
from typing import Protocol

from shared.architect.domain.review.abroad import Abroad, Summarised, Summary
from shared.architect.domain.review.scopes import FunctionNode, Scopes, given_back

_WRAPPERS = frozenset({"Optional", "Annotated", "Final", "ClassVar", "Mapped", "Inject", "Provide"})
_YIELDED = frozenset({"Iterator", "AsyncIterator", "Generator", "AsyncGenerator", "Iterable", "AsyncIterable"})


class Tree(Protocol):
    """What it needs of a SourceFile."""

    module: str

    @property
    def scopes(self) -> Scopes: ...
    @property
    def aliases(self) -> Mapping[str, str]: ...


class Names:
    """Of one file; `neighbours` are other modules, by name, whose summaries are asked."""

    def __init__(self, file: Tree, neighbours: Mapping[str, Summarised]) -> None:
        self._file = file
        self._abroad = Abroad(neighbours)
        self._known: dict[ast.AST, str] = {}
        self._busy: set[object] = set()
        self.scopes = file.scopes
        self.definitions = self.scopes.definitions

    def of(self, node: ast.AST | None) -> str:
        """See SourceFile.name_of."""
        if node is None:
            return ""
        known = self._known.get(node)
        if known is None:
            known = self._known[node] = self._find(node)
        return known

    def _find(self, node: ast.AST) -> str:
        if isinstance(node, ast.Name):
            return self._of_name(node)
        if isinstance(node, ast.Attribute):
            if isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"):
                return self._of_self(node, node.value.id)
            base = self.of(node.value)
            return self.attribute(base, node.attr) if base else ""
        if isinstance(node, ast.Call):
            called = self.of(node.func)
            own = self._own_method(node.func) if called.startswith("self.") else ""
            return own or (self.result(called) if called else "")
        return self.of(node.value) if isinstance(node, ast.Await) else ""

    # What stands in this file

    def _of_name(self, node: ast.Name) -> str:
        scopes = self.scopes.found.get(node.id)
        if scopes:
            for scope in self.scopes.above(node):
                if scope in scopes and (scope is not None or node.id not in self._file.aliases):
                    return self._bound(scopes[scope], node.id) or node.id
        alias = self._file.aliases.get(node.id)
        return self._abroad.dotted(alias) if alias else node.id

    def _of_self(self, node: ast.Attribute, own: str) -> str:
        cls = self.scopes.class_of(node)
        return (self.of_class(cls, node.attr) if cls else "") or f"{own}.{node.attr}"

    def _own_method(self, function: ast.AST) -> str:
        """What `self.method()` gives."""
        cls = self.scopes.class_of(function)
        method = _method(cls, function.attr) if cls and isinstance(function, ast.Attribute) else None
        return self.returned(method) if isinstance(method, FunctionNode) else ""

    def of_class(self, cls: ast.ClassDef, attribute: str, depth: int = 0) -> str:
        """What `self.attribute` is in a class of this file, or in those it inherits from."""
        found = self._bound(self.scopes.of(f"self.{attribute}", cls), f"self.{attribute}")
        for base in cls.bases if not found and depth < 4 else ():
            meant = self.of(base)
            local = self.definitions.get(meant)
            if isinstance(local, ast.ClassDef):
                found = found or self.of_class(local, attribute, depth + 1)
            elif not found and (far := self._abroad.attribute(f"{meant}()", attribute)) != f"{meant}().{attribute}":
                found = far
        return found

    def _bound(self, values: list[ast.AST], name: str) -> str:
        """The first of the values that means something, and something else than the name itself."""
        for value in values:
            if value not in self._busy:
                self._busy.add(value)
                meant = self._of_value(value)
                self._busy.discard(value)
                if meant and meant != name:
                    return meant
        return ""

    def _of_value(self, value: ast.AST) -> str:
        if isinstance(value, ast.arg | ast.AnnAssign):
            return self._of_annotation(value.annotation)
        if isinstance(value, ast.BoolOp):
            return next((meant for one in value.values if "(" in (meant := self._of_value(one))), "")
        if isinstance(value, ast.IfExp):
            return self._of_value(value.body) or self._of_value(value.orelse)
        return self.of(value)

    def _of_annotation(self, annotation: ast.AST | None, *, yielded: bool = False) -> str:
        if annotation is None:
            return ""
        bare = _bare(annotation, _WRAPPERS | _YIELDED if yielded else _WRAPPERS)
        meant = self.of(bare)
        plain = meant and "." not in meant and meant not in self.definitions
        return "" if not meant or plain or meant.endswith("()") else f"{meant}()"

    # What names lead to, here or in a neighbour

    def attribute(self, base: str, name: str) -> str:
        """A member of what `base` means."""
        cls = self.definitions.get(base[:-2]) if base.endswith("()") else None
        if isinstance(cls, ast.ClassDef):
            return self.of_class(cls, name) or f"{base}.{name}"
        return self._abroad.attribute(base, name)

    def result(self, called: str) -> str:
        """What a call of it gives."""
        owner, _, last = called.rpartition(".")
        cls = self.definitions.get(owner[:-2]) if owner.endswith("()") else None
        definition = _method(cls, last) if isinstance(cls, ast.ClassDef) else self.definitions.get(called)
        if isinstance(definition, FunctionNode):
            return self.returned(definition) or f"{called}()"
        return f"{called}()" if definition or cls else self._abroad.result(called)

    def returned(self, function: FunctionNode) -> str:
        meant = self._of_annotation(function.returns, yielded=True)
        if not meant and function not in self._busy:
            self._busy.add(function)
            meant = next((found for one in given_back(function) if (found := self._of_value(one))), "")
            self._busy.discard(function)
        return meant

    # What others are told

    def summary(self) -> Summary:
        """Of a file whose neighbours are not asked: they may be asking us."""
        members = {name: "" for name, scopes in self.scopes.found.items() if None in scopes and "." not in name}
        members |= {name: self._outward(self._bound(self.scopes.of(name, None), name)) for name in members}
        members |= dict(self._file.aliases) | {name: f"{self._file.module}.{name}" for name in self.definitions}
        functions = {name: one for name, one in self.definitions.items() if isinstance(one, FunctionNode)}
        classes = {name: one for name, one in self.definitions.items() if isinstance(one, ast.ClassDef)}
        functions |= {f"{name}.{one.name}": one for name, cls in classes.items() for one in _methods(cls)}
        return Summary(
            {name: meant for name, meant in members.items() if meant},
            {name: meant for name, one in functions.items() if (meant := self._outward(self.returned(one)))},
            {
                f"{cls.name}.{name[5:]}": meant
                for name, scopes in self.scopes.found.items()
                for cls in scopes
                if name.startswith("self.") and isinstance(cls, ast.ClassDef)
                if (meant := self._outward(self._bound(scopes[cls], name)))
            },
            {name: tuple(self._outward(self.of(base)) for base in cls.bases) for name, cls in classes.items()},
        )

    def _outward(self, meant: str) -> str:
        """A meaning as other files have to say it: with the module before what is defined here."""
        first = meant.partition(".")[0].removesuffix("()")
        return f"{self._file.module}.{meant}" if first in self.definitions else meant if "." in meant else ""


def _bare(annotation: ast.AST, through: frozenset[str]) -> ast.AST:
    """`X | None`, `Optional[X]`, `Annotated[X, ...]`, `X[str]` and "X" are X."""
    if isinstance(annotation, ast.BinOp) and isinstance(annotation.op, ast.BitOr):
        return _bare(annotation.right if isinstance(annotation.left, ast.Constant) else annotation.left, through)
    if isinstance(annotation, ast.Subscript):
        name = annotation.value
        last = name.attr if isinstance(name, ast.Attribute) else name.id if isinstance(name, ast.Name) else ""
        inside = annotation.slice.elts if isinstance(annotation.slice, ast.Tuple) else [annotation.slice]
        return _bare(inside[0] if inside and last in through else name, through)
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        try:
            return _bare(ast.parse(annotation.value, mode="eval").body, through)
        except (SyntaxError, ValueError, RecursionError):
            return annotation
    return annotation


def _methods(cls: ast.AST) -> Iterator[FunctionNode]:
    return (one for one in getattr(cls, "body", ()) if isinstance(one, FunctionNode))


def _method(cls: ast.AST, name: str) -> FunctionNode | None:
    return next((one for one in _methods(cls) if one.name == name), None)
