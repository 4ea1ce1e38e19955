"""Read accounts: by id, by exact address or name, as they were, their history, and why somebody cannot sign in."""

from collections.abc import Callable
from datetime import datetime

from shared.accounts.domain.claims import Claim, email_claim, username_claim
from shared.accounts.domain.tries import ACCOUNT, Tries
from shared.accounts.domain.user import Status, User
from shared.accounts.domain.username import parse_username
from shared.accounts.ports import Seals
from shared.accounts.use_cases.users import Users
from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import Gone, NotFound, ValidationFailed
from shared.kernel.events import Event, SealedEvent
from shared.kernel.keys import DataKey
from shared.kernel.ports import Clock, Reader
from shared.kernel.records import Key, Page


@dataclass(frozen=True)
class Reason:
    """One thing that keeps a person from signing in."""

    code: str
    detail: str
    since: datetime | None = None
    until: datetime | None = None


class ReadUsers:
    def __init__(self, users: Users, store: Reader, seals: Seals, clock: Clock) -> None:
        self._users = users
        self._store = store
        self._seals = seals
        self._clock = clock

    def get(self, user_id: str) -> User:
        """One read. Raises NotFound, Gone."""
        return self._users.get(user_id)

    def as_of(self, user_id: str, moment: datetime) -> User:
        """As it was then. Raises NotFound before its first event, Gone once erased, even for before."""
        self._users.get(user_id)
        user = self._users.fold(user_id, lambda event: event.envelope.occurred_at <= moment)
        if user is None:
            raise NotFound
        return user

    def find(self, email: str | None, username: str | None) -> list[User]:
        """Who has this address and this username, exactly after folding: nobody or one. Malformed finds nobody."""
        claims = [self._claim(key) for key in self._lookups(email, username)]
        owners = {claim.user_id if claim else None for claim in claims}
        if len(owners) != 1 or None in owners:
            return []
        user = self._store.get(User.key_of(next(filter(None, owners))))
        return [user] if user is not None and not user.erased else []

    def history(self, user_id: str, after: str | None, limit: int) -> Page[Event]:
        """Oldest first; of an erased account too, then with Shredded payloads. Raises NotFound."""
        user, data_key = self._store.get_many(User.key_of(user_id), DataKey.key_of(user_id))
        if user is None:
            raise NotFound
        page = self._store.query(SealedEvent.of(user_id), after=after, limit=limit)
        return Page(tuple(self._users.events(data_key, page.items)), page.after)

    def explain(self, user_id: str) -> list[Reason]:
        """Why this person cannot sign in; empty when they can. Raises NotFound, Gone."""
        user, tries = self._store.get_many(User.key_of(user_id), Tries.key_of(ACCOUNT.name, user_id))
        if user is None:
            raise NotFound
        if user.erased:
            raise Gone
        return _reasons(user, tries, self._clock.now())

    def _claim(self, key: "Key[Claim] | None") -> Claim | None:
        return self._store.get(key) if key else None

    def _lookups(self, email: str | None, username: str | None) -> "list[Key[Claim] | None]":
        keys: list[Key[Claim] | None] = []
        if email is not None:
            keys.append(_or_none(lambda: email_claim(self._seals, email)))
        if username is not None:
            keys.append(_or_none(lambda: username_claim(self._seals, parse_username(username))))
        return keys


def _reasons(user: User, tries: Tries | None, now: datetime) -> list[Reason]:
    reasons = []
    if user.status is Status.SUSPENDED:
        reasons.append(Reason("account_suspended", "Staff suspended the account.", since=user.suspended_at))
    if not user.has_password:
        reasons.append(Reason("no_password", "The invitation was not accepted yet.", since=user.created_at))
    elif Status.PENDING in (user.status, user.status_before):
        reasons.append(Reason("email_not_verified", "The address was never proven.", since=user.created_at))
    if tries is not None and ACCOUNT.closed(tries):
        told = "A hundred wrong passwords in a row: a reset by mail opens the account."
        reasons.append(Reason("too_many_attempts", told))
    elif tries is not None and ACCOUNT.used_up(tries, now):
        reasons.append(Reason("too_many_attempts", "Too many wrong passwords.", until=tries.window_ends))
    return reasons


def _or_none(key: "Callable[[], Key[Claim]]") -> "Key[Claim] | None":
    try:
        return key()
    except ValidationFailed:
        return None
