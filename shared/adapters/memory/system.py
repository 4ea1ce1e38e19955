"""Twins of time, identity and chance: they do as they are told."""

import random
import uuid
from datetime import UTC, datetime, timedelta


class SettableClock:
    def __init__(self, now: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> None:
        self._now += by


class CountedIds:
    """UUIDv7 texts in order: the first 48 bits count."""

    def __init__(self) -> None:
        self._count = 0

    def new(self) -> str:
        self._count += 1
        return str(uuid.UUID(int=(self._count << 80) | (0x7 << 76) | (0b10 << 62)))


class SeededRandomness:
    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)  # noqa: S311 - a twin for tests

    def token_bytes(self, length: int) -> bytes:
        return self._random.randbytes(length)

    def fraction(self) -> float:
        return self._random.random()
