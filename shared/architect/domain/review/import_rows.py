"""The imports of a file as they are written, with what makes one of them harmless."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.tree import Walk
from shared.kernel.dataclasses import dataclass


@dataclass(frozen=True)
class ImportRow:
    """`import a.b` is base "a.b" without a name; `from ..a import b as c` has level 2, base "a", name "b", asname "c".
    `lazy`: in a function; `typing_only`: under TYPE_CHECKING."""

    line: int
    level: int
    base: str
    name: str
    asname: str
    lazy: bool
    typing_only: bool


def import_rows(walk: Walk) -> tuple[ImportRow, ...]:
    return tuple(row for node in walk.of((ast.Import, ast.ImportFrom)) for row in _rows(node, walk))


def _rows(node: ast.AST, walk: Walk) -> Iterator[ImportRow]:
    lazy, typing_only = _standing(node, walk)
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield ImportRow(node.lineno, 0, alias.name, "", alias.asname or "", lazy, typing_only)
    if isinstance(node, ast.ImportFrom):
        for alias in node.names:
            asname = alias.asname or ""
            yield ImportRow(node.lineno, node.level, node.module or "", alias.name, asname, lazy, typing_only)


def _standing(node: ast.AST, walk: Walk) -> tuple[bool, bool]:
    lazy = typing_only = False
    while (above := walk.parents.get(node)) is not None:
        lazy = lazy or isinstance(above, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        typing_only = typing_only or (isinstance(above, ast.If) and node in above.body and _asks_for_types(above.test))
        node = above
    return lazy, typing_only


def _asks_for_types(test: ast.AST) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else test.id if isinstance(test, ast.Name) else ""
    return name == "TYPE_CHECKING"
