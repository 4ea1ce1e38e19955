"""Workers that swallow their cancellation, and loops whose flag nobody ever clears."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.catching import caught_by
from shared.architect.domain.rules.vocabulary.logs import is_log_call

_BAD = """\
import asyncio
import logging

log = logging.getLogger(__name__)


async def drain(queue: asyncio.Queue[str]) -> None:
    while True:
        try:
            job = await queue.get()
            log.info("doing %s", job)
        except BaseException:
            log.exception("job failed")
"""
_GOOD = """\
import asyncio
import logging

log = logging.getLogger(__name__)


async def drain(queue: asyncio.Queue[str]) -> None:
    while True:
        job = await queue.get()
        try:
            log.info("doing %s", job)
        except ValueError:
            log.exception("job failed")
"""
_CANCELLED = frozenset({
    "asyncio.CancelledError", "asyncio.exceptions.CancelledError", "concurrent.futures.CancelledError",
    "BaseException", "trio.Cancelled", "",
})  # fmt: skip


def check(file: SourceFile, project: Project) -> Iterator[Hit]:
    if "async def" in file.text:
        yield from _swallowed(file)
    if "while " in file.text:
        yield from _never_cleared(file, project)


def _swallowed(file: SourceFile) -> Iterator[Hit]:
    for clause in file.all(ast.ExceptHandler):
        function = file.function_of(clause)
        attempt = file.parents[clause]
        if not isinstance(function, ast.AsyncFunctionDef) or not isinstance(attempt, ast.Try):
            continue
        caught = _CANCELLED.intersection(caught_by(file, clause))
        swallows = caught and _waits(attempt.body) and not _ends_or_tells(file, clause)
        if (
            swallows
            and _goes_on(file, attempt)
            and not _caught_before(file, attempt, clause)
            and not _cancels(function)
        ):
            what = next(iter(caught)) or "every exception"
            message = f"`{function.name}` catches {what} around an `await` and goes on: its task cannot be cancelled."
            yield file.hit(clause, message)


def _goes_on(file: SourceFile, attempt: ast.Try) -> bool:
    """It stands in a loop that begins anew. What is swallowed at the end of a task only ends it under another name."""
    for up in file.above(attempt):
        if isinstance(up, ast.FunctionDef | ast.AsyncFunctionDef):
            return False
        if isinstance(up, ast.While | ast.For | ast.AsyncFor):
            return True
    return False


def _waits(body: list[ast.stmt]) -> bool:
    return any(isinstance(one, ast.Await | ast.AsyncFor | ast.AsyncWith) for top in body for one in ast.walk(top))


def _ends_or_tells(file: SourceFile, clause: ast.ExceptHandler) -> bool:
    """It raises, leaves, or hands the error on to somebody else."""
    for node in (one for top in clause.body for one in ast.walk(top)):
        if isinstance(node, ast.Raise | ast.Return | ast.Break):
            return True
        if isinstance(node, ast.Attribute) and node.attr in ("exc_info", "throw", "set_exception"):
            return True
        given = [*node.args] if isinstance(node, ast.Call) and not is_log_call(file, node) else []
        given += [node.value] if isinstance(node, ast.Assign) else []
        if any(isinstance(one, ast.Name) and one.id == clause.name for one in given):
            return True
    return False


def _caught_before(file: SourceFile, attempt: ast.Try, clause: ast.ExceptHandler) -> bool:
    """An earlier clause has taken the cancellation already."""
    earlier = attempt.handlers[: attempt.handlers.index(clause)]
    return any(_CANCELLED.intersection(caught_by(file, one)) for one in earlier)


def _cancels(function: ast.AsyncFunctionDef) -> bool:
    """Whoever cancels a task and waits for it is right to expect the error."""
    attributes = (one.attr for one in ast.walk(function) if isinstance(one, ast.Attribute))
    return any(name in ("cancel", "aclose", "cancelled", "uncancel", "cancelling") for name in attributes)


def _never_cleared(file: SourceFile, project: Project) -> Iterator[Hit]:
    for loop in file.all(ast.While):
        flag = loop.test
        owner = file.class_of(loop)
        if not (
            isinstance(flag, ast.Attribute) and isinstance(flag.value, ast.Name) and flag.value.id == "self" and owner
        ):
            continue
        if _set_true(owner, flag.attr) and not _leaves(loop) and not _cleared(owner, flag.attr, project):
            message = (
                f"Nothing ever sets `self.{flag.attr}` to false: the loop in `{owner.name}` cannot be asked to stop."
            )
            yield file.hit(loop, message)


def _assigned(owner: ast.ClassDef, flag: str) -> Iterator[ast.expr]:
    for node in ast.walk(owner):
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        if value is not None and any(getattr(one, "attr", getattr(one, "id", "")) == flag for one in targets):
            yield value


def _is(value: ast.expr, wanted: bool) -> bool:
    return isinstance(value, ast.Constant) and value.value is wanted


def _set_true(owner: ast.ClassDef, flag: str) -> bool:
    return any(_is(value, True) for value in _assigned(owner, flag))


def _cleared(owner: ast.ClassDef, flag: str, project: Project) -> bool:
    """After it was set: the `False` of a constructor comes before. Others may clear it from outside."""
    for method in (one for one in owner.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)):
        own = ast.ClassDef(name="", bases=[], keywords=[], body=[method], decorator_list=[])
        if method.name != "__init__" and any(not _is(value, True) for value in _assigned(own, flag)):
            return True
    return any(f".{flag} = " in text.replace(f"self.{flag} = ", "") for text in (one.text for one in project.files))


def _leaves(loop: ast.While) -> bool:
    return any(isinstance(one, ast.Break | ast.Return | ast.Raise) for one in ast.walk(loop))


RULE = FileRule(
    About(
        id="ASY005",
        family="asynchrony",
        title="Worker that cannot be stopped",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        principle="Whatever runs for ever needs a way to be asked to stop, and has to obey it.",
        why=(
            "Cancellation reaches a coroutine as an exception at its await. A loop that swallows it goes on: shutdown "
            "hangs until the platform kills the process, and the job in hand is cut in the middle."
        ),
        fix=(
            "Catch Exception, not BaseException; re-raise CancelledError after cleaning up. Let a stop method clear "
            "the flag, or wait on an asyncio.Event."
        ),
        source="https://docs.python.org/3/library/asyncio-task.html#task-cancellation",
        bad={"jobs/worker.py": _BAD},
        good={"jobs/worker.py": _GOOD},
    ),
    check,
)
