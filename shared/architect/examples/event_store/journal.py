"""An event store in one table: its primary key is the lock. Who decided on an old version is told, and decides anew."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, DateTime, Integer, MetaData, String, Table, Text, func, insert, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

metadata = MetaData()
journal = Table(
    "journal",
    metadata,
    Column("stream", String(80), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("type", String(80), nullable=False),
    Column("body", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)
Event = tuple[str, dict[str, Any]]


class Stale(Exception):
    """Somebody appended since the version that was decided on."""


def append(engine: Engine, stream: str, expected: int, events: Sequence[Event]) -> int:
    """The new version. Raises Stale; then nothing was stored."""
    now = datetime.now(UTC)
    rows = [
        {"stream": stream, "version": expected + place, "type": type_, "body": json.dumps(body), "at": now}
        for place, (type_, body) in enumerate(events, start=1)
    ]
    try:
        with engine.begin() as connection:
            last = select(func.coalesce(func.max(journal.c.version), 0)).where(journal.c.stream == stream)
            if connection.execute(last).scalar_one() != expected:
                raise Stale(stream)
            connection.execute(insert(journal), rows)
    except IntegrityError as error:
        raise Stale(stream) from error
    return expected + len(rows)


def read(engine: Engine, stream: str) -> list[Event]:
    with engine.connect() as connection:
        query = select(journal).where(journal.c.stream == stream).order_by(journal.c.version)
        return [(row.type, json.loads(row.body)) for row in connection.execute(query)]


def decide_again(attempt: Callable[[], int], tries: int = 3) -> int:
    """Reads, decides and appends anew where somebody was faster. Raises Stale in the end."""
    for _ in range(tries - 1):
        try:
            return attempt()
        except Stale:
            continue
    return attempt()
