"""Context managers and lifespans that clean up only when all went well: found by ruff, in its preview."""

import ast

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, RuffRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.logs import is_log_call

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


def _judge(hit: Hit, _code: str, file: SourceFile) -> Hit | None:
    given = next((one for one in file.all(ast.Yield) if one.lineno == hit.place.line), None)
    function = file.function_of(given) if given else None
    if given is None or function is None:
        return hit
    after = _after(file, given)
    if after and all(isinstance(one, ast.Expr) and _only_tells(file, one.value) for one in after):
        return None
    lost = f"`{ast.unparse(after[0]).splitlines()[0][:80]}`" if after else "what follows it"
    message = f"`{function.name}` yields outside of try/finally: when its user raises, {lost} never runs."
    return Hit(hit.place, message, hit.statement, hit.severity, hit.also)


def _after(file: SourceFile, given: ast.AST) -> list[ast.stmt]:
    """The statements between the yield and the end of its block."""
    statement = next(one for one in (given, *file.above(given)) if isinstance(one, ast.stmt))
    block: list[ast.stmt] = getattr(file.parents[statement], "body", [])
    return block[block.index(statement) + 1 :] if statement in block else []


def _only_tells(file: SourceFile, value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and (file.name_of(value.func) == "print" or is_log_call(file, value))


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
