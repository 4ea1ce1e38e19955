"""Calls over the network that may wait for ever. Ruff's S113 sees modules; sessions, stubs and stores are seen here
as well, all in one place."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.circuit_breakers import breakers
from shared.architect.domain.rules.vocabulary.clients import called
from shared.architect.domain.rules.vocabulary.once import once
from shared.architect.domain.rules.vocabulary.shapes import imported_anywhere, says
from shared.architect.domain.rules.vocabulary.values import argument, parameters, splats, value_of

_BAD = """\
import requests


class Payments:
    def __init__(self, base: str) -> None:
        self._base = base
        self._session = requests.Session()

    def charge(self, order_id: str, cents: int) -> str:
        answer = self._session.post(f"{self._base}/charges", json={"order": order_id, "cents": cents})
        answer.raise_for_status()
        return answer.json()["id"]
"""
_GOOD = _BAD.replace('"cents": cents})', '"cents": cents}, timeout=(1, 5))')
_VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "request"})
_LIBRARIES = frozenset(
    {"requests", "httpx", "aiohttp", "urllib", "urllib3", "smtplib", "socket", "redis", "valkey", "grpc", "asyncpg"}
)
# Called like this, they wait for ever unless a timeout is given: where in the arguments it may stand.
_ENDLESS = {
    "urllib.request.urlopen": 2, "smtplib.SMTP": 3, "smtplib.SMTP_SSL": 5, "socket.create_connection": 1,
    "ftplib.FTP": 4, "http.client.HTTPConnection": 2, "http.client.HTTPSConnection": 2,
}  # fmt: skip
_STORES = {
    "asyncpg.create_pool": "command_timeout", "asyncpg.connect": "command_timeout", "redis.Redis":
    "socket_timeout", "redis.StrictRedis": "socket_timeout", "redis.asyncio.Redis": "socket_timeout",
    "redis.from_url": "socket_timeout", "redis.Redis.from_url": "socket_timeout", "redis.asyncio.from_url":
    "socket_timeout", "redis.asyncio.Redis.from_url": "socket_timeout", "valkey.Valkey": "socket_timeout",
    "valkey.asyncio.Valkey": "socket_timeout",
}  # fmt: skip


def check(file: SourceFile, project: Project) -> Iterator[Hit]:
    yield from _unbounded_breakers(file)
    if not imported_anywhere(project, _LIBRARIES):
        return
    for call, name in file.calls():
        if splats(call):
            continue
        if (
            name in _STORES
            and not _in_url(call)
            and not any(argument(call, one) for one in (_STORES[name], "connection_pool"))
        ):
            message = f"`{name}` without `{_STORES[name]}` waits for ever when the server stops answering."
            yield file.hit(call, message, severity=Severity.NOTE)
        elif _endless(file, call, name, project):
            message = (
                f"`{ast.unparse(call.func)}` has no timeout: when the other side stops answering, it never returns."
            )
            yield file.hit(call, message)
        elif _switched_off(file, call, name):
            message = (
                f"`{ast.unparse(call.func)}` switches the timeout off: a server that stops answering holds it for good."
            )
            yield file.hit(call, message)


def _unbounded_breakers(file: SourceFile) -> Iterator[Hit]:
    """A breaker learns of a hanging dependency from nothing but a timeout."""
    for cls in breakers(file):
        if says(file, cls, "timeout", "wait_for", "deadline", "move_on_after", "fail_after"):
            continue
        for method in (one for one in cls.body if isinstance(one, ast.AsyncFunctionDef)):
            given = set(parameters(method))
            for waiting in (one for one in ast.walk(method) if isinstance(one, ast.Await)):
                call = waiting.value
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in given:
                    message = (
                        f"`{cls.name}.{method.name}` awaits what it guards without a limit: a hang counts as nothing."
                    )
                    yield file.hit(waiting, message, severity=Severity.NOTE)


def _endless(file: SourceFile, call: ast.Call, name: str, project: Project) -> bool:
    if name in _ENDLESS:
        return argument(call, "timeout", _ENDLESS[name]) is None
    one = called(name)
    given = argument(call, "timeout")
    if one.library == "requests":
        plain = one.owner in ("requests", "requests.api", "requests.Session()", "requests.session()")
        return plain and one.method in _VERBS and (given is None or _is_none(file, given))
    if "_pb2_grpc." in name and "Stub()" in name:
        return given is None and one.method[:1].isupper()
    if one.library == "urllib3" and one.method == "request" and one.owner == "urllib3.PoolManager()":
        return given is None and not _pools_have_timeouts(project)
    return False


def _switched_off(file: SourceFile, call: ast.Call, name: str) -> bool:
    one = called(name)
    given = argument(call, "timeout")
    if given is None or one.library not in ("httpx", "aiohttp"):
        return False
    if isinstance(given, ast.Call):
        return file.name_of(given.func) == "httpx.Timeout" and bool(given.args) and _is_none(file, given.args[0])
    return _is_none(file, given)


def _is_none(file: SourceFile, given: ast.expr) -> bool:
    return value_of(file, given) is None


def _pools_have_timeouts(project: Project) -> bool:
    """Wherever they are made."""
    return once(project, "_urllib3_timeouts", lambda: all(_pool_timeouts(project)))


def _pool_timeouts(project: Project) -> Iterator[bool]:
    for file in project.files:
        if "PoolManager" in file.text:
            pools = (call for call, name in file.calls() if name == "urllib3.PoolManager")
            yield from (argument(call, "timeout") is not None or splats(call) for call in pools)


def _in_url(call: ast.Call) -> bool:
    return any("timeout=" in ast.unparse(one) for one in call.args)


RULE = FileRule(
    About(
        id="RES004",
        family="resilience",
        title="Remote call without a timeout",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        principle="Every call that leaves the process ends at a time that somebody chose.",
        why=(
            "A server that accepts and never answers holds the caller's thread for good. One slow dependency fills the "
            "pool within a minute, and requests that do not need it stand in the queue as well."
        ),
        fix=(
            "Give each call a timeout below the one of its own caller: `timeout=(1, 5)`, socket_timeout, "
            "Config(read_timeout=...), and bound the whole with asyncio.timeout."
        ),
        source="https://requests.readthedocs.io/en/latest/user/advanced/#timeouts",
        bad={"shop/payments.py": _BAD},
        good={"shop/payments.py": _GOOD},
    ),
    check,
)
