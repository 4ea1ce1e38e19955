"""One query for each of many: a hint, for a loop may well be short."""

import ast
import re
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.clients import (
    AWS,
    AWS_READS,
    MONGO,
    MONGO_READS,
    REDIS,
    SQL,
    SQL_READS,
    reads_store,
)
from shared.architect.domain.rules.vocabulary.once import once
from shared.architect.domain.rules.vocabulary.reach import resolved
from shared.architect.domain.rules.vocabulary.shapes import (
    Loop,
    calls_in,
    calls_matching,
    imported_anywhere,
    loop_of,
    method,
    names_below,
    targets_of,
)

_BAD = """\
import asyncpg


async def baskets(pool: asyncpg.Pool, customers: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for customer in customers:
        rows = await pool.fetch("SELECT sku FROM basket WHERE customer = $1", customer)
        found[customer] = [row["sku"] for row in rows]
    return found
"""
_GOOD = """\
import asyncpg


async def baskets(pool: asyncpg.Pool, customers: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {customer: [] for customer in customers}
    rows = await pool.fetch("SELECT customer, sku FROM basket WHERE customer = ANY($1)", customers)
    for row in rows:
        found[row["customer"]].append(row["sku"])
    return found
"""
_PORTIONS = ("batch", "chunk", "page", "part", "shard", "attempt", "migration")


def check(file: SourceFile, project: Project) -> Iterator[Hit]:
    readers = once(project, "_readers", lambda: _readers(project))
    if not readers:
        return
    for call in calls_matching(file, readers):
        loop = loop_of(file, call)
        if loop is None or isinstance(loop, ast.While) or not _asks_of_each(loop, call):
            continue
        read = reads_store(file.name_of(call.func))
        where = "" if read else _reader(file, call, project)
        if read or where:
            told = (
                f"`{ast.unparse(call.func)}` asks the store{where} once for each round of the loop over {_over(loop)}."
            )
            yield file.hit(call, told)


def _readers(project: Project) -> re.Pattern[str] | None:
    """Names under which a store may be read: those of the libraries, and of functions that use them."""
    own: set[str] = set()
    for file in project.code():
        if imported_anywhere(project, SQL | AWS | MONGO | REDIS):
            reads = (call for call, name in file.calls() if reads_store(name))
            own |= {function.name for call in reads if (function := file.function_of(call))}
    known = SQL_READS | AWS_READS | MONGO_READS | {"get", "hget", "hgetall", "smembers", "exists"}
    return re.compile(f"({'|'.join(sorted(known | own))})$") if own else None


def _over(loop: Loop) -> str:
    many = loop.iter if isinstance(loop, ast.For | ast.AsyncFor) else getattr(loop, "generators", [loop])[0].iter
    return f"`{ast.unparse(many)[:60]}`"


def _asks_of_each(loop: Loop, call: ast.Call) -> bool:
    """What is asked depends on the member, and members are no portions of work."""
    members = targets_of(loop)
    if any(part in name.lower() for name in members for part in _PORTIONS):
        return False
    first = call.args[0] if call.args else None
    if isinstance(first, ast.Name) and first.id in members and method(call).startswith("execute"):
        return False  # a list of statements, each run once
    body = loop.body if isinstance(loop, ast.For | ast.AsyncFor) else []
    for one in (node for statement in body for node in ast.walk(statement)):
        if isinstance(one, ast.Assign) and names_below(one.value) & members:
            members |= targets_of(one)
    given = {name for one in (*call.args, *(k.value for k in call.keywords)) for name in names_below(one)}
    return bool(given & members)


def _reader(file: SourceFile, call: ast.Call, project: Project) -> str:
    """Where a function of the project that is called reads from a store itself."""
    located = resolved(file, call, project)
    if located is None:
        return ""
    readers = once(located.file, "_readers", dict)
    if located.node not in readers:
        readers[located.node] = any(reads_store(name) for _, name in calls_in(located.file, located.node))
    return f" ({located.file.path}:{located.node.lineno})" if readers[located.node] else ""


RULE = FileRule(
    About(
        id="DAT002",
        family="storage",
        title="A query for each member of a list",
        severity=Severity.NOTE,
        confidence=Confidence.LOW,
        principle="Ask the store once for many, not many times for one.",
        why=(
            "Each round is a trip over the network, a millisecond or more. Ten rows in a test take no time; ten "
            "thousand in production take ten seconds and hold a connection all the while."
        ),
        fix=(
            "Ask for all keys at once (`= ANY(...)`, `IN`, a join, batch_get_item, MGET), or load the relation "
            "eagerly. Dismiss this where the list is short by nature."
        ),
        source="https://docs.sqlalchemy.org/en/20/orm/queryguide/relationships.html",
        bad={"shop/baskets.py": _BAD},
        good={"shop/baskets.py": _GOOD},
    ),
    check,
)
