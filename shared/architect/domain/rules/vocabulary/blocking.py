"""Calls that hold a thread until something outside answers: what must not run on an event loop."""

from typing import Literal

from shared.architect.domain.rules.vocabulary.clients import called, is_async_library
from shared.architect.domain.rules.vocabulary.origins import (
    is_aws,
    is_blocking_other,
    is_driver,
    is_memcached,
    is_mongo,
    is_orm,
    is_redis,
)

Wait = Literal["network", "process", "sleep", "file", "terminal"]

_EXACT: dict[str, Wait] = {
    "time.sleep": "sleep",
    "input": "terminal",
    "builtins.input": "terminal",
    "open": "file",
    "io.open": "file",
    "builtins.open": "file",
    "os.system": "process",
    "os.popen": "process",
    "os.waitpid": "process",
    "subprocess.run": "process",
    "subprocess.call": "process",
    "subprocess.check_call": "process",
    "subprocess.check_output": "process",
    "subprocess.getoutput": "process",
    "subprocess.getstatusoutput": "process",
    "subprocess.Popen().wait": "process",
    "subprocess.Popen().communicate": "process",
    "urllib.request.urlopen": "network",
    "urllib.request.urlretrieve": "network",
    "socket.create_connection": "network",
    "socket.getaddrinfo": "network",
    "socket.gethostbyname": "network",
    "socket.socket().connect": "network",
    "socket.socket().recv": "network",
    "socket.socket().sendall": "network",
    "http.client.HTTPSConnection().request": "network",
    "http.client.HTTPConnection().request": "network",
    "urllib3.request": "network",
    "smtplib.SMTP": "network",
    "smtplib.SMTP_SSL": "network",
    "pika.BlockingConnection": "network",
    "psycopg.connect": "network",
    "psycopg.Connection.connect": "network",
    "pathlib.Path().read_text": "file",
    "pathlib.Path().read_bytes": "file",
    "pathlib.Path().write_text": "file",
    "pathlib.Path().write_bytes": "file",
    "pathlib.Path().open": "file",
}
_VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "request", "send", "stream"})
# What a call on an instance of the library waits for nothing with.
_QUIET = frozenset({
    "add", "add_all", "append_header", "as_string", "begin", "bind", "close", "configure", "cursor", "expunge",
    "filter", "filter_by", "from_url", "generate_presigned_post", "generate_presigned_url", "get_paginator",
    "get_transaction", "in_transaction", "is_active", "join", "lock", "mount", "options", "order_by",
    "pipeline", "pubsub", "register_script", "Table", "Bucket", "Object", "Queue", "Topic", "subresource",
    "where", "with_options", "limit", "update", "get_bind", "expire", "expire_all", "dispose", "no_autoflush",
})  # fmt: skip
_CONNECTING = frozenset({"psycopg2", "pymysql", "MySQLdb", "pyodbc", "oracledb", "cx_Oracle", "pymssql", "pg8000"})
_SESSION_VERBS = frozenset({
    "execute", "scalar", "scalars", "commit", "rollback", "flush", "refresh", "get", "merge", "all", "first",
    "one", "one_or_none", "connect",
})  # fmt: skip


def waits_for(name: str) -> Wait | None:
    """What a call by this full name waits for; None where it does not wait, or is awaited."""
    if name in _EXACT:
        return _EXACT[name]
    library, owner, method = called(name)
    waits = _over_http(library, owner, method) or _on_a_client(library, owner, method)
    return "network" if waits and not is_async_library(name) else None


def _over_http(library: str, owner: str, method: str) -> bool:
    if library == "requests":
        return method in _VERBS and owner in ("requests", "requests.Session()", "requests.session()", "requests.api")
    if library == "httpx":
        return method in _VERBS and owner in ("httpx", "httpx.Client()")
    return library == "urllib3" and method in ("request", "urlopen") and owner == "urllib3.PoolManager()"


def _on_a_client(library: str, owner: str, method: str) -> bool:
    if "()" not in owner:
        return library in _CONNECTING and method == "connect"
    if is_orm(owner):
        return method in _SESSION_VERBS and ".execute()" not in owner
    clients = (is_redis, is_aws, is_driver, is_mongo, is_memcached, is_blocking_other)
    return method not in _QUIET and any(is_client(owner) for is_client in clients)
