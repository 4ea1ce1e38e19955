"""Event stores that append without asking which version the caller has seen."""

import ast
import re
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import FunctionNode, SourceFile
from shared.architect.domain.rules.vocabulary.shapes import statements
from shared.architect.domain.rules.vocabulary.values import argument, parameters, splats

_BAD = """\
import json

import psycopg


class EventStore:
    def __init__(self, conn: psycopg.Connection) -> None:
        self._conn = conn

    def append_events(self, stream_id: str, events: list[dict[str, object]]) -> None:
        for event in events:
            self._conn.execute(
                "INSERT INTO events (stream, payload) VALUES (%s, %s)", (stream_id, json.dumps(event))
            )
        self._conn.commit()
"""
_GOOD = """\
import json

import psycopg


class EventStore:
    def __init__(self, conn: psycopg.Connection) -> None:
        self._conn = conn

    def append_events(self, stream_id: str, expected_version: int, events: list[dict[str, object]]) -> None:
        for number, event in enumerate(events, start=expected_version + 1):
            self._conn.execute(
                "INSERT INTO events (stream, number, payload) VALUES (%s, %s, %s)",
                (stream_id, number, json.dumps(event)),
            )
        self._conn.commit()
"""
_APPENDS = re.compile(r"^_?(append(_to)?(_?(events?|stream|all|many|batch))?|save_events?|store_events|write_events)$")
_STREAM = re.compile(r"stream|aggregate|entity_id|source_id|originator")
_EVENTS = re.compile(r"^(new_|domain_|uncommitted_|pending_)?(events?|envelopes?|records?)(_data|_list)?$")
_VERSION = re.compile(r"version|expected|revision|position|sequence|condition|etag|concurrency|number|state")
_INSERT = re.compile(r"insert\s+into\s+\w*events?\w*\s*\(([^)]*)\)", re.IGNORECASE)
_CLIENTS = ("esdbclient.", "kurrentdbclient.", "eventstoredbclient.")


def check(file: SourceFile, _: Project) -> Iterator[Hit]:
    if "append" not in file.text and "events" not in file.text:
        return
    inserts = "insert into" in file.text.lower()
    for function in file.functions():
        if _APPENDS.match(function.name) and _appends_blindly(function) and not _is_a_port(function):
            message = (
                f"`{function.name}` takes a stream and events, and no version: it cannot tell that somebody else has "
                "appended since the caller decided."
            )
            yield file.hit(function, message)
        elif inserts and (insert := _inserts_blindly(function)):
            yield file.hit(insert, f"`{function.name}` appends events to a stream, and nothing numbers them within it.")
    for call, name in file.calls():
        if name.startswith(_CLIENTS) and name.endswith(".append_to_stream") and _any_version(call):
            yield file.hit(call, f"`{ast.unparse(call.func)}` appends whatever the version of the stream is by now.")


def _appends_blindly(function: FunctionNode) -> bool:
    names = parameters(function)
    stream = any(_STREAM.search(name) for name in names)
    events = any(_EVENTS.match(name) for name in names)
    told = any(_VERSION.search(name) for name in names) or function.args.kwarg is not None
    return stream and events and not told


def _inserts_blindly(function: FunctionNode) -> ast.expr | None:
    """An INSERT into a table of events, with a column for the stream and none for the place in it."""
    for one in statements(function):
        text = one.value if isinstance(one, ast.Constant) and isinstance(one.value, str) else ""
        found = _INSERT.search(text)
        if found and isinstance(one, ast.Constant) and _STREAM.search(found.group(1)):
            return None if _VERSION.search(text.lower()) else one
    return None


def _is_a_port(function: FunctionNode) -> bool:
    """Protocols and abstract methods have no body; what they promise is asked of those that fulfil them."""
    for one in function.body:
        plain = isinstance(one, ast.Pass | ast.Raise) or (
            isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)
        )
        if not plain:
            return False
    return True


def _any_version(call: ast.Call) -> bool:
    given = argument(call, "current_version")
    if given is None:
        return not splats(call)
    return ast.unparse(given).rpartition(".")[2] == "ANY"


RULE = FileRule(
    About(
        id="EVT005",
        family="events",
        title="Appending without an expected version",
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        principle="Whoever appends says what they had read: append(stream, expected version, events).",
        why=(
            "Two commands load the same ten events, both decide that the last seat is free, both append number eleven "
            "and twelve. The stream is then one that no sequence of valid decisions can have made, and it is kept for "
            "ever."
        ),
        fix=(
            "Take the expected version from the caller and let the store refuse when it has changed: a unique key over "
            "stream and number, or a condition; then load again and decide again."
        ),
        source="https://docs.kurrent.io/clients/python/latest/appending-events.html",
        bad={"shop/event_store.py": _BAD},
        good={"shop/event_store.py": _GOOD},
    ),
    check,
)
