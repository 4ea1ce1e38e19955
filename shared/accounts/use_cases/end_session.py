"""End sessions: one's own, now or by id; and those that an event has ended, for good."""

from collections.abc import Sequence
from contextlib import suppress

from shared.accounts.domain.activity import Activity, ActivityType, note
from shared.accounts.domain.credentials import ResetToken, SignUp
from shared.accounts.domain.devices import KnownDevices
from shared.accounts.domain.session import Session, alive
from shared.accounts.domain.user import Status, User
from shared.accounts.use_cases.authenticate import LiveCaller
from shared.kernel.errors import NotFound
from shared.kernel.ports import Clock, Ids, Store
from shared.kernel.principal import Client
from shared.kernel.records import Check, Delete, Key, Page, Put, WriteConflict, having

# A transaction takes 100 writes; a quarter of that leaves room and still empties any real account in one go.
_BATCH = 25


class OwnSessions:
    def __init__(self, store: Store, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._clock = clock
        self._ids = ids

    def list(self, caller: LiveCaller, after: str | None, limit: int) -> Page[Session]:
        """The living ones, newest first; a page may be short where dead ones were left out."""
        page = self._store.query(Session.of(caller.user_id), after=after, limit=limit, newest_first=True)
        now = self._clock.now()
        return Page(tuple(session for session in page.items if alive(session, caller.user, now)), page.after)

    def sign_out(self, caller: LiveCaller, client: Client) -> None:
        """Ends the caller's own session; one that ended at this very moment is what was asked for."""
        with suppress(NotFound):
            self.end(caller, caller.session_id, client)

    def end(self, caller: LiveCaller, session_id: str, client: Client) -> None:
        """Raises NotFound, the same for a foreign and for a missing one."""
        session = self._store.get(Session.key_of(caller.user_id, session_id))
        if session is None or not alive(session, caller.user, self._clock.now()):
            raise NotFound
        ended = note(ActivityType.SESSION_ENDED, caller.user_id, self._ids.new(), client, self._clock.now(), session_id)
        # Nothing of the person is written once the account is erased: the log entry needs its owner.
        owner = Check(caller.user.key, having(status=Status.ACTIVE))
        try:
            self._store.transact([Delete(session.key), Put(ended), owner])
        except WriteConflict:
            raise NotFound from None  # the account went meanwhile, and this session with it

    def activity(self, caller: LiveCaller, after: str | None, limit: int) -> Page[Activity]:
        """What the log holds of this account, newest first."""
        return self._store.query(Activity.of(caller.user_id), after=after, limit=limit, newest_first=True)


class ForgetSessions:
    """Removes what an event has already ended; safe to repeat."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def dead(self, user_id: str) -> int:
        """Removes the sessions that no longer live; the count."""
        user = self._store.get(User.key_of(user_id))
        now = self._clock.now()
        sessions = self._store.query(Session.of(user_id)).items
        return self._remove([session.key for session in sessions if not alive(session, user, now)])

    def everything(self, user_id: str) -> dict[str, int]:
        """Removes every trace of an erased account's devices and open links; the counts."""
        sessions = [session.key for session in self._store.query(Session.of(user_id)).items]
        activity = [entry.key for entry in self._store.query(Activity.of(user_id)).items]
        tokens: list[Key[object]] = [signup.key for signup in self._store.query(SignUp.of(user_id)).items]
        reset, devices = self._store.get_many(ResetToken.key_of(user_id), KnownDevices.key_of(user_id))
        tokens += [reset.key] if reset else []
        return {
            "sessions": self._remove(sessions),
            "activity": self._remove(activity),
            "tokens": self._remove(tokens),
            "devices": self._remove([devices.key]) if devices else 0,
        }

    def _remove(self, keys: "Sequence[Key[object]]") -> int:
        for start in range(0, len(keys), _BATCH):
            self._store.transact([Delete(key) for key in keys[start : start + _BATCH]])
        return len(keys)
