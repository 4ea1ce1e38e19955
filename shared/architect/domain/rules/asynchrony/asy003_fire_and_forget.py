"""Tasks that nobody holds: found by ruff."""

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, RuffRule
from shared.architect.domain.review.source import SourceFile

_BAD = """\
import asyncio


async def record_visit(page: str, visitor: str) -> None:
    await asyncio.sleep(0.1)
    print(f"{visitor} read {page}")


async def show(page: str, visitor: str) -> str:
    asyncio.create_task(record_visit(page, visitor))
    return f"<h1>{page}</h1>"
"""
_GOOD = """\
import asyncio

_running: set[asyncio.Task[None]] = set()


async def record_visit(page: str, visitor: str) -> None:
    await asyncio.sleep(0.1)
    print(f"{visitor} read {page}")


async def show(page: str, visitor: str) -> str:
    task = asyncio.create_task(record_visit(page, visitor))
    _running.add(task)
    task.add_done_callback(_running.discard)
    return f"<h1>{page}</h1>"
"""


def _judge(hit: Hit, _code: str, file: SourceFile) -> Hit | None:
    line = file.lines[hit.place.line - 1].strip()
    message = f"Nobody holds the task of `{line[:80]}`: it may be collected half-way, and its error is never seen."
    return Hit(hit.place, message, hit.statement, hit.severity, hit.also)


RULE = RuffRule(
    About(
        id="ASY003",
        family="asynchrony",
        title="Task started and forgotten",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        principle="Whoever starts a task keeps it, waits for it, and hears of its failure.",
        why=(
            "The loop holds tasks weakly: one that nothing refers to can be garbage collected while it waits. What it "
            "raises is lost, and at shutdown it is cut off without a word."
        ),
        fix=(
            "Await it in an asyncio.TaskGroup; or keep it in a set, discard it in a done callback and drain the set at "
            "shutdown. Work that must happen belongs in a queue, not in a task."
        ),
        source="https://docs.python.org/3/library/asyncio-task.html#asyncio.create_task",
        bad={"site/pages.py": _BAD},
        good={"site/pages.py": _GOOD},
    ),
    codes=("RUF006",),
    judge=_judge,
)
