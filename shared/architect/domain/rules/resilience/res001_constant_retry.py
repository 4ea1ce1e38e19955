"""Retries that come at a fixed beat, or for ever."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import FunctionNode, SourceFile
from shared.architect.domain.rules.vocabulary.shapes import Loop, loop_of, worth
from shared.architect.domain.rules.vocabulary.values import argument, splats

_BAD = """\
import time

import httpx


def fetch_rates(client: httpx.Client) -> dict[str, float]:
    while True:
        try:
            answer = client.get("https://rates.example.com/today", timeout=5)
            answer.raise_for_status()
            return answer.json()
        except httpx.HTTPError:
            time.sleep(1)
"""
_GOOD = """\
import random
import time

import httpx


def fetch_rates(client: httpx.Client, attempts: int = 5) -> dict[str, float]:
    for attempt in range(attempts):
        try:
            answer = client.get("https://rates.example.com/today", timeout=5)
            answer.raise_for_status()
            return answer.json()
        except httpx.HTTPError:
            if attempt == attempts - 1:
                raise
            time.sleep(random.uniform(0, min(30, 2**attempt)))
    raise ValueError("attempts must be at least 1")
"""
_SLEEPS = frozenset({"time.sleep", "asyncio.sleep", "trio.sleep", "anyio.sleep", "gevent.sleep", "eventlet.sleep"})
_BRIEF = 0.2  # seconds: so short a pause is for something on the same machine
_FIXED = frozenset({"tenacity.wait_fixed", "tenacity.wait.wait_fixed", "backoff.constant"})


def check(file: SourceFile, project: Project) -> Iterator[Hit]:
    for call, name in file.calls():
        if name in _SLEEPS:
            yield from _slept(file, call, name, project)
        elif name.endswith(".retry") and _is_number(file, argument(call, "countdown"), project):
            seconds = ast.unparse(argument(call, "countdown") or call)
            yield file.hit(
                call, f"`{ast.unparse(call.func)}` tries again after {seconds} seconds, each time, all at once."
            )
        elif name in _FIXED:
            yield file.hit(
                call, f"`{ast.unparse(call)[:60]}` waits the same time before each attempt, for all callers."
            )
        elif name in ("tenacity.retry", "tenacity.Retrying", "tenacity.AsyncRetrying") and not _ends(call):
            yield file.hit(call, f"`{ast.unparse(call)[:60]}` has no `stop`: it tries for ever.")


def _ends(call: ast.Call) -> bool:
    return argument(call, "stop") is not None or splats(call)


def _slept(file: SourceFile, call: ast.Call, name: str, project: Project) -> Iterator[Hit]:
    """A sleep in an `except` in a loop, that is as long each time."""
    loop = loop_of(file, call)
    if loop is None or not call.args or not _in_except(file, call, loop):
        return
    given = ast.unparse(call.args[0])
    seconds = worth(file, call.args[0], project)
    if isinstance(seconds, int | float) and seconds >= _BRIEF:
        # A few attempts do little harm; for ever is another thing.
        severity = None if isinstance(loop, ast.While) else Severity.NOTE
        message = f"`{name}({given})` after a failure waits the same time before each attempt, for all callers."
        yield file.hit(call, message, severity=severity)
    elif _grows(call.args[0]) and isinstance(loop, ast.While) and not _is_capped(file, call):
        yield file.hit(call, f"`{name}({given})` doubles without an end: after a long outage nobody tries for hours.")


def _in_except(file: SourceFile, call: ast.Call, loop: Loop) -> bool:
    for up in file.above(call):
        if isinstance(up, ast.ExceptHandler):
            return True
        if up is loop or isinstance(up, FunctionNode):
            return False
    return False


def _is_number(file: SourceFile, node: ast.expr | None, project: Project) -> bool:
    """A number, or a name that is given one number."""
    return isinstance(worth(file, node, project), int | float)


def _grows(node: ast.expr) -> bool:
    return any(isinstance(one, ast.BinOp) and isinstance(one.op, ast.Pow) for one in ast.walk(node))


def _is_capped(file: SourceFile, call: ast.Call) -> bool:
    return any(isinstance(one, ast.Name) and one.id == "min" for one in ast.walk(file.function_of(call) or call))


RULE = FileRule(
    About(
        id="RES001",
        family="resilience",
        title="Retry at a fixed beat",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        principle="Retry seldom, later each time, at a random moment, and not for ever.",
        why=(
            "When the other side is down, all callers wait for it together and come back together, once a second. What "
            "tries to start again is knocked over by its own clients; and a loop without an end holds its thread for "
            "good."
        ),
        fix=(
            "Wait a random time below a bound that doubles, up to a cap (full jitter), give up after a few attempts, "
            "and retry in one layer only. tenacity: wait_random_exponential(max=30), stop_after_attempt(5)."
        ),
        source="https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/",
        bad={"rates/fetch.py": _BAD},
        good={"rates/fetch.py": _GOOD},
    ),
    check,
)
