"""A reader of an ordered stream: it stops at the first record that fails, and never counts one twice."""

import json
import sqlite3
from collections.abc import Sequence
from typing import NamedTuple


class Record(NamedTuple):
    """`sequence` grows within a partition."""

    partition: str
    sequence: int
    body: str


class Readings:
    """The sums and the place that was reached are stored in one transaction: a crash repeats a batch without harm."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.execute("CREATE TABLE IF NOT EXISTS place (partition TEXT PRIMARY KEY, sequence INTEGER NOT NULL)")
        connection.execute("CREATE TABLE IF NOT EXISTS total (device TEXT PRIMARY KEY, readings INTEGER, sum REAL)")

    def handle(self, records: Sequence[Record]) -> int | None:
        """The place in `records` of the first that failed; None when all were handled. What follows a failure is not
        tried: order would be lost. The platform offers it again, and parks it in the end."""
        for place, record in enumerate(records):
            try:
                self._one(record)
            except (KeyError, TypeError, ValueError):
                return place
        return None

    def _one(self, record: Record) -> None:
        reading = json.loads(record.body)
        device, value = str(reading["device"]), float(reading["value"])
        with self._connection:
            reached = self._connection.execute(
                "INSERT INTO place VALUES (?, ?) ON CONFLICT (partition) DO UPDATE SET sequence = excluded.sequence"
                " WHERE excluded.sequence > place.sequence",
                (record.partition, record.sequence),
            )
            if reached.rowcount:
                self._connection.execute(
                    "INSERT INTO total VALUES (?, 1, ?) ON CONFLICT (device)"
                    " DO UPDATE SET readings = readings + 1, sum = sum + excluded.sum",
                    (device, value),
                )
