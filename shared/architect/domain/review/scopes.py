"""What is bound to which name in which scope of a file: assignments, parameters, `with`, class members, properties."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.tree import Walk, below

Scope = ast.AST | None  # a function; a class, for what hangs on `self`; None: the module
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
_LIKE_ATTRIBUTES = frozenset({"property", "cached_property"})
_BINDING = (
    ast.Assign, ast.AnnAssign, ast.NamedExpr, ast.withitem, ast.For, ast.AsyncFor, ast.comprehension, ast.arg,
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef,
)  # fmt: skip
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_NOTHING = ast.Constant(None)  # bound to something that no name tells


class Scopes:
    """`found`: name (or `self.name`) -> scope -> the expressions, parameters and annotated assignments, in the order of
    the text. `definitions`: functions and classes of the module itself."""

    def __init__(self, walk: Walk) -> None:
        self._parents = walk.parents
        self.found: dict[str, dict[Scope, list[ast.AST]]] = {}
        self.definitions: dict[str, ast.AST] = {}
        for node in walk.of(_BINDING):
            self._collect(node)

    def of(self, name: str, scope: Scope) -> list[ast.AST]:
        return self.found.get(name, {}).get(scope, [])

    def above(self, node: ast.AST) -> Iterator[Scope]:
        """Those that a name in this place is looked up in, innermost first."""
        up = self._function_above(node)
        while up is not None:
            yield up
            up = self._function_above(up)
        yield None

    def class_of(self, node: ast.AST) -> ast.ClassDef | None:
        return next((up for up in self._above(node) if isinstance(up, ast.ClassDef)), None)

    def _collect(self, node: ast.AST) -> None:
        if isinstance(node, ast.arg):
            function = self._parents[self._parents[node]]
            self._put(node.arg, function, node)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                self._bind(target, node.value)
        elif isinstance(node, FunctionNode | ast.ClassDef):
            self._define(node)
        elif isinstance(node, ast.AnnAssign):
            self._bind(node.target, node)
            if node.value is not None:
                self._bind(node.target, node.value)
        elif isinstance(node, ast.withitem):
            if node.optional_vars is not None:
                self._bind(node.optional_vars, node.context_expr)
        elif isinstance(node, ast.NamedExpr):
            self._bind(node.target, node.value)
        elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
            self._bind(node.target, _NOTHING)

    def _define(self, node: FunctionNode | ast.ClassDef) -> None:
        parent = self._parents.get(node)
        if isinstance(parent, ast.Module | ast.If | ast.Try):
            self.definitions.setdefault(node.name, node)
        elif isinstance(parent, ast.ClassDef) and isinstance(node, FunctionNode) and _is_property(node):
            for given in (node.returns and ast.arg(node.name, node.returns), *given_back(node)):
                if given is not None:
                    self._put(f"self.{node.name}", parent, given)

    def _bind(self, target: ast.AST, value: ast.AST) -> None:
        if isinstance(target, ast.Name):
            parent = self._parents.get(self._parents.get(target, target))
            if isinstance(parent, ast.ClassDef):
                self._put(f"self.{target.id}", parent, value)
            else:
                self._put(target.id, self._function_above(target), value)
        elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self":
            cls = self.class_of(target)
            self._put(f"self.{target.attr}", cls, value)
        elif isinstance(target, ast.Tuple | ast.List):
            values = value.elts if isinstance(value, ast.Tuple | ast.List) else ()
            pairs = zip(target.elts, values, strict=True) if len(values) == len(target.elts) else ()
            for one, its in pairs or ((one, _NOTHING) for one in target.elts):
                self._bind(one, its)

    def _put(self, name: str, scope: Scope, value: ast.AST) -> None:
        self.found.setdefault(name, {}).setdefault(scope, []).append(value)

    def _above(self, node: ast.AST) -> Iterator[ast.AST]:
        while (parent := self._parents.get(node)) is not None:
            yield parent
            node = parent

    def _function_above(self, node: ast.AST) -> Scope:
        up = self._parents.get(node)
        while up is not None and not isinstance(up, _SCOPES):
            up = self._parents.get(up)
        return up


def given_back(function: FunctionNode) -> Iterator[ast.AST]:
    """What a function returns or yields, where a name can tell."""
    for node in below(function):
        if isinstance(node, ast.Return | ast.Yield) and isinstance(node.value, ast.Call | ast.Name | ast.Attribute):
            yield node.value


def _is_property(function: FunctionNode) -> bool:
    return any(getattr(one, "attr", getattr(one, "id", "")) in _LIKE_ATTRIBUTES for one in function.decorator_list)
