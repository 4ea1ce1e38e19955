"""What is stored, as the rules see it: typed records, their keys, and the writes of one transaction.

A record is a frozen dataclass with a `key`. Which table and attributes hold it is the adapter's business.
"""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any, Final, Generic, Protocol, TypeVar

from shared.kernel.dataclasses import dataclass

R = TypeVar("R", covariant=True)

# Marks a member of a record whose own members are stored beside the others, not below them.
FLAT: Final = "flat"


@dataclass(frozen=True)
class Key(Generic[R]):
    """Names one record of `kind`: `parts` are its identifying texts, outermost first."""

    kind: type[R]
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Within(Generic[R]):
    """Names all records of `kind` whose key begins with `parts`, ordered by the last part."""

    kind: type[R]
    parts: tuple[str, ...]


class Record(Protocol):
    @property
    def key(self) -> Key[Any]: ...


@dataclass(frozen=True)
class Page(Generic[R]):
    """Some records, and the last key part after which the next page begins (None: that was all)."""

    items: tuple[R, ...]
    after: str | None


@dataclass(frozen=True)
class Expect:
    """What must be so for a write to happen; else the whole transaction fails.

    `absent`: nothing is stored there. `equal`: the stored record has these values. `below`: its numbers are smaller;
    one that is not there is below anything.
    """

    absent: bool = False
    equal: Mapping[str, Any] = field(default_factory=dict)
    below: Mapping[str, int] = field(default_factory=dict)


ANYTHING: Final = Expect()
ABSENT: Final = Expect(absent=True)


def having(**values: Any) -> Expect:
    """The stored record exists with these values."""
    return Expect(equal=values)


@dataclass(frozen=True)
class Put:
    """Store `record`, replacing what is there."""

    record: Record
    expect: Expect = ANYTHING

    @property
    def key(self) -> Key[Any]:
        return self.record.key


@dataclass(frozen=True)
class Delete:
    key: Key[Any]
    expect: Expect = ANYTHING


@dataclass(frozen=True)
class Add:
    """Add to numbers of a stored record, atomically. What is not there counts as `initial` and zeros."""

    key: Key[Any]
    numbers: Mapping[str, int]
    expect: Expect = ANYTHING
    initial: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """Write nothing, but insist."""

    key: Key[Any]
    expect: Expect


Write = Put | Delete | Add | Check

# TransactWriteItems takes no more.
MOST_WRITES: Final = 100


class WriteConflict(Exception):
    """A transaction was refused. `failed` holds the writes whose expectation did not hold.

    It is empty when another transaction touched the same records at that moment: then the same may be tried again.
    """

    def __init__(self, failed: tuple[Write, ...]) -> None:
        super().__init__(f"{len(failed)} expectations did not hold")
        self.failed = failed


def require_own_place(key: Key[Any]) -> None:
    """Raises ValueError for a key with a part that could reach into another record's key."""
    if any("#" in part or not part for part in key.parts):
        raise ValueError(f"a key part of {key.kind.__name__} is empty or holds '#'")


def require_one_transaction(writes: Sequence[Write]) -> None:
    """Raises ValueError for what no store takes in one go."""
    if not 1 <= len(writes) <= MOST_WRITES:
        raise ValueError(f"a transaction has 1 to {MOST_WRITES} writes, not {len(writes)}")
    if len({write.key for write in writes}) < len(writes):
        raise ValueError("a transaction cannot touch a record twice")
