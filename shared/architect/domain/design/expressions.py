"""Rules of the knowledge as text: read once, checked, and made into plain functions of a request's values.

A small part of Python's expressions: comparisons, `and`, `or`, `not`, arithmetic, `in`, and the few functions named
here. What else a file may hold (attributes, calls, comprehensions) is refused when it is loaded, so that knowledge
stays data: nothing of it is ever run as code.
"""

import ast
import math
import operator
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Any, TypeGuard

from shared.kernel.dataclasses import dataclass

Values = Mapping[str, Any]
Evaluate = Callable[[Values], Any]

_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "len": len,
    "min": min,
    "max": max,
    "log2": math.log2,
    "log10": math.log10,
}
_COMPARISONS: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda one, several: one in several,
    ast.NotIn: lambda one, several: one not in several,
}
_ARITHMETIC: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


class NotAnExpression(ValueError):
    """The knowledge holds a rule that is none: its text, and what is wrong with it."""


@dataclass(frozen=True)
class Expression:
    """`names`: fields and derived names that it reads. `thresholds`: numbers that a name is compared with, where its
    truth can change. `value`: of a request's values (derived ones included); a truth or a number."""

    text: str
    names: frozenset[str]
    thresholds: Mapping[str, tuple[float, ...]]
    value: Evaluate


def expression(text: str) -> Expression:
    """Raises NotAnExpression."""
    try:
        body = ast.parse(text, mode="eval").body
    except SyntaxError as fault:
        raise NotAnExpression(f"{text!r}: {fault.msg}") from fault
    names = frozenset(_names(body))
    return Expression(text, names, _thresholds(body), _made(body, text))


def _names(body: ast.expr) -> Iterable[str]:
    called = {id(node.func) for node in ast.walk(body) if isinstance(node, ast.Call)}
    for node in ast.walk(body):
        if isinstance(node, ast.Name) and id(node) not in called:
            yield node.id
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "has":
            yield "existing"


def _thresholds(body: ast.expr) -> Mapping[str, tuple[float, ...]]:
    found: dict[str, set[float]] = {}
    for node in ast.walk(body):
        if not isinstance(node, ast.Compare):
            continue
        terms = [node.left, *node.comparators]
        for one, other in pairwise(terms):
            for name, limit in ((one, other), (other, one)):
                if isinstance(name, ast.Name) and isinstance(limit, ast.Constant) and _is_number(limit.value):
                    found.setdefault(name.id, set()).add(limit.value)
    return {name: tuple(sorted(limits)) for name, limits in found.items()}


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _made(node: ast.expr, text: str) -> Evaluate:
    maker = _MAKERS.get(type(node))
    if maker is None:
        raise NotAnExpression(f"{text!r}: {type(node).__name__} has no place in a rule")
    return maker(node, text)


def _constant(node: ast.Constant, text: str) -> Evaluate:
    value = node.value
    if not isinstance(value, bool | int | float | str):
        raise NotAnExpression(f"{text!r}: {value!r} has no place in a rule")
    return lambda _values: value


def _name(node: ast.Name, _text: str) -> Evaluate:
    return operator.itemgetter(node.id)


def _several(node: ast.Tuple | ast.List, text: str) -> Evaluate:
    """Lists of a request are tuples, so these are too."""
    try:
        value = tuple(ast.literal_eval(node))
    except ValueError as fault:
        raise NotAnExpression(f"{text!r}: lists hold words only") from fault
    return lambda _values: value


def _bool_op(node: ast.BoolOp, text: str) -> Evaluate:
    parts = tuple(_made(part, text) for part in node.values)
    if len(parts) == 2:
        one, other = parts
        if isinstance(node.op, ast.And):
            return lambda values: one(values) and other(values)
        return lambda values: one(values) or other(values)
    if isinstance(node.op, ast.And):
        return lambda values: all(part(values) for part in parts)
    return lambda values: any(part(values) for part in parts)


def _unary_op(node: ast.UnaryOp, text: str) -> Evaluate:
    operand = _made(node.operand, text)
    if isinstance(node.op, ast.Not):
        return lambda values: not operand(values)
    if isinstance(node.op, ast.USub):
        return lambda values: -operand(values)
    raise NotAnExpression(f"{text!r}: {type(node.op).__name__} has no place in a rule")


def _bin_op(node: ast.BinOp, text: str) -> Evaluate:
    act = _ARITHMETIC.get(type(node.op))
    if act is None:
        raise NotAnExpression(f"{text!r}: {type(node.op).__name__} has no place in a rule")
    one, other = _made(node.left, text), _made(node.right, text)
    return lambda values: act(one(values), other(values))


def _compare(node: ast.Compare, text: str) -> Evaluate:
    terms = [node.left, *node.comparators]
    steps = [_step(*step, text) for step in zip(terms, node.ops, terms[1:], strict=False)]
    if len(steps) == 1:
        return steps[0]
    return lambda values: all(step(values) for step in steps)


def _step(left: ast.expr, op: ast.cmpop, right: ast.expr, text: str) -> Evaluate:
    holds = _COMPARISONS.get(type(op))
    if holds is None:
        raise NotAnExpression(f"{text!r}: {type(op).__name__} has no place in a rule")
    one, other = _made(left, text), _made(right, text)
    # Nearly every rule compares a field with a constant: one call less for those, thousands of times per design.
    if isinstance(left, ast.Name) and not isinstance(right, ast.Name | ast.BinOp | ast.Call):
        name, limit = left.id, other({})
        return lambda values: holds(values[name], limit)
    return lambda values: holds(one(values), other(values))


def _call(node: ast.Call, text: str) -> Evaluate:
    if not isinstance(node.func, ast.Name) or node.keywords:
        raise NotAnExpression(f"{text!r}: only plain functions are called")
    arguments = tuple(_made(argument, text) for argument in node.args)
    if node.func.id == "has":
        (product,) = arguments
        return lambda values: product(values) in values["existing"]
    function = _FUNCTIONS.get(node.func.id)
    if function is None:
        raise NotAnExpression(f"{text!r}: there is no function {node.func.id}")
    return lambda values: function(*(argument(values) for argument in arguments))


_MAKERS: Mapping[type[ast.expr], Callable[[Any, str], Evaluate]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Tuple: _several,
    ast.List: _several,
    ast.BoolOp: _bool_op,
    ast.UnaryOp: _unary_op,
    ast.BinOp: _bin_op,
    ast.Compare: _compare,
    ast.Call: _call,
}
