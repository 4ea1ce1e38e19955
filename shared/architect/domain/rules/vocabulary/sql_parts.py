"""What statements of SQL are put together from, and where the parts come from."""

import ast
from collections.abc import Callable, Iterator

from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.values import UNKNOWN, parameters, value_of


def filled_in(text: ast.expr) -> Iterator[ast.expr]:
    """The parts of a text that are not written in it."""
    if isinstance(text, ast.JoinedStr):
        yield from (one.value for one in text.values if isinstance(one, ast.FormattedValue))
    elif isinstance(text, ast.BinOp) and isinstance(text.op, ast.Mod):
        right = text.right
        yield from (
            right.elts if isinstance(right, ast.Tuple) else right.values if isinstance(right, ast.Dict) else [right]
        )
    elif isinstance(text, ast.BinOp):
        for side in (text.left, text.right):
            yield from filled_in(side) if isinstance(side, ast.BinOp | ast.JoinedStr) else [side]
    elif isinstance(text, ast.Call):
        yield from (*text.args, *(one.value for one in text.keywords))


def is_always(file: SourceFile, name: ast.Name, harmless: Callable[[SourceFile, ast.expr], bool]) -> bool:
    """Everything that its function ever gives the name is harmless, or a text around what it was before."""
    function = file.function_of(name)
    if function is None or name.id in parameters(function):
        return False
    bound = [one for one in ast.walk(function) if _binds(one, name.id)]
    given = [one.value for one in bound if isinstance(one, ast.Assign) and _is_only_target(one, name.id)]
    known = given and len(given) == len(bound) == _stores(function, name.id)
    return bool(known) and all(_is_made_of(file, one, name.id, harmless) for one in given)


def _is_made_of(file: SourceFile, value: ast.expr, own: str, harmless: Callable[[SourceFile, ast.expr], bool]) -> bool:
    if isinstance(value, ast.Name):
        return value.id == own
    if isinstance(value, ast.JoinedStr) or (
        isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mod) and isinstance(value.left, ast.Constant)
    ):
        return all(_is_own(one, own) or _is_plain(file, one, harmless) for one in filled_in(value))
    return _is_plain(file, value, harmless)


def _is_own(value: ast.expr, own: str) -> bool:
    return isinstance(value, ast.Name) and value.id == own


def _is_plain(file: SourceFile, value: ast.expr, harmless: Callable[[SourceFile, ast.expr], bool]) -> bool:
    """Names are followed once: `quoted = quote(name)`, then `f"{quoted}.orders"`."""
    if isinstance(value, ast.Name):
        return is_always(file, value, lambda _, one: isinstance(one, ast.Call) and harmless(file, one))
    return harmless(file, value)


def is_constant_of_class(file: SourceFile, value: ast.Subscript) -> bool:
    """`self.operators["contains"]`, where the class itself writes out what `operators` holds."""
    owner, held = file.class_of(value), value.value
    if owner is None or not isinstance(held, ast.Attribute) or not isinstance(held.value, ast.Name):
        return False
    if held.value.id not in ("self", "cls"):
        return False
    given = [
        one.value
        for one in owner.body
        if isinstance(one, ast.Assign) and any(_is_own(target, held.attr) for target in one.targets)
    ]
    stored = any(
        isinstance(one, ast.Attribute) and one.attr == held.attr and isinstance(one.ctx, ast.Store)
        for one in ast.walk(file.tree)
    )
    return len(given) == 1 and not stored and _is_written_out(value_of(file, given[0]))


def _is_written_out(known: object) -> bool:
    values = known.values() if isinstance(known, dict) else known if isinstance(known, list) else [UNKNOWN]
    return all(one is not UNKNOWN for one in values)


def _binds(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Assign) and any(_is_own(one, name) for one in node.targets)


def _is_only_target(node: ast.Assign, name: str) -> bool:
    return len(node.targets) == 1 and _is_own(node.targets[0], name)


def _stores(function: ast.AST, name: str) -> int:
    """How often it is bound in any way: loops, `with`, `+=` as well."""
    return sum(
        isinstance(one, ast.Name) and one.id == name and isinstance(one.ctx, ast.Store) for one in ast.walk(function)
    )
