"""A connection made for each call, where a pool would lend one."""

import ast
import re
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import FunctionNode, SourceFile
from shared.architect.domain.rules.vocabulary.clients import MONGO, REDIS, SQL_DRIVERS, imports_any, library
from shared.architect.domain.rules.vocabulary.shapes import calls_in, statements, targets_of

_BAD = """\
import psycopg
from fastapi import FastAPI

app = FastAPI()


@app.get("/orders/{order_id}")
def read_order(order_id: int) -> dict[str, object]:
    with psycopg.connect("postgresql://db/shop") as conn:
        row = conn.execute("SELECT id, total FROM orders WHERE id = %s", (order_id,)).fetchone()
    return {"id": row[0], "total": row[1]} if row else {}
"""
_GOOD = """\
from fastapi import FastAPI
from psycopg_pool import ConnectionPool

app = FastAPI()
pool = ConnectionPool("postgresql://db/shop", min_size=2, max_size=10, open=False)


@app.get("/orders/{order_id}")
def read_order(order_id: int) -> dict[str, object]:
    with pool.connection() as conn:
        row = conn.execute("SELECT id, total FROM orders WHERE id = %s", (order_id,)).fetchone()
    return {"id": row[0], "total": row[1]} if row else {}
"""
_ENGINES = frozenset(
    {"sqlalchemy.create_engine", "sqlalchemy.ext.asyncio.create_async_engine", "sqlmodel.create_engine"}
)
_CLIENTS = re.compile(r"\.(Redis|StrictRedis|Valkey|MongoClient|AsyncMongoClient|AsyncIOMotorClient|RedisCluster|"
                      r"from_url|create_pool)$")  # fmt: skip
_CONNECT = re.compile(r"\.connect$")
# Files on the same machine: opening one costs little.
_LOCAL = frozenset({"sqlite3", "aiosqlite", "duckdb"})
_ONCE = re.compile(
    r"^(init__|enter__|aenter__|main|cli|run|start\w*|setup\w*|set_up\w*|open|connect\w*|init\w*|"
    r"lifespan|configure\w*|create_(app|pool|engine|tables|schema|database|db)\w*|make_\w+|build_\w+|bootstrap\w*|"
    r"migrate\w*|run_migrations\w*|seed\w*|listen\w*|consume\w*|worker\w*|ensure_\w+)$"
)
_KEPT = frozenset({
    "cache", "lru_cache", "cached_property", "contextmanager", "asynccontextmanager", "fixture", "command",
    "on_event",
})  # fmt: skip


def check(file: SourceFile, _: Project) -> Iterator[Hit]:
    if not imports_any(file.imports, SQL_DRIVERS - _LOCAL | REDIS | MONGO | {"sqlalchemy", "sqlmodel"}):
        return
    if "__main__" in file.text:
        return
    for call, name in file.calls():
        function = file.function_of(call) if _connects(name) else None
        if function and not _runs_once(file, function) and _uses(file, function, call, name):
            message = (
                f"`{function.name}` makes a connection with `{name}` each time that it is called, and uses it for one "
                "piece of work."
            )
            yield file.hit(call, message)


def _connects(name: str) -> bool:
    if name in _ENGINES:
        return True
    top = library(name)
    if "()" in name or top in _LOCAL:
        return False
    if top in SQL_DRIVERS:
        return bool(_CONNECT.search(name)) or name == "asyncpg.create_pool"
    return top in REDIS | MONGO and bool(_CLIENTS.search(name))


def _runs_once(file: SourceFile, function: FunctionNode) -> bool:
    """Its name, its decorators or a `global` say that it is no piece of everyday work."""
    names = {file.name_of(one.func if isinstance(one, ast.Call) else one) for one in function.decorator_list}
    kept = any(name.rpartition(".")[2] in _KEPT for name in names)
    shared = any(isinstance(one, ast.Global) for one in statements(function))
    return bool(_ONCE.match(function.name.lstrip("_"))) or kept or shared or _repeats(function)


def _repeats(function: FunctionNode) -> bool:
    """A loop that never ends is a worker: it connects once for all of its rounds."""
    whiles = (one for one in statements(function) if isinstance(one, ast.While))
    return any(isinstance(one.test, ast.Constant) for one in whiles)


def _uses(file: SourceFile, function: FunctionNode, made: ast.Call, name: str) -> bool:
    """The function itself works with what it made: it hands it to nobody."""
    keeper = file.parents[made]
    if isinstance(keeper, ast.Assign) and any(isinstance(target, ast.Attribute) for target in keeper.targets):
        return False
    kept = targets_of(keeper) | (targets_of(file.parents[keeper]) if isinstance(keeper, ast.Await) else set())
    for node in statements(function):
        if isinstance(node, ast.Return | ast.Yield) and node.value is not None:
            value = node.value.value if isinstance(node.value, ast.Await) else node.value
            if value is made or (isinstance(value, ast.Name) and value.id in kept):
                return False
    return any(other.startswith(f"{name}()") for call, other in calls_in(file, function) if call is not made)


RULE = FileRule(
    About(
        id="DAT005",
        family="storage",
        title="A new connection for each call",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        principle="Connections are made once, pooled, and lent.",
        why=(
            "A connection costs a handshake, TLS and a login: 5 to 50 ms before the first row, and a process on the "
            "server. A burst of requests runs into max_connections, and then nobody gets in."
        ),
        fix=(
            "Make one pool when the application starts (psycopg_pool, asyncpg.create_pool, one redis client, one "
            "engine) and borrow from it; in Lambda make it outside of the handler, or put a proxy in front."
        ),
        source="https://www.psycopg.org/psycopg3/docs/advanced/pool.html",
        bad={"shop/orders.py": _BAD},
        good={"shop/orders.py": _GOOD},
    ),
    check,
)
