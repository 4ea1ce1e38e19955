import json
import sqlite3
from collections.abc import Iterator

import pytest
from readings import Readings, Record


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    made = sqlite3.connect(":memory:")
    yield made
    made.close()


def record(sequence: int, value: object = 1.5) -> Record:
    return Record("shard-1", sequence, json.dumps({"device": "d-1", "value": value}))


def totals(connection: sqlite3.Connection) -> tuple[int, float]:
    found: tuple[int, float] = connection.execute("SELECT readings, sum FROM total").fetchone()
    return found


def test_a_batch_that_comes_twice_is_counted_once(connection: sqlite3.Connection) -> None:
    readings = Readings(connection)
    batch = [record(1), record(2)]
    assert [readings.handle(batch), readings.handle(batch)] == [None, None]
    assert totals(connection) == (2, 3.0)


def test_it_stops_at_the_first_that_fails(connection: sqlite3.Connection) -> None:
    readings = Readings(connection)
    assert readings.handle([record(1), record(2, "warm"), record(3)]) == 1
    assert totals(connection) == (1, 1.5)
