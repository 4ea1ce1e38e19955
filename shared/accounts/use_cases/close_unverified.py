"""Close accounts that nobody proved: a mail first, the closing days later; names and addresses become free again."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from shared.accounts.domain.closing import ClosingNotice, due_for_closing, due_for_warning, notice_for, warned
from shared.accounts.domain.credentials import ResetToken, SignUp
from shared.accounts.domain.search import EVERYBODY, Generations, SearchRow, prefix_digest
from shared.accounts.domain.user import Status, User
from shared.accounts.ports import CommandQueue, Seals
from shared.accounts.use_cases.erase_user import EraseUser
from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import RollbookError, ServiceUnavailable
from shared.kernel.events import Context, format_time
from shared.kernel.ports import Clock, Ids, Store
from shared.kernel.principal import Actor
from shared.kernel.records import ABSENT, Expect, Put, WriteConflict, having

# Accounts with their notices: BatchGetItem takes 100 keys.
_PAGE = 50
# What one run does at most, well within its time: the rest is done by the next one.
_MOST = 1000
# More sign-ups than the newest few hold no link that the newest do not.
_NEWEST = 10
Waiting = tuple[User, ClosingNotice | None]


@dataclass(frozen=True)
class Closed:
    """How many accounts a run warned and closed, and how many were not to be closed this time.

    Those do not count as work done: whoever keeps asking for links must not hold up the closing of others.
    """

    warned: int = 0
    closed: int = 0
    kept: int = 0

    @property
    def done(self) -> int:
        return self.warned + self.closed


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
        for user, notice in self._waiting():
            if not due_for_warning(user, self._patience, now) or done.done >= _MOST:
                break
            done = self._treat(user, notice, now, correlation_id, done)
        return done

    def _waiting(self) -> Iterator[Waiting]:
        """Pending accounts, oldest first, as the read model knows them and the store has them."""
        generations = self._store.get(Generations.the()) or Generations()
        within = SearchRow.of(generations.live, prefix_digest(self._seals, EVERYBODY), Status.PENDING)
        after: str | None = None
        while True:
            page = self._store.query(within, after=after, limit=_PAGE)
            yield from self._found([row.user_id for row in page.items])
            if (after := page.after) is None:
                return

    def _found(self, ids: Sequence[str]) -> Iterator[Waiting]:
        if not ids:
            return
        found = self._store.get_many(*map(User.key_of, ids), *map(ClosingNotice.key_of, ids))
        for user, notice in zip(found[: len(ids)], found[len(ids) :], strict=True):
            if user is not None and user.status is Status.PENDING:
                yield user, notice

    def _treat(
        self, user: User, notice: ClosingNotice | None, now: datetime, correlation_id: str, done: Closed
    ) -> Closed:
        if notice is None or not warned(user, notice):
            self._warn(user, notice, now, correlation_id)
            return replace(done, warned=done.warned + 1)
        if not due_for_closing(user, notice, now):
            return done
        if self._holds_a_link(user, now):
            return replace(done, kept=done.kept + 1)
        try:
            self._erase.unproven(user.id, Context(Actor("system", "close-unverified"), correlation_id))
        except ServiceUnavailable:
            raise
        except RollbookError:  # it was proven, or is being changed, just now
            return replace(done, kept=done.kept + 1)
        return replace(done, closed=done.closed + 1)

    def _holds_a_link(self, user: User, now: datetime) -> bool:
        """Whether somebody asked again lately: what we mailed them is good until it lapses."""
        signups = self._store.query(SignUp.of(user.id), limit=_NEWEST, newest_first=True).items
        reset = self._store.get(ResetToken.key_of(user.id))
        untils = [signup.valid_until for signup in signups] + ([reset.valid_until] if reset else [])
        return any(now < until for until in untils)

    def _warn(self, user: User, seen: ClosingNotice | None, now: datetime, correlation_id: str) -> None:
        """The notice first, with the name of its mail: a crash after the mail was queued sends no second one.

        Its days count from the run that gets the mail onto the queue.
        """
        again = seen is not None and seen.version == user.version
        mail_id = seen.mail_id if seen is not None and again else self._ids.new()
        notice = notice_for(user, mail_id, self._patience, now)
        self._note(notice, ABSENT if seen is None else having(mail_id=seen.mail_id))
        self._mail.put(
            {
                "command": "closing_soon",
                "id": notice.mail_id,
                "user_id": user.id,
                "closes_at": format_time(notice.closes_at),
                "correlation_id": correlation_id,
            }
        )
        self._note(replace(notice, mailed=True), having(mail_id=notice.mail_id))

    def _note(self, notice: ClosingNotice, expect: Expect) -> None:
        try:
            self._store.transact([Put(notice, expect)])
        except WriteConflict:
            raise ServiceUnavailable from None  # another run is at it
