"""Twins that also tell what was asked of them."""

import hashlib
import hmac
import itertools
from collections.abc import Callable, Sequence
from typing import Any

from shared.adapters.memory.store import MemoryStore
from shared.kernel.events import SealedEvent
from shared.kernel.records import Key, Page, Put, Within, Write


class WatchedStore(MemoryStore):
    """Counts calls, keeps events in the order they were stored, and lets somebody else be faster just once."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[str, int]] = []
        self.events: list[SealedEvent] = []
        self.beaten = 0
        self._meanwhile: list[Callable[[], object]] = []

    def meanwhile(self, act: Callable[[], object]) -> None:
        """Runs `act` after the next use case has read and before it writes."""
        self._meanwhile.append(act)

    def get(self, key: Key[Any], /) -> Any:
        self.calls.append(("get", 1))
        return super().get(key)

    def get_many(self, *keys: Key[Any]) -> tuple[Any, ...]:
        self.calls.append(("get_many", len(keys)))
        return super().get_many(*keys)

    def query(
        self, within: Within[Any], /, *, after: str | None = None, limit: int | None = None, newest_first: bool = False
    ) -> Page[Any]:
        self.calls.append(("query", 1))
        return super().query(within, after=after, limit=limit, newest_first=newest_first)

    def transact(self, writes: Sequence[Write], /) -> None:
        if self._meanwhile:
            self.beaten += 1
            self._meanwhile.pop(0)()
        self.calls.append(("transact", len(writes)))
        super().transact(writes)
        records = [write.record for write in writes if isinstance(write, Put)]
        self.events += [record for record in records if isinstance(record, SealedEvent)]


class QuickHasher:
    """As honest as Argon2id, salt included, and a thousand times cheaper. Counts what it is asked to hash."""

    def __init__(self) -> None:
        self.hashed = 0
        self._salts = itertools.count()

    def hash(self, password: str) -> str:
        return self._phc(f"salt{next(self._salts)}", password)

    def verify(self, phc: str | None, password: str) -> bool:
        salt = (phc or "$quick$nobody$").split("$")[2]
        return hmac.compare_digest(self._phc(salt, password), phc or "")

    def _phc(self, salt: str, password: str) -> str:
        self.hashed += 1
        return f"$quick${salt}${hashlib.sha256((salt + password).encode()).hexdigest()}"
