"""From what ruff says of a place back to the tree."""

import ast
from typing import TypeVar

from shared.architect.domain.review.finding import Hit, Severity
from shared.architect.domain.review.source import SourceFile

N = TypeVar("N", bound=ast.AST)


def node_at(file: SourceFile, hit: Hit, kind: type[N]) -> N | None:
    """The smallest node of this kind that covers the place where the hit begins."""
    line, column = hit.place.line, hit.place.column - 1
    covering = [node for node in file.all(kind) if _covers(node, line, column)]
    return max(covering, key=_begin, default=None)


def milder(hit: Hit, severity: Severity) -> Hit:
    return Hit(hit.place, hit.message, hit.statement, severity, hit.also)


def said(hit: Hit, message: str, severity: Severity | None = None) -> Hit:
    """The hit in our words."""
    return Hit(hit.place, message, hit.statement, severity or hit.severity, hit.also)


def _begin(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _covers(node: ast.AST, line: int, column: int) -> bool:
    end = (getattr(node, "end_lineno", 0), getattr(node, "end_col_offset", 0))
    return _begin(node) <= (line, column) < end
