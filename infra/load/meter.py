"""How long each route took, and what it answered."""

import re
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from infra.demo.client import Client, Reply

_ID = re.compile(r"/v1/users/[0-9a-f-]{36}")
_LOCAL = "/_local/"


@dataclass(frozen=True)
class Row:
    """Latencies in milliseconds."""

    route: str
    calls: int
    p50: float
    p95: float
    p99: float


def percentile(ordered: Sequence[float], share: float) -> float:
    """Nearest rank: the smallest value that at least this share of all does not exceed. `ordered` is not empty."""
    rank = max(1, -(-len(ordered) * round(share * 1000) // 1000))
    return ordered[rank - 1]


def row_of(route: str, seconds: Sequence[float]) -> Row:
    ordered = sorted(each * 1000 for each in seconds)
    return Row(route, len(ordered), *(percentile(ordered, share) for share in (0.5, 0.95, 0.99)))


class Meter:
    """Safe for threads."""

    def __init__(self) -> None:
        self._took: dict[str, list[float]] = defaultdict(list)
        self._statuses: Counter[int] = Counter()
        self._lock = threading.Lock()
        self._fresh: list[float] = []

    def begin(self) -> None:
        """Forgets what was noted so far, but not that something failed."""
        with self._lock:
            self._took.clear()
            self._fresh.clear()
            self._statuses = Counter({status: count for status, count in self._statuses.items() if status >= 500})

    def note(self, route: str, seconds: float, status: int) -> None:
        with self._lock:
            self._took[route].append(seconds)
            self._fresh.append(seconds)
            self._statuses[status] += 1

    def fresh(self) -> list[float]:
        """How long the calls took since the last time somebody asked."""
        with self._lock:
            fresh, self._fresh = self._fresh, []
            return fresh

    @property
    def total(self) -> int:
        with self._lock:
            return self._statuses.total()

    @property
    def failures(self) -> int:
        """Answers of 500 and above."""
        with self._lock:
            return sum(count for status, count in self._statuses.items() if status >= 500)

    def rows(self) -> list[Row]:
        with self._lock:
            return [row_of(route, took) for route, took in sorted(self._took.items())]


class MeteredClient(Client):
    """Notes every call to the API, by its route; pages of the local system are no part of it."""

    def __init__(self, inner: Client, meter: Meter) -> None:
        super().__init__(inner.url)
        self._inner, self._meter = inner, meter

    def call(self, method: str, path: str, body: Mapping[str, Any] | None = None, **options: Any) -> Reply:
        started = time.perf_counter()
        reply = self._inner.call(method, path, body, **options)
        if not path.startswith(_LOCAL):
            self._meter.note(f"{method} {route_of(path)}", time.perf_counter() - started, reply.status)
        return reply


def route_of(path: str) -> str:
    return _ID.sub("/v1/users/{user_id}", path.partition("?")[0])
