"""What an expression is worth where the file itself says so: literals, and names that are given one literal once."""

import ast
from collections.abc import Iterator
from typing import Final

from shared.architect.domain.review.source import FunctionNode, SourceFile
from shared.architect.domain.rules.vocabulary.once import once


class Unknown:
    """Not to be told from this file: no rule guesses."""


UNKNOWN: Final = Unknown()


def value_of(file: SourceFile, node: ast.AST | None, depth: int = 4) -> object:
    """Strings, numbers, None, and lists, tuples, sets (as lists) and dicts of them; UNKNOWN for the rest. A name counts
    when it is assigned once where it is seen: `KEYS = ["HS256"]`, then `algorithms=KEYS`."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return [value_of(file, one, depth) for one in node.elts]
    if isinstance(node, ast.Dict):
        return _dict_of(file, node, depth)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _sum_of(value_of(file, node.left, depth), value_of(file, node.right, depth))
    if isinstance(node, ast.Name) and depth and (meant := meaning_of(file, node)) is not None:
        return value_of(file, meant, depth - 1)
    if isinstance(node, ast.Name | ast.Attribute):
        return _from_neighbour(file, file.name_of(node))
    return UNKNOWN


def text_of(file: SourceFile, node: ast.AST | None) -> str:
    """The string that it is worth, else empty. Of an f-string, the text around what is filled in."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values)
    value = value_of(file, node)
    return value if isinstance(value, str) else ""


def meaning_of(file: SourceFile, name: ast.Name) -> ast.expr | None:
    """The only expression that the name is assigned, in its function or at the top of the file."""
    found = once(file, "_assignments", lambda: _assignments(file))
    where: ast.AST | None = file.function_of(name)
    while where is not None:
        if here := found.get((where, name.id)):
            return here[0] if len(here) == 1 else None
        if name.id in parameters(where):
            return None
        where = file.function_of(where)
    here = found.get((None, name.id), [])
    return here[0] if len(here) == 1 else None


def parameters(node: ast.AST) -> list[str]:
    """Names of a function's parameters, in order."""
    if not isinstance(node, FunctionNode):
        return []
    told = node.args
    rare = [one for one in (told.vararg, told.kwarg) if one]
    return [one.arg for one in (*told.posonlyargs, *told.args, *told.kwonlyargs, *rare)]


def argument(call: ast.Call, name: str, position: int | None = None) -> ast.expr | None:
    """The argument that is given by this name, or at this position."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    if position is not None and len(call.args) > position:
        given = call.args[position]
        return None if isinstance(given, ast.Starred) else given
    return None


def splats(call: ast.Call) -> bool:
    """It passes on `*args` or `**options`: what is given cannot be told."""
    return any(one.arg is None for one in call.keywords) or any(isinstance(one, ast.Starred) for one in call.args)


def names_in(node: ast.AST) -> Iterator[str]:
    return (one.id for one in ast.walk(node) if isinstance(one, ast.Name))


def strings_in(node: ast.AST) -> Iterator[str]:
    return (one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str))


def _from_neighbour(file: SourceFile, name: str) -> object:
    """A constant of another module of the project: `from shop.addresses import REDIS_URL`."""
    module, _, constant = name.rpartition(".")
    other = file.neighbours.get(module)
    if other is None or other is file:
        return UNKNOWN
    if "_constants" not in vars(other):
        had_tree = "tree" in vars(other)
        vars(other)["_constants"] = dict(_constants(other))  # values, no nodes: they outlive the tree
        if not had_tree:
            other.forget()
    return vars(other)["_constants"].get(constant, UNKNOWN)


def _constants(file: SourceFile) -> Iterator[tuple[str, object]]:
    """Names at the top of a file that are given one literal, once."""
    found = once(file, "_assignments", lambda: _assignments(file))
    for (scope, name), values in found.items():
        if scope is None and len(values) == 1 and (value := value_of(file, values[0], 0)) is not UNKNOWN:
            yield name, value


def _dict_of(file: SourceFile, node: ast.Dict, depth: int) -> object:
    keys = [value_of(file, key, depth) for key in node.keys]
    if not all(isinstance(key, str | int) for key in keys):
        return UNKNOWN
    return dict(zip(keys, (value_of(file, one, depth) for one in node.values), strict=True))


def _sum_of(left: object, right: object) -> object:
    if isinstance(left, str) and isinstance(right, str):
        return left + right
    if isinstance(left, list) and isinstance(right, list):
        return [*left, *right]
    return UNKNOWN


def _assignments(file: SourceFile) -> dict[tuple[ast.AST | None, str], list[ast.expr]]:
    found: dict[tuple[ast.AST | None, str], list[ast.expr]] = {}
    for node in file.all(ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr, ast.For, ast.withitem):
        for target, value in _bound_by(node):
            for name in (one for one in ast.walk(target) if isinstance(one, ast.Name)):
                found.setdefault((file.function_of(node), name.id), []).append(value if name is target else target)
    return found


def _bound_by(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    if isinstance(node, ast.Assign):
        yield from ((target, node.value) for target in node.targets)
    elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
        yield node.target, node.value
    elif isinstance(node, ast.AugAssign):
        yield node.target, ast.Set([])  # grown in place: worth nothing that can be told
        yield node.target, node.value
    elif isinstance(node, ast.For):
        yield node.target, ast.Set([node.iter])
        yield node.target, node.iter
    elif isinstance(node, ast.withitem) and node.optional_vars is not None:
        yield node.optional_vars, node.context_expr
