"""What is measured of one file, while its tree is there: sizes, hints, docstrings, and whether it answers requests."""

import ast
import re

from shared.architect.domain.review.tree import Walk
from shared.kernel.dataclasses import dataclass

_ROUTE = re.compile(
    r"(^|\.)(get|post|put|patch|delete|head|route|websocket|api_route|api_view|middleware|task|shared_task)$"
)
_HANDLER = re.compile(r"^(lambda_)?handler$|_handler$")
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Measures:
    """`functions`: lines of each, docstring included. `public`: functions and methods whose names, and whose classes'
    names, have no leading underscore; `hinted`: those of them with every parameter and the result annotated.
    `documentable`: the module, public classes and public functions; `documented`: those with a docstring. `answers`: it
    holds a route, a task or a handler of events."""

    functions: tuple[int, ...]
    public: int
    hinted: int
    documentable: int
    documented: int
    answers: bool


def measures(walk: Walk) -> Measures:
    functions = _functions(walk)
    public = [one for one in functions if _is_public(one, walk)]
    classes = [one for one in walk.of((ast.ClassDef,)) if isinstance(one, ast.ClassDef) and _is_public(one, walk)]
    documentable: list[ast.AST] = [walk.nodes[0], *classes, *public]
    return Measures(
        functions=tuple((one.end_lineno or one.lineno) - one.lineno + 1 for one in functions),
        public=len(public),
        hinted=sum(_is_hinted(one) for one in public),
        documentable=len(documentable),
        documented=sum(_has_docstring(one) for one in documentable),
        answers=any(_answers(one) for one in functions),
    )


def _functions(walk: Walk) -> list[Function]:
    return [one for one in walk.of((ast.FunctionDef, ast.AsyncFunctionDef)) if isinstance(one, Function)]


def _is_public(node: Definition, walk: Walk) -> bool:
    """Reached by name from outside: nothing in a function is, nothing in a private class."""
    one: ast.AST = node
    while not isinstance(one, ast.Module):
        hidden = isinstance(one, Definition) and one.name.startswith("_")
        if hidden or (one is not node and isinstance(one, Function)):
            return False
        one = walk.parents[one]
    return not (isinstance(node, Function) and _is_variant(node))


def _is_variant(function: Function) -> bool:
    """Overloads and setters say what another says."""
    names = [ast.unparse(one) for one in function.decorator_list]
    return any(name.split(".")[-1] in ("overload", "setter", "deleter") for name in names)


def _is_hinted(function: Function) -> bool:
    arguments = function.args
    told = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    if told and told[0].arg in ("self", "cls"):
        told = told[1:]
    rest = [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
    complete = all(one.annotation is not None for one in (*told, *rest))
    return complete and (function.returns is not None or (function.name == "__init__" and bool(told or rest)))


def _has_docstring(node: ast.AST) -> bool:
    body = getattr(node, "body", None)
    first = body[0] if body else None
    return isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)


def _answers(function: Function) -> bool:
    names = [argument.arg for argument in function.args.args[:2]]
    if names == ["event", "context"] and _HANDLER.search(function.name):
        return True
    decorators = [one.func if isinstance(one, ast.Call) else one for one in function.decorator_list]
    return any(isinstance(one, ast.Attribute | ast.Name) and _ROUTE.search(ast.unparse(one)) for one in decorators)
