"""From what ruff says of a place back to the tree."""

import ast
from bisect import bisect_right
from typing import Any, TypeVar

from shared.architect.domain.review.finding import Hit, Severity
from shared.architect.domain.review.source import SourceFile

N = TypeVar("N", bound=ast.AST)


def node_at(file: SourceFile, hit: Hit, kind: type[N]) -> N | None:
    """The smallest node of this kind that covers the place where the hit begins."""
    line, column = hit.place.line, hit.place.column - 1
    begun = _by_beginning(file, kind)
    found: N | None = None
    for place in range(bisect_right(begun, (line, column), key=_begin) - 1, -1, -1):
        if found is not None and _begin(begun[place]) != _begin(found):
            break
        if _covers(begun[place], line, column):
            found = begun[place]
    return found


def milder(hit: Hit, severity: Severity) -> Hit:
    return Hit(hit.place, hit.message, hit.statement, severity, hit.also)


def said(hit: Hit, message: str, severity: Severity | None = None) -> Hit:
    """The hit in our words."""
    return Hit(hit.place, message, hit.statement, severity or hit.severity, hit.also)


def _by_beginning(file: SourceFile, kind: type[N]) -> list[N]:
    """Kept as long as the tree: ruff may have as many words for a file as it has nodes."""
    kept: dict[type[ast.AST], Any] = vars(file.walk).setdefault("begun", {})
    if kind not in kept:
        kept[kind] = sorted(file.all(kind), key=_begin)
    found: list[N] = kept[kind]
    return found


def _begin(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _covers(node: ast.AST, line: int, column: int) -> bool:
    end = (getattr(node, "end_lineno", 0), getattr(node, "end_col_offset", 0))
    return _begin(node) <= (line, column) < end
