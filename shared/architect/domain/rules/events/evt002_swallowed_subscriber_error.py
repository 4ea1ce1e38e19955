"""Loops over subscribers or messages whose errors go nowhere."""

import ast
import re
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.catching import BROAD, caught_by
from shared.architect.domain.rules.vocabulary.clients import BROKERS, library
from shared.architect.domain.rules.vocabulary.logs import logs_or_raises
from shared.architect.domain.rules.vocabulary.shapes import names_below, targets_of

_BAD = """\
from collections.abc import Callable

Handler = Callable[[dict[str, str]], None]


class Bus:
    def __init__(self, handlers: list[Handler]) -> None:
        self._handlers = handlers

    def publish(self, event: dict[str, str]) -> None:
        for handler in self._handlers:
            try:
                handler(event)
            except Exception:
                continue
"""
_GOOD = """\
import logging
from collections.abc import Callable

log = logging.getLogger(__name__)
Handler = Callable[[dict[str, str]], None]


class Bus:
    def __init__(self, handlers: list[Handler]) -> None:
        self._handlers = handlers

    def publish(self, event: dict[str, str]) -> None:
        for handler in self._handlers:
            try:
                handler(event)
            except Exception:
                log.exception("%s failed at %s", handler, event["type"])
"""
_TOLD = re.compile(r"^(handle|notify|on_\w+|__call__|receive|deliver|process\w*|update|send|dispatch|publish|emit)$")
_CLEANS = re.compile(
    r"^(close|stop|cancel|shutdown|terminate|kill|aclose|disconnect|unlink|remove|join|release|del\w*)$"
)
_ENDS = re.compile(r"clos|clean|finali|tear_?down|undo|dispos|releas|shut_?down|atexit|__a?exit__|__del__|^stop", re.I)
_MESSAGES = frozenset({"Records", "Messages", "Entries"})


def check(file: SourceFile, _: Project) -> Iterator[Hit]:
    loops: list[ast.For | ast.AsyncFor] = [*file.all(ast.For), *file.all(ast.AsyncFor)]
    for loop in loops:
        for statement in loop.body if not _ends_things(file, loop) else ():
            for attempt in (one for one in ast.walk(statement) if isinstance(one, ast.Try)):
                told = _told(file, loop, attempt.body) if not _seeks_one(attempt) else ""
                clause = _silent(file, attempt) if told else None
                if clause is not None:
                    message = (
                        f"When `{told}` fails, nobody hears of it: the loop over `{ast.unparse(loop.iter)[:50]}` "
                        "catches everything and goes on."
                    )
                    yield file.hit(clause, message)


def _ends_things(file: SourceFile, loop: ast.For | ast.AsyncFor) -> bool:
    """It closes, undoes, cleans up: each member has to have its turn, and little can be said of those that fail."""
    function = file.function_of(loop)
    names = {function.name if function else ""} | targets_of(loop) | names_below(loop.iter)
    names |= {one.attr for one in ast.walk(loop.iter) if isinstance(one, ast.Attribute)}
    return any(_ENDS.search(name) for name in names)


def _seeks_one(attempt: ast.Try) -> bool:
    """It ends at the first that works: those before it are alternatives, not subscribers."""
    nodes = [one for top in (*attempt.body, *attempt.orelse) for one in ast.walk(top)]
    return any(isinstance(one, ast.Return | ast.Break) for one in nodes)


def _told(file: SourceFile, loop: ast.For | ast.AsyncFor, body: list[ast.stmt]) -> str:
    """What is called in the `try`, where it is a subscriber of the loop, or works on one of its messages."""
    members = targets_of(loop)
    for call in (one for top in body for one in ast.walk(top) if isinstance(one, ast.Call)):
        func = call.func
        if isinstance(func, ast.Name) and func.id in members:
            return ast.unparse(call)[:60]
        of_member = isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name) and func.value.id in members
        if of_member and isinstance(func, ast.Attribute) and _TOLD.match(func.attr):
            return ast.unparse(call)[:60]
        given = {name for one in (*call.args, *(k.value for k in call.keywords)) for name in names_below(one)}
        if given & members and _are_messages(file, loop.iter) and not _cleans(func):
            return ast.unparse(call)[:60]
    return ""


def _cleans(func: ast.expr) -> bool:
    return isinstance(func, ast.Attribute) and bool(_CLEANS.match(func.attr))


def _are_messages(file: SourceFile, many: ast.expr) -> bool:
    """`event["Records"]`, what a queue gave, or a consumer itself."""
    if any(isinstance(one, ast.Constant) and one.value in _MESSAGES for one in ast.walk(many)):
        return True
    name = file.name_of(many)
    return library(name) in BROKERS or name.endswith((".receive_message()", ".receive_messages()", ".xreadgroup()"))


def _silent(file: SourceFile, attempt: ast.Try) -> ast.ExceptHandler | None:
    for clause in attempt.handlers:
        broad = BROAD.intersection(caught_by(file, clause))
        if broad and not logs_or_raises(file, clause.body) and not _kept(clause):
            return clause
    return None


def _kept(clause: ast.ExceptHandler) -> bool:
    """The error, or that there was one, is put somewhere: a list, a count, a dead-letter queue."""
    nodes = [one for top in clause.body for one in ast.walk(top)]
    used = any(isinstance(one, ast.Name) and one.id == clause.name for one in nodes)
    acts = any(isinstance(one, ast.Call | ast.AugAssign | ast.Assign | ast.Return | ast.Yield) for one in nodes)
    return used or acts


RULE = FileRule(
    About(
        id="EVT002",
        family="events",
        title="A subscriber's error that nobody sees",
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        principle="A failure may be isolated, never hidden.",
        why=(
            "The subscriber is broken from the next release on, and everything stays green: no log line, no metric, no "
            "retry. It is found weeks later in the data, when the events are long gone."
        ),
        fix=(
            "Log the error with the subscriber and the event and count it; keep the message for a retry (a queue with "
            "a dead-letter queue, batchItemFailures)."
        ),
        source="https://docs.aws.amazon.com/prescriptive-guidance/latest/cloud-design-patterns/publish-subscribe.html",
        bad={"shop/bus.py": _BAD},
        good={"shop/bus.py": _GOOD},
    ),
    check,
)
