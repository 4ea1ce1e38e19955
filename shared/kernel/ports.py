"""What the rules need from outside: time, identity, chance, storage, sealing. Narrow, so a grant can match each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar, overload

from shared.kernel.records import Key, Page, Within, Write

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware UTC, microseconds."""


class Ids(Protocol):
    def new(self) -> str:
        """A lower-case UUIDv7 (RFC 9562, section 5.7): ids made later sort later."""


class Randomness(Protocol):
    def token_bytes(self, length: int) -> bytes: ...

    def fraction(self) -> float:
        """Uniform in [0, 1): for jitter, never for secrets."""


class Reader(Protocol):
    """Strongly consistent reads. Each call is one call to the store, as long as its answer fits one page (1 MB)."""

    def get(self, key: Key[A], /) -> A | None: ...

    @overload
    def get_many(self, a: Key[A], b: Key[B], /) -> tuple[A | None, B | None]: ...
    @overload
    def get_many(self, a: Key[A], b: Key[B], c: Key[C], /) -> tuple[A | None, B | None, C | None]: ...
    @overload
    def get_many(
        self, a: Key[A], b: Key[B], c: Key[C], d: Key[D], /
    ) -> tuple[A | None, B | None, C | None, D | None]: ...
    @overload
    def get_many(self, *keys: Key[Any]) -> tuple[Any, ...]: ...

    def query(
        self, within: Within[A], /, *, after: str | None = None, limit: int | None = None, newest_first: bool = False
    ) -> Page[A]:
        """Records in key order, beginning after the last key part `after`; `limit` None reads them all."""


class Scanner(Protocol):
    def scan(self, kind: type[A], /, *, after: str | None = None, limit: int = 50) -> Page[A]:
        """Some records of a kind, in no order and perhaps not the newest: for walking through all of them by and by.

        A page holds about `limit`, or none, and is not the last while `after` is told; `after` is opaque.
        """


class Writer(Protocol):
    def transact(self, writes: Sequence[Write], /) -> None:
        """All of `writes` or none, in one call. Raises WriteConflict.

        They are 1 to 100, each on another record; all else is a mistake of ours and raises ValueError.
        """


class Store(Reader, Scanner, Writer, Protocol):
    """Reads and writes."""


class Sealer(Protocol):
    """Authenticated encryption under one key (AES-256-GCM)."""

    def seal(self, plaintext: bytes, associated_data: bytes) -> bytes: ...

    def open(self, sealed: bytes, associated_data: bytes) -> bytes:
        """Raises ValueError when the text was altered, or sealed elsewhere or under another key."""
