"""Modules that do something when they are imported."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import FunctionNode, SourceFile

# Calls that open a connection or ask another system, by how their names begin or what they are.
_CONNECTS = frozenset({
    "psycopg.connect", "psycopg2.connect", "pymysql.connect", "MySQLdb.connect", "sqlite3.connect", "asyncpg.connect",
    "pika.BlockingConnection", "kafka.KafkaProducer", "kafka.KafkaConsumer", "kazoo.client.KazooClient().start",
    "socket.create_connection", "urllib.request.urlopen", "ldap3.Connection", "paramiko.SSHClient().connect",
    "elasticsearch.Elasticsearch().ping", "redis.Redis().ping", "redis.StrictRedis().ping", "nltk.download",
    "grpc.channel_ready_future().result", "sqlalchemy.create_engine().connect", "sqlalchemy.create_engine().begin",
})  # fmt: skip
_ASKS = tuple(
    f"{library}.{verb}"
    for library in ("requests", "httpx")
    for verb in ("get", "post", "put", "patch", "delete", "head", "request")
)
_TABLES_MADE = (".metadata.create_all", "Base.metadata.create_all")
# Global state of the process: whoever imports the module changes it for everybody. Harmless in a program's own start.
_GLOBAL = frozenset({
    "logging.basicConfig", "logging.disable", "opentelemetry.trace.set_tracer_provider", "signal.signal",
    "opentelemetry.metrics.set_meter_provider", "sentry_sdk.init", "locale.setlocale", "sys.setrecursionlimit",
    "socket.setdefaulttimeout", "asyncio.set_event_loop_policy",
})  # fmt: skip
_RUNS = frozenset({"asyncio.run", "subprocess.run", "subprocess.check_output", "subprocess.check_call", "os.system",
                   "threading.Thread().start", "multiprocessing.Process().start", "time.sleep"})  # fmt: skip
_STARTS = ("main", "__main__", "app", "wsgi", "asgi", "manage", "settings", "bootstrap", "cli", "conftest", "celery",
           "worker", "server", "run", "start")  # fmt: skip
_BAD = """\
import psycopg

connection = psycopg.connect("dbname=shop")


def order(key):
    return connection.execute("select id, state from orders where id = %s", [key]).fetchone()
"""
_GOOD = """\
import psycopg


def connect(dsn):
    return psycopg.connect(dsn, connect_timeout=3)


def order(connection, key):
    return connection.execute("select id, state from orders where id = %s", [key]).fetchone()


if __name__ == "__main__":
    print(order(connect("dbname=shop"), 1))
"""


def check(file: SourceFile, _: Project) -> Iterator[Hit]:
    if file.kind != "code":
        return
    is_start = file.path.rsplit("/", 1)[-1].removesuffix(".py") in _STARTS
    for call in file.all(ast.Call):
        said = _said(file.name_of(call.func), is_start)
        if said and _runs_at_import(file, call):
            what, severity = said
            yield file.hit(call, f"Importing `{file.module}` {what} (`{ast.unparse(call.func)}`).", severity=severity)


def _said(name: str, is_start: bool) -> tuple[str, Severity | None] | None:
    if name in _CONNECTS or name in _ASKS:
        return "opens a connection", None
    if name.endswith(_TABLES_MADE):
        return "changes the store's schema", None
    if name in _RUNS and not is_start:
        return "runs something", None
    if name in _GLOBAL and not is_start:
        return "changes the whole process", Severity.NOTE
    return None


def _runs_at_import(file: SourceFile, node: ast.AST) -> bool:
    for above in file.above(node):
        if isinstance(above, FunctionNode | ast.Lambda):
            return False
        if isinstance(above, ast.If) and "__name__" in ast.unparse(above.test):
            return False
    return True


RULE = FileRule(
    About(
        id="ARC006",
        family="architecture",
        title="Importing a module does something",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        principle="Importing a module defines names, and does nothing else.",
        why=(
            "A test, a migration or a tool that imports it needs the network and the secrets of production; when "
            "the other system is down the program does not start; and forked workers share one connection."
        ),
        fix="Put the call into a function that the program's start calls once, and pass on what it returns.",
        source="https://docs.python.org/3/faq/programming.html#what-are-the-best-practices-for-using-import-in-a-module",
        bad={"shop/orders.py": _BAD},
        good={"shop/orders.py": _GOOD},
    ),
    check,
)
