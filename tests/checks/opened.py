"""The whole system in this process, asked over HTTP like any other, with its clock, its hashes and its tables in sight.

Some checks speak of what no answer shows: of an hour that passes, of a hash that is not computed, of a stolen table.
"""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from infra.local.provision import Clients
from shared.adapters.argon2 import Argon2Hasher
from shared.adapters.system import SystemClock
from tests.journeys.outage import Gate, gated_system
from tests.journeys.town import Town

_TABLES = ("EVENTS", "DIRECTORY", "KEYS", "SESSIONS")


@dataclass
class MovedClock:
    """The machine's time, ahead by what a test asks."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    @contextmanager
    def later(self, by: timedelta) -> Iterator[None]:
        before = self.ahead
        self.ahead += by
        try:
            yield
        finally:
            self.ahead = before


@dataclass
class Hashes:
    """How many passwords were hashed or checked so far."""

    count: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def one_more(self) -> None:
        with self._lock:
            self.count += 1


@dataclass
class Opened:
    town: Town
    clock: MovedClock
    hashes: Hashes
    clients: Clients
    environ: Mapping[str, str]
    gate: Gate

    def dump(self) -> str:
        """Everything that the tables hold, as whoever copies them would read it. Bytes are in hexadecimal."""
        pages = [
            page
            for table in _TABLES
            for page in self.clients.dynamodb.get_paginator("scan").paginate(
                TableName=self.environ[f"ROLLBOOK_{table}_TABLE"], ConsistentRead=True
            )
        ]
        assert all(page["Count"] for page in pages)
        return json.dumps([page["Items"] for page in pages], default=bytes.hex, ensure_ascii=False)


@contextmanager
def opened_system(environ: Mapping[str, str], clients: Clients, state: Path) -> Iterator[Opened]:
    clock, hashes = MovedClock(), Hashes()
    hash_, verify = Argon2Hasher.hash, Argon2Hasher.verify

    def counted_hash(hasher: Argon2Hasher, password: str) -> str:
        hashes.one_more()
        return hash_(hasher, password)

    def counted_verify(hasher: Argon2Hasher, phc: str | None, password: str) -> bool:
        hashes.one_more()
        return verify(hasher, phc, password)

    with pytest.MonkeyPatch.context() as patch, gated_system(environ, state) as (url, gate, _):
        patch.setattr(SystemClock, "now", lambda _: clock.now())
        patch.setattr(Argon2Hasher, "hash", counted_hash)
        patch.setattr(Argon2Hasher, "verify", counted_verify)
        yield Opened(Town(url), clock, hashes, clients, environ, gate)
