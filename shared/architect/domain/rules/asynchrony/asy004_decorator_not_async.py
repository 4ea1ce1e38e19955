"""Plain decorators around coroutines: what they do happens before the coroutine has begun."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.reach import Located, function_named
from shared.architect.domain.rules.vocabulary.values import parameters

_BAD = """\
import time


def timed(func):
    def wrapper(*args, **kwargs):
        started = time.perf_counter()
        result = func(*args, **kwargs)
        print(func.__name__, time.perf_counter() - started)
        return result

    return wrapper


@timed
async def load_basket(customer: str) -> list[str]:
    return [f"basket of {customer}"]
"""
_GOOD = """\
import functools
import time


def timed(func):
    @functools.wraps(func)
    async def wrapper(*args, **kwargs):
        started = time.perf_counter()
        try:
            return await func(*args, **kwargs)
        finally:
            print(func.__name__, time.perf_counter() - started)

    return wrapper


@timed
async def load_basket(customer: str) -> list[str]:
    return [f"basket of {customer}"]
"""
_BOTH_KINDS = ("iscoroutine", "isawaitable", "isasyncgen", "markcoroutinefunction")


def check(file: SourceFile, project: Project) -> Iterator[Hit]:
    for function in file.all(ast.AsyncFunctionDef):
        for decorator in function.decorator_list:
            located = _defined(file, project, decorator)
            wrapper = _plain_wrapper(located, isinstance(decorator, ast.Call)) if located else None
            if located and wrapper:
                message = (
                    f"`{located.node.name}` wraps `async def {function.name}` in the plain function `{wrapper.name}` "
                    f"({located.file.path}:{wrapper.lineno}): what it does around the call is over before the "
                    "coroutine runs, and frameworks no longer see that it is one."
                )
                yield file.hit(decorator, message)


def _defined(file: SourceFile, project: Project, decorator: ast.expr) -> Located | None:
    name = file.name_of(decorator.func if isinstance(decorator, ast.Call) else decorator)
    return function_named(name, project) or function_named(f"{file.module}.{name}", project) if name else None


def _plain_wrapper(decorator: Located, has_arguments: bool) -> ast.FunctionDef | None:
    """The inner function that calls what is decorated and does something around it. Of `@variant(plain)`, the outermost
    function takes `plain`, which is not what is decorated."""
    if not isinstance(decorator.node, ast.FunctionDef) or _knows_coroutines(decorator):
        return None
    for outer in ast.walk(decorator.node):
        takes_it = outer is not decorator.node or not has_arguments
        for inner in outer.body if isinstance(outer, ast.FunctionDef) and takes_it else ():
            if isinstance(inner, ast.FunctionDef) and _calls_around(inner, set(parameters(outer))):
                return inner
    return None


def _knows_coroutines(decorator: Located) -> bool:
    nodes = list(ast.walk(decorator.node))
    text = " ".join(one.attr if isinstance(one, ast.Attribute) else getattr(one, "id", "") for one in nodes)
    return any(isinstance(one, ast.AsyncFunctionDef | ast.Await) for one in nodes) or any(
        w in text for w in _BOTH_KINDS
    )


def _calls_around(inner: ast.FunctionDef, wrapped: set[str]) -> bool:
    """Passing the call through as the only thing is harmless: the caller still awaits what comes back. So is
    handing the coroutine to something that runs it, as `asyncio.run` does."""
    handed = {id(given) for one in ast.walk(inner) if isinstance(one, ast.Call) for given in one.args}
    calls = [
        one
        for one in ast.walk(inner)
        if isinstance(one, ast.Call)
        and isinstance(one.func, ast.Name)
        and one.func.id in wrapped
        and id(one) not in handed
    ]
    passes = [one for one in _plainly_returned(inner.body) if one in calls]
    return bool(calls) and len(passes) < len(calls)


def _plainly_returned(body: list[ast.stmt]) -> Iterator[ast.expr]:
    """What is given back with nothing around it, though perhaps only in one case of several."""
    for one in body:
        if isinstance(one, ast.Return) and one.value is not None:
            yield one.value
        elif isinstance(one, ast.If):
            yield from _plainly_returned([*one.body, *one.orelse])


RULE = FileRule(
    About(
        id="ASY004",
        family="asynchrony",
        title="Plain decorator around a coroutine",
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        principle="A decorator of coroutines has to be a coroutine itself.",
        why=(
            "Calling an async function only makes a coroutine. A plain wrapper therefore times nothing, catches "
            "nothing and closes its transaction before the body starts; and `iscoroutinefunction` turns false, so that "
            "FastAPI runs it in a thread and returns the coroutine object."
        ),
        fix="Make the wrapper `async def`, await the call inside it, and put functools.wraps on it.",
        source="https://docs.python.org/3/library/inspect.html#inspect.iscoroutinefunction",
        bad={"shop/timing.py": _BAD},
        good={"shop/timing.py": _GOOD},
    ),
    check,
)
