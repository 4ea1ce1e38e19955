"""What the names of a file are bound to: the constructor that was called, or the annotation of a parameter."""

import ast
from collections.abc import Callable, Iterable


class Bindings:
    """`found` fills while it looks, so that chains of assignments are followed one step. `name_of`: of any expression,
    empty for what is no name."""

    def __init__(self, name_of: Callable[[ast.AST], str], found: dict[str, str]) -> None:
        self._name_of = name_of
        self.found = found

    def look_at(self, nodes: Iterable[ast.AST]) -> None:
        """Each of Assign, AnnAssign, withitem and arg, in the order of the walk; others say nothing."""
        for node in nodes:
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
            meant = self._name_of(inner)
            key = _plain(target)
            if key and meant and meant != key:
                self.found.setdefault(key, meant)

    def _annotate(self, target: ast.AST, annotation: ast.AST) -> None:
        key, meant = _plain(target), self._name_of(_bare(annotation))
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
