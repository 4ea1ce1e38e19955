"""Context managers and lifespans that clean up only when all went well: found by ruff, in its preview."""

import ast
import re
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, RuffRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.shapes import method

_BAD = """\
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from fastapi import FastAPI


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.pool = await asyncpg.create_pool("postgresql://db/shop")
    yield
    await app.state.pool.close()
"""
_GOOD = """\
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from fastapi import FastAPI


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.pool = await asyncpg.create_pool("postgresql://db/shop")
    try:
        yield
    finally:
        await app.state.pool.close()
"""


# What gives back, stops or restores. All else after a yield is for when things went well: a commit, a report.
_CLEANS = re.compile(
    r"^_?(a?close|release|stop|shutdown|disconnect|clean\w*|tear_?down|restore|unlock|delete|remove|rmtree|unlink|kill|"
    r"terminate|dispose|cancel|chdir|pop|reset\w*|clear|discard|unregister|unsubscribe|uninstall|undo|"
    r"rollback|wait_closed|drain|resume)(_\w+)?$"
)


def _judge(hit: Hit, _code: str, file: SourceFile) -> Hit | None:
    given = next((one for one in file.all(ast.Yield) if one.lineno == hit.place.line), None)
    function = file.function_of(given) if given else None
    if given is None or function is None:
        return hit
    lost = next((one for one in _after(file, given, function) if _cleans(file, one)), None)
    if lost is None or _in_a_group(file, given):
        return None
    told = ast.unparse(lost).splitlines()[0][:80]
    message = f"`{function.name}` yields outside of try/finally: when its user raises, `{told}` never runs."
    return Hit(hit.place, message, hit.statement, hit.severity, hit.also)


def _in_a_group(file: SourceFile, given: ast.AST) -> bool:
    """A group of tasks around the yield cancels what is left of them itself."""
    for up in file.above(given):
        for item in up.items if isinstance(up, ast.With | ast.AsyncWith) else ():
            if file.name_of(item.context_expr).rpartition(".")[2] in (
                "create_task_group()",
                "TaskGroup()",
                "open_nursery()",
            ):
                return True
    return False


def _after(file: SourceFile, given: ast.AST, function: ast.AST) -> Iterator[ast.stmt]:
    """The statements that run when the yield has come back, to the end of the function."""
    inner: ast.AST = given
    for up in file.above(given):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(up, name, None)
            if isinstance(block, list) and inner in block:
                yield from block[block.index(inner) + 1 :]
        if up is function:
            return
        inner = up


def _cleans(file: SourceFile, statement: ast.stmt) -> bool:
    for one in ast.walk(statement):
        if isinstance(one, ast.Call) and _CLEANS.match(file.name_of(one.func).rpartition(".")[2] or method(one)):
            return True
        if isinstance(one, ast.Assign) and any(isinstance(target, ast.Attribute) for target in one.targets):
            return True
    return isinstance(statement, ast.Delete)


RULE = RuffRule(
    About(
        id="ASY007",
        family="asynchrony",
        title="Clean-up that a failure skips",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        principle="What is opened before a yield is closed in a finally, or it is not closed.",
        why=(
            "An error in the body of the `with`, or in the application, is raised at the yield. Without try/finally "
            "the lines after it are skipped: pools stay open, locks stay held, temporary files stay on the disk."
        ),
        fix="Put the yield into try/finally, or hold the resource in a `with` or an AsyncExitStack around the yield.",
        source="https://docs.python.org/3/library/contextlib.html#contextlib.contextmanager",
        bad={"shop/app.py": _BAD},
        good={"shop/app.py": _GOOD},
    ),
    codes=("RUF075",),
    options=("lint.preview = true", "lint.explicit-preview-rules = true"),
    judge=_judge,
)
