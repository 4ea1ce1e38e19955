"""`gather` over subscribers: the first that fails hides all others."""

import ast
import re
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.values import argument, value_of

_BAD = """\
import asyncio
from collections.abc import Awaitable, Callable

Subscriber = Callable[[dict[str, str]], Awaitable[None]]


class Bus:
    def __init__(self, subscribers: list[Subscriber]) -> None:
        self._subscribers = subscribers

    async def publish(self, event: dict[str, str]) -> None:
        await asyncio.gather(*(subscriber(event) for subscriber in self._subscribers))
"""
_GOOD = """\
import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)
Subscriber = Callable[[dict[str, str]], Awaitable[None]]


class Bus:
    def __init__(self, subscribers: list[Subscriber]) -> None:
        self._subscribers = subscribers

    async def publish(self, event: dict[str, str]) -> None:
        told = (subscriber(event) for subscriber in self._subscribers)
        for outcome in await asyncio.gather(*told, return_exceptions=True):
            if isinstance(outcome, Exception):
                log.error("subscriber failed", exc_info=outcome)
"""
_TELLS = re.compile(r"^_?(publish|dispatch|notify|emit|broadcast|fan_?out|fire|trigger)")
_TOLD = re.compile(r"^(send|publish|handle|notify|on_|__call__|emit|receive|deliver|process_event)")


def check(file: SourceFile, _: Project) -> Iterator[Hit]:
    if "gather" not in file.text:
        return
    for call, name in file.calls():
        if name in ("asyncio.gather", "asyncio.tasks.gather") and not _keeps_errors(file, call):
            function = file.function_of(call) if _is_discarded(file, call) else None
            if function and (subscribers := _subscribers(file, call, function.name)):
                message = (
                    f"`{function.name}` gathers `{subscribers}` without return_exceptions: the first that fails ends "
                    "the wait, the errors of the others are lost, and the publisher takes the blame."
                )
                yield file.hit(call, message)


def _is_discarded(file: SourceFile, call: ast.Call) -> bool:
    """Nobody takes what comes back: it is told, not asked."""
    waiting = file.parents[call]
    return isinstance(file.parents[waiting] if isinstance(waiting, ast.Await) else waiting, ast.Expr)


def _keeps_errors(file: SourceFile, call: ast.Call) -> bool:
    given = argument(call, "return_exceptions")
    return (given is not None and value_of(file, given) is not False) or any(one.arg is None for one in call.keywords)


def _subscribers(file: SourceFile, call: ast.Call, function: str) -> str:
    """What is called in a row, where it is the row's own members: `subscriber(event)`, `socket.send(event)`."""
    for given in call.args:
        many = _meant(file, given.value) if isinstance(given, ast.Starred) else None
        if not isinstance(many, ast.GeneratorExp | ast.ListComp) or not isinstance(many.elt, ast.Call):
            continue
        if _is_told(many.elt.func, many.generators[0].target) or _TELLS.match(function):
            return ast.unparse(many.elt)
    return ""


def _meant(file: SourceFile, given: ast.expr) -> ast.expr:
    """A list that was made in the lines above counts as if it stood in the call."""
    function = file.function_of(given)
    if isinstance(given, ast.Name) and function:
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == given.id for t in node.targets):
                return node.value
    return given


def _is_told(called: ast.expr, member: ast.expr) -> bool:
    def same(one: ast.expr) -> bool:
        return isinstance(one, ast.Name) and isinstance(member, ast.Name) and one.id == member.id

    return same(called) or (isinstance(called, ast.Attribute) and same(called.value) and bool(_TOLD.match(called.attr)))


RULE = FileRule(
    About(
        id="ASY006",
        family="asynchrony",
        title="Subscribers gathered so that one failure hides the rest",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        principle="Subscribers do not know each other: what one of them breaks must not reach the next.",
        why=(
            "One error is raised by gather at once. The other subscribers run on unwatched, their errors vanish, and "
            "the publisher's caller sees a failure of something that is none of its business; a retry tells all of "
            "them again."
        ),
        fix="Pass return_exceptions=True and log each error with its subscriber, or give each its own queue.",
        source="https://docs.python.org/3/library/asyncio-task.html#asyncio.gather",
        bad={"shop/bus.py": _BAD},
        good={"shop/bus.py": _GOOD},
    ),
    check,
)
