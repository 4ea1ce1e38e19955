"""Count a try before its password is hashed: on the ladder of the account and on that of the source address."""

from collections.abc import Sequence
from datetime import datetime

from shared.accounts.domain.tries import ACCOUNT, SOURCE, Ladder, Tries, next_window, refuse_if_used_up
from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import TooManyAttempts
from shared.kernel.ports import Clock, Store
from shared.kernel.records import ABSENT, Add, Delete, Expect, Key, Put, Write, WriteConflict, having

# Each lost race means that somebody else counted: after as many, the window is used up anyway.
_RACES = 30


@dataclass(frozen=True)
class Subjects:
    """Whose tries are counted: a user id, or the keyed hash of an unknown identifier; and the keyed hash of a peer."""

    account: str
    source: str

    def keys(self) -> "tuple[Key[Tries], Key[Tries]]":
        return Tries.key_of(ACCOUNT.name, self.account), Tries.key_of(SOURCE.name, self.source)


class CountTries:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def __call__(self, subjects: Subjects, account: Tries | None, source: Tries | None) -> tuple[Tries, Tries]:
        """Counts one try on both ladders, in one call unless others count at the same moment.

        `account` and `source` are the counters as just read. Raises TooManyAttempts, and then counts nothing.
        """
        for _ in range(_RACES):
            now = self._clock.now()
            refuse_if_used_up(ACCOUNT, account, now)
            refuse_if_used_up(SOURCE, source, now)
            first = self._next(ACCOUNT, subjects.account, account)
            second = self._next(SOURCE, subjects.source, source)
            try:
                self._store.transact([first[0], second[0]])
            except WriteConflict:
                account, source = self._store.get_many(*subjects.keys())
                continue
            return first[1], second[1]
        raise TooManyAttempts(retry_after=1)

    def forgive(self, account: Tries, source: Tries) -> Sequence[Write]:
        """Takes one try back where it was counted: the password was right, though nobody may sign in with it."""
        return [self._take_back(ACCOUNT, account), self._take_back(SOURCE, source)]

    def reset(self, account: Tries, source: Tries) -> Sequence[Write]:
        """A success: the account's ladder begins anew, the source's counts failures only."""
        return [*self.reset_account(account), *self.forgive_source(source)]

    def forgive_source(self, source: Tries) -> Sequence[Write]:
        """Takes one try back there alone: nobody behind that address failed."""
        return [self._take_back(SOURCE, source)]

    def reset_account(self, account: Tries) -> Sequence[Write]:
        """Where the source is in another window by now: it keeps this try, the row of failures ends all the same."""
        return [Delete(account.key)]

    def tell_once(self, subjects: Subjects, now: datetime) -> Sequence[Write]:
        """Writes that succeed once in each window that is used up."""
        for ladder, key in zip((ACCOUNT, SOURCE), subjects.keys(), strict=True):
            tries = self._store.get(key)
            if tries is not None and ladder.used_up(tries, now):
                return [Add(key, {"told": 1}, Expect(equal={"window_ends": tries.window_ends}, below={"told": 1}))]
        return []

    def _take_back(self, ladder: Ladder, tries: Tries) -> Write:
        back = {name: -by for name, by in ladder.one_more.items()}
        return Add(tries.key, back, having(window_ends=tries.window_ends))

    def _next(self, ladder: Ladder, subject: str, seen: Tries | None) -> tuple[Write, Tries]:
        now = self._clock.now()
        if seen is not None and now < seen.window_ends:
            expect = Expect(equal={"window_ends": seen.window_ends}, below=ladder.bounds)
            return Add(seen.key, ladder.one_more, expect), seen
        fresh = next_window(ladder, subject, seen, now)
        expect = ABSENT if seen is None else having(window_ends=seen.window_ends, count=seen.count)
        return Put(fresh, expect), fresh
