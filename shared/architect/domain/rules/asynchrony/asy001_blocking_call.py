"""Calls that wait on the event loop's own thread. Ruff's ASYNC rules see calls of modules; clients, sessions, SDKs and
helpers that wait for them are seen here, and all of it in one place."""

import ast
import re
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.blocking import Wait, waits_for
from shared.architect.domain.rules.vocabulary.once import once
from shared.architect.domain.rules.vocabulary.reach import resolved
from shared.architect.domain.rules.vocabulary.values import UNKNOWN, value_of

_BAD = """\
import requests
from fastapi import FastAPI

app = FastAPI()


@app.get("/orders/{order_id}/price")
async def price(order_id: str) -> dict[str, float]:
    answer = requests.get(f"https://prices.example.com/{order_id}", timeout=5)
    answer.raise_for_status()
    return {"price": answer.json()["total"]}
"""
_GOOD = """\
import httpx
from fastapi import FastAPI

app = FastAPI()
prices = httpx.AsyncClient(base_url="https://prices.example.com", timeout=5)


@app.get("/orders/{order_id}/price")
async def price(order_id: str) -> dict[str, float]:
    answer = await prices.get(f"/{order_id}")
    answer.raise_for_status()
    return {"price": answer.json()["total"]}
"""
_WHAT: dict[Wait, str] = {
    "network": "waits for the network",
    "process": "waits for another process",
    "sleep": "sleeps",
    "file": "waits for the disk",
    "terminal": "waits for a person",
}
# A command has its loop to itself: nobody waits beside it.
_COMMANDS = re.compile(r"(^|/)(_?cli|commands?|management|__main__|main_cli)(/|\.py$)")
_MILDER: dict[Wait, Severity] = {"file": Severity.WARNING}  # a local file is microseconds away, mostly


def check(file: SourceFile, project: Project) -> Iterator[Hit]:
    if "async def" not in file.text:
        return
    alone = _COMMANDS.search(file.path) is not None
    for call, name in file.calls():
        function = _async_function(file, call)
        wait = waits_for(name) if function else None
        found = _waiting_helper(file, call, project) if function and wait is None else ""
        if (wait or found) and (_never_waits(file, call, name) or _never_runs(file, call)):
            continue
        if wait:
            message = (
                f"`{name}` {_WHAT[wait]} inside `async def {function}`: nothing else on this event loop runs meanwhile."
            )
            yield file.hit(call, message, severity=Severity.NOTE if alone else _MILDER.get(wait))
        elif found:
            message = f"`async def {function}` calls {found} on the event loop: nothing else runs meanwhile."
            yield file.hit(call, message, severity=Severity.NOTE if alone else None)


def _async_function(file: SourceFile, call: ast.Call) -> str | None:
    """The coroutine that the call itself runs in, unless the call is awaited."""
    if isinstance(file.parents.get(call), ast.Await | ast.AsyncFor):
        return None
    for up in file.above(call):
        if isinstance(up, ast.AsyncWith) and any(item.context_expr is call for item in up.items):
            return None
        if isinstance(up, ast.FunctionDef | ast.Lambda):
            return None
        if isinstance(up, ast.AsyncFunctionDef):
            return up.name if call not in up.decorator_list else None
    return None


def _never_waits(file: SourceFile, call: ast.Call, name: str) -> bool:
    """A socket that is asked whether it would block, and handled where it would, does not block."""
    if not name.startswith("socket.socket()."):
        return False
    tries = (up for up in file.above(call) if isinstance(up, ast.Try))
    caught = (one.type for up in tries for one in up.handlers if one.type is not None)
    return any(file.name_of(name) == "BlockingIOError" for given in caught for name in _each(given))


def _each(given: ast.expr) -> list[ast.expr]:
    return given.elts if isinstance(given, ast.Tuple) else [given]


def _never_runs(file: SourceFile, call: ast.Call) -> bool:
    """It stands below a constant of the file that says no: sources that are kept for both kinds have `_IS_SYNC`."""
    child: ast.AST = call
    for up in file.above(call):
        if isinstance(up, ast.If) and child is not up.test:
            answer = _answer(file, up.test)
            if answer is not None and answer != (child in up.body):
                return True
        child = up
    return False


def _answer(file: SourceFile, test: ast.expr) -> bool | None:
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = _answer(file, test.operand)
        return None if inner is None else not inner
    known = value_of(file, test) if isinstance(test, ast.Name) and file.function_of(test) else UNKNOWN
    return known if isinstance(known, bool) else None


def _waiting_helper(file: SourceFile, call: ast.Call, project: Project) -> str:
    """Told in words, where the call is one of a plain function of the project that itself waits for the network."""
    located = resolved(file, call, project)
    if located is None or not isinstance(located.node, ast.FunctionDef):
        return ""
    waiting = once(located.file, "_waiting_functions", lambda: dict(_waiting(located.file)))
    name = waiting.get(located.node)
    return (
        f"`{located.node.name}`, which waits in `{name}` ({located.file.path}:{located.node.lineno})," if name else ""
    )


def _waiting(file: SourceFile) -> Iterator[tuple[ast.AST, str]]:
    for call, name in file.calls():
        if waits_for(name) in ("network", "process", "sleep") and not (
            _never_waits(file, call, name) or _never_runs(file, call)
        ):
            inner = next((up for up in file.above(call) if isinstance(up, ast.FunctionDef | ast.Lambda)), None)
            if isinstance(inner, ast.FunctionDef):
                yield inner, name


RULE = FileRule(
    About(
        id="ASY001",
        family="asynchrony",
        title="Blocking call inside async def",
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        principle="On an event loop you may wait only with await: every other wait is everybody's wait.",
        why=(
            "One thread serves all requests of the loop. While it waits in a blocking call, no other request, timer or "
            "health check moves; under load the latencies of all add up, and a slow neighbour stops the service."
        ),
        fix=(
            "Use the library's asynchronous client (httpx.AsyncClient, redis.asyncio, asyncpg, aioboto3), or move the "
            "call to a thread with `await asyncio.to_thread(...)`."
        ),
        source="https://docs.python.org/3/library/asyncio-dev.html#running-blocking-code",
        bad={"shop/prices.py": _BAD},
        good={"shop/prices.py": _GOOD},
    ),
    check,
)
