"""Classes that are circuit breakers: by what they are called, or by the states that they know."""

import ast
import re
from collections.abc import Iterator

from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.shapes import says, words_of

_SPOKEN_OF = re.compile(r"circuit|breaker|half_?-?open", re.IGNORECASE)
_HALF_OPEN = re.compile(r"^_*half_?-?open(_state)?$|^stateHalfOpen$", re.IGNORECASE)


def breakers(file: SourceFile) -> Iterator[ast.ClassDef]:
    """Those with code that opens them: errors, states and configurations are none."""
    if not _SPOKEN_OF.search(file.text):
        return
    for cls in file.all(ast.ClassDef):
        methods = [one for one in cls.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
        named = says(file, cls, "circuit", "breaker") and says(file, cls, "open")
        if len(methods) >= 2 and (named or knows_half_open(file, cls)):
            yield cls


def knows_half_open(file: SourceFile, cls: ast.ClassDef) -> bool:
    return any(_HALF_OPEN.match(word) for word in words_of(file, cls)) or any(map(is_half_open, ast.walk(cls)))


def is_half_open(node: ast.AST) -> bool:
    """`State.HALF_OPEN`, `HALF_OPEN`, "half-open"."""
    word = getattr(node, "attr", getattr(node, "id", getattr(node, "value", "")))
    return (
        isinstance(node, ast.Attribute | ast.Name | ast.Constant)
        and isinstance(word, str)
        and bool(_HALF_OPEN.match(word))
    )
