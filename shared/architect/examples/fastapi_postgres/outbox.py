"""A transactional outbox: what happened is stored with the data, and sent by a relay afterwards. No dual write."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Column, DateTime, Integer, MetaData, String, Table, delete, insert, select
from sqlalchemy.engine import Connection, Engine

metadata = MetaData()
outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("event_id", String(36), unique=True, nullable=False),
    Column("type", String(80), nullable=False),
    Column("body", JSON, nullable=False),
    Column("stored_at", DateTime(timezone=True), nullable=False),
)
Publish = Callable[[str, str, str], None]
BATCH = 100


def record(connection: Connection, event_id: str, type_: str, body: Mapping[str, Any]) -> None:
    """Within the caller's transaction: both are stored, or neither."""
    row = {"event_id": event_id, "type": type_, "body": dict(body), "stored_at": datetime.now(UTC)}
    connection.execute(insert(outbox).values(row))


def relay(engine: Engine, publish: Publish) -> int:
    """Sends what waits, oldest first, and forgets it. How many it sent.

    Several relays share the work: a row that another one holds is skipped. A crash between sending and committing sends
    again, so subscribers go by `event_id`.
    """
    with engine.begin() as connection:
        waiting = select(outbox).order_by(outbox.c.id).limit(BATCH).with_for_update(skip_locked=True)
        rows = connection.execute(waiting).all()
        for row in rows:
            publish(row.event_id, row.type, json.dumps(row.body))
        if rows:
            connection.execute(delete(outbox).where(outbox.c.id.in_([row.id for row in rows])))
    return len(rows)
