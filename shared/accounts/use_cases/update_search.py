"""Keep the search index equal to the accounts: read an account as it is now, and write the rows that differ.

The account is read each time, so a message that comes twice, late or never does no harm that the next one does not
mend. Every write insists on the account's version: what was read meanwhile outdated writes nothing.
"""

from collections.abc import Iterator, Sequence

from shared.accounts.domain.search import Generations, Indexed, row, rows_of
from shared.accounts.domain.user import User
from shared.accounts.ports import Seals
from shared.kernel.errors import NotFound, ServiceUnavailable
from shared.kernel.ports import Store
from shared.kernel.records import ABSENT, MOST_WRITES, Check, Delete, Expect, Put, Write, WriteConflict, having

_RACES = 3
# Beside the rows, each transaction checks the account and writes or checks the record of what is indexed.
_ROWS_AT_ONCE = MOST_WRITES - 2


class UpdateSearch:
    def __init__(self, store: Store, seals: Seals) -> None:
        self._store = store
        self._seals = seals

    def __call__(self, user_id: str) -> None:
        """Raises NotFound, and ServiceUnavailable where the account changes faster than it is read."""
        for _ in range(_RACES):
            try:
                return self._update(user_id)
            except WriteConflict:
                continue
        raise ServiceUnavailable

    def in_generation(self, user: User, generation: str) -> None:
        """As just read. Raises WriteConflict when it changed since."""
        self._write(user, generation, self._store.get(Indexed.key_of(user.id, generation)))

    def _update(self, user_id: str) -> None:
        """Two reads and a write; a read and a write more while another index is being built."""
        user, generations = self._store.get_many(User.key_of(user_id), Generations.the())
        if user is None:
            raise NotFound
        if user.erased:
            self._forget(user)
        else:
            for generation in (generations or Generations()).kept:
                self.in_generation(user, generation)

    def _forget(self, user: User) -> None:
        """Everywhere: a slow worker may have written into an index that was being cleared."""
        for seen in self._store.query(Indexed.of(user.id)).items:
            self._write(user, seen.generation, seen)

    def _write(self, user: User, generation: str, seen: Indexed | None) -> None:
        if seen is not None and seen.version >= user.version:
            return
        wanted, there = rows_of(self._seals, user), frozenset(seen.rows if seen else ())
        written = there if seen is None or seen.settled else frozenset()
        changes = [Put(row(user.id, generation, name)) for name in sorted(wanted - written)]
        gone = [Delete(row(user.id, generation, name).key) for name in sorted(there - wanted)]
        if not wanted and seen is None:
            return
        for writes in _steps(user, generation, seen, wanted | there, [*changes, *gone], wanted):
            self._store.transact([Check(user.key, having(version=user.version)), *writes])


def _steps(
    user: User,
    generation: str,
    seen: Indexed | None,
    both: frozenset[str],
    changes: Sequence[Write],
    wanted: frozenset[str],
) -> Iterator[Sequence[Write]]:
    """One transaction, or where they are too many: first note all rows that may be there, then write, then note.

    A crash in between leaves no row behind that is not noted.
    """
    last = list(changes[:_ROWS_AT_ONCE])
    if len(changes) > _ROWS_AT_ONCE:
        version, revision = (seen.version, seen.revision) if seen else (0, 0)
        noted = Indexed(user.id, generation, version, revision + 1, tuple(sorted(both)), settled=False)
        yield [Put(noted, _as_seen(seen))]
        seen, last = noted, []
        for start in range(0, len(changes), _ROWS_AT_ONCE):
            yield [Check(noted.key, _as_seen(noted)), *changes[start : start + _ROWS_AT_ONCE]]
    yield [_note(user, generation, seen, wanted), *last]


def _note(user: User, generation: str, seen: Indexed | None, rows: frozenset[str]) -> Write:
    """Of an erased account nothing is kept."""
    if not rows:
        return Delete(Indexed.key_of(user.id, generation), _as_seen(seen))
    revision = seen.revision if seen else 0
    return Put(Indexed(user.id, generation, user.version, revision + 1, tuple(sorted(rows))), _as_seen(seen))


def _as_seen(seen: Indexed | None) -> Expect:
    return ABSENT if seen is None else having(revision=seen.revision)
