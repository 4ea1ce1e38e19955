"""The in-memory twin of the store: the same promises, conflicts included, in one process."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from shared.kernel.records import (
    Add,
    Check,
    Delete,
    Expect,
    Key,
    Page,
    Put,
    Record,
    Within,
    Write,
    WriteConflict,
    require_one_transaction,
    require_own_place,
)

A = TypeVar("A")


class MemoryStore:
    def __init__(self) -> None:
        self._records: dict[Key[Any], Record] = {}
        self._lock = threading.Lock()

    def get(self, key: Key[A], /) -> A | None:
        require_own_place(key)
        found: Any = self._records.get(key)
        return found  # type: ignore[no-any-return]

    def get_many(self, *keys: Key[Any]) -> tuple[Any, ...]:
        for key in keys:
            require_own_place(key)
        with self._lock:
            return tuple(self._records.get(key) for key in keys)

    def query(
        self, within: Within[A], /, *, after: str | None = None, limit: int | None = None, newest_first: bool = False
    ) -> Page[A]:
        require_own_place(Key(within.kind, within.parts))
        keys = [key for key in list(self._records) if key.kind is within.kind and key.parts[:-1] == within.parts]
        keys.sort(key=lambda key: key.parts[-1], reverse=newest_first)
        if after is not None:
            keys = [key for key in keys if (key.parts[-1] < after if newest_first else key.parts[-1] > after)]
        page = keys[:limit]
        items: Any = tuple(self._records[key] for key in page)
        return Page(items, page[-1].parts[-1] if len(page) < len(keys) else None)

    def scan(self, kind: type[A], /, *, after: str | None = None, limit: int = 50) -> Page[A]:
        with self._lock:
            found = {_named(key): record for key, record in self._records.items() if key.kind is kind}
        rest = sorted(name for name in found if after is None or name > after)
        items: Any = tuple(found[name] for name in rest[:limit])
        return Page(items, rest[limit - 1] if len(rest) > limit else None)

    def transact(self, writes: Sequence[Write], /) -> None:
        require_one_transaction(writes)
        for write in writes:
            require_own_place(write.key)
        with self._lock:
            failed = tuple(write for write in writes if not _holds(write.expect, self._records.get(write.key)))
            if failed:
                raise WriteConflict(failed)
            for write in writes:
                self._apply(write)

    def _apply(self, write: Write) -> None:
        match write:
            case Put(record):
                self._records[write.key] = record
            case Delete(key):
                self._records.pop(key, None)
            case Add(key, numbers, _, initial):
                self._records[key] = _added(self._records.get(key), key, numbers, initial)
            case Check():
                pass


def _named(key: Key[Any]) -> str:
    return "#".join(key.parts)


def _holds(expect: Expect, stored: Record | None) -> bool:
    if expect.absent:
        return stored is None
    equal = all(getattr(stored, name, None) == value for name, value in expect.equal.items())
    below = all(getattr(stored, name, limit - 1) < limit for name, limit in expect.below.items())
    return equal and below


def _added(stored: Any, key: Key[Any], numbers: Mapping[str, int], initial: Mapping[str, Any]) -> Record:
    base: Any = stored if stored is not None else key.kind(**initial, **dict.fromkeys(numbers, 0))
    changed: Record = replace(base, **{name: getattr(base, name) + by for name, by in numbers.items()})
    return changed
