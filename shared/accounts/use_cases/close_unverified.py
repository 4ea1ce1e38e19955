"""Close accounts that nobody proved: a mail first, the closing days later; names and addresses become free again."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.accounts.domain.closing import ClosingNotice, due_for_closing, due_for_warning, notice_for
from shared.accounts.domain.search import EVERYBODY, Generations, SearchRow, prefix_digest
from shared.accounts.domain.user import Status, User
from shared.accounts.ports import CommandQueue, Seals
from shared.accounts.use_cases.erase_user import EraseUser
from shared.kernel.errors import RollbookError, ServiceUnavailable
from shared.kernel.events import Context, format_time
from shared.kernel.ports import Clock, Ids, Store
from shared.kernel.principal import Actor
from shared.kernel.records import ABSENT, Put, WriteConflict, having

_PAGE = 100
# What one run does at most, well within its time: the rest is done by the next one.
_MOST = 1000


@dataclass(frozen=True)
class Closed:
    """How many accounts a run warned and closed, and how many were not to be closed this time."""

    warned: int = 0
    closed: int = 0
    kept: int = 0

    @property
    def done(self) -> int:
        return self.warned + self.closed + self.kept


class CloseUnverified:
    """`patience`: how long an account may wait for its proof."""

    def __init__(
        self,
        store: Store,
        seals: Seals,
        erase: EraseUser,
        mail: CommandQueue,
        patience: timedelta,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._store = store
        self._seals = seals
        self._erase = erase
        self._mail = mail
        self._patience = patience
        self._clock = clock
        self._ids = ids

    def __call__(self, correlation_id: str) -> Closed:
        """Raises ServiceUnavailable; what was done until then stays done, and doing it again does nothing."""
        done, now = Closed(), self._clock.now()
        for user in self._waiting():
            if not due_for_warning(user, self._patience, now) or done.done >= _MOST:
                break
            done = self._treat(user, now, correlation_id, done)
        return done

    def _waiting(self) -> Iterator[User]:
        """Pending accounts, oldest first, as the read model knows them and the store has them."""
        generations = self._store.get(Generations.the()) or Generations()
        within = SearchRow.of(generations.live, prefix_digest(self._seals, EVERYBODY), Status.PENDING)
        after: str | None = None
        while True:
            page = self._store.query(within, after=after, limit=_PAGE)
            keys = [User.key_of(row.user_id) for row in page.items]
            found: tuple[User | None, ...] = self._store.get_many(*keys) if keys else ()
            yield from (user for user in found if user is not None and user.status is Status.PENDING)
            if (after := page.after) is None:
                return

    def _treat(self, user: User, now: datetime, correlation_id: str, done: Closed) -> Closed:
        notice = self._store.get(ClosingNotice.key_of(user.id))
        if notice is None or not notice.mailed:
            self._warn(user, notice, now, correlation_id)
            return replace(done, warned=done.warned + 1)
        if not due_for_closing(user, notice, now):
            return done
        try:
            self._erase.unproven(user.id, Context(Actor("system", "close-unverified"), correlation_id))
        except ServiceUnavailable:
            raise
        except RollbookError:  # it was proven, or is being changed, just now
            return replace(done, kept=done.kept + 1)
        return replace(done, closed=done.closed + 1)

    def _warn(self, user: User, notice: ClosingNotice | None, now: datetime, correlation_id: str) -> None:
        """The notice first, with the name of its mail: a crash after the mail was queued sends no second one."""
        if notice is None:
            notice = notice_for(user, self._ids.new(), self._patience, now)
            self._note(notice, first=True)
        self._mail.put(
            {
                "command": "closing_soon",
                "id": notice.mail_id,
                "user_id": user.id,
                "closes_at": format_time(notice.closes_at),
                "correlation_id": correlation_id,
            }
        )
        self._note(replace(notice, mailed=True), first=False)

    def _note(self, notice: ClosingNotice, *, first: bool) -> None:
        try:
            self._store.transact([Put(notice, ABSENT if first else having(mail_id=notice.mail_id))])
        except WriteConflict:
            raise ServiceUnavailable from None  # another run is at it
