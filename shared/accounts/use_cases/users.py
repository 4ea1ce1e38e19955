"""Loading an account and committing what was decided on it: the one write path of accounts.

A commit is one transaction: events, state, claims taken and released, role counts, and what the caller adds. Claims and
counts are derived from the states before and after, so that no use case can forget them.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, TypeVar

from shared.accounts.domain.claims import Claim, NameReservation, claims_of, reservation_of
from shared.accounts.domain.events import EVENT_TYPES
from shared.accounts.domain.role import Holders, Role, Roles, holder_changes
from shared.accounts.domain.user import Status, User
from shared.accounts.domain.user_fold import evolve
from shared.accounts.ports import Seals, Vault
from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import Conflict, Gone, NotFound
from shared.kernel.events import Context, Event, Payload, SealedEvent
from shared.kernel.idempotency import Outcome
from shared.kernel.keys import DataKey
from shared.kernel.ports import Sealer, Store
from shared.kernel.recording import Recorder, Tip, open_event
from shared.kernel.records import ABSENT, Add, Check, Delete, Key, Put, Write, WriteConflict, having

A = TypeVar("A")
_DECISIONS = 4


class StaleState(Exception):
    """Somebody else changed the account between our read and our write: read and decide again."""


class AlreadyDone(Exception):
    """The same request, by its idempotency key, was committed by somebody else just now."""


@dataclass(frozen=True)
class Loaded:
    """An account as read, with the key of its personal data (None once erased)."""

    user: User
    data_key: DataKey | None


def decide_again(attempt: Callable[[], A]) -> A:
    """Runs load-decide-commit again while others win the race. Raises Conflict version_conflict when they always do."""
    for _ in range(_DECISIONS):
        try:
            return attempt()
        except StaleState:
            continue
    raise Conflict("version_conflict", "The account is being changed by others right now. Read it and try again.")


class Users:
    def __init__(self, store: Store, vault: Vault, seals: Seals, recorder: Recorder) -> None:
        self._store = store
        self._vault = vault
        self._seals = seals
        self._recorder = recorder

    def get(self, user_id: str) -> User:
        """Raises NotFound, or Gone for an erased account."""
        return _present(self._store.get(User.key_of(user_id)))

    def load(self, user_id: str) -> Loaded:
        """As `get`, with what a change needs; still one call."""
        user, data_key = self._store.get_many(User.key_of(user_id), DataKey.key_of(user_id))
        return Loaded(_present(user), data_key)

    def register(self, user_id: str, payload: Payload, context: Context, also: Sequence[Write] = ()) -> User:
        """The first event of a new account."""
        data_key, sealer = self._vault.new_key(user_id)
        return self._commit(Tip(user_id), None, [payload], context, sealer, [Put(data_key, ABSENT), *also])

    def commit(self, loaded: Loaded, payloads: Sequence[Payload], context: Context, also: Sequence[Write] = ()) -> User:
        """The account after `payloads`. None of them: nothing is written but `also`.

        A name that it takes must not be reserved, unless `also` deals with that reservation itself.

        Raises StaleState, AlreadyDone, Conflict (email_taken, username_taken, last_admin).
        """
        if not payloads and not also:
            return loaded.user
        if loaded.data_key is None:
            raise Gone
        sealer = self._vault.open_key(loaded.data_key)
        return self._commit(loaded.user.tip, loaded.user, payloads, context, sealer, also)

    def commit_last(self, loaded: Loaded, payloads: Sequence[Payload], context: Context, also: Sequence[Write]) -> User:
        """As `commit`, for what ends an account, readable or not.

        Where tables were restored, states are back whose keys are gone: the event is sealed under a key that nobody
        keeps, so it is as unreadable as after any other erasure.
        """
        if loaded.data_key is not None:
            return self.commit(loaded, payloads, context, also)
        _, sealer = self._vault.new_key(loaded.user.id)
        return self._commit(loaded.user.tip, loaded.user, payloads, context, sealer, also)

    def events(self, data_key: DataKey | None, stored: Sequence[SealedEvent]) -> list[Event]:
        """Stored events read back; without the key their payloads are Shredded."""
        sealer = self._vault.open_key(data_key) if data_key else None
        return [open_event(event, EVENT_TYPES, sealer) for event in stored]

    def fold(self, user_id: str, until: Callable[[Event], bool]) -> User | None:
        """The account as it was after its last event for which `until` holds."""
        user: User | None = None
        stored = self._store.query(SealedEvent.of(user_id)).items
        for event in self.events(self._store.get(DataKey.key_of(user_id)), stored):
            if not until(event):
                break
            user = evolve(user, event)
        return user

    def roles(self) -> Roles:
        return Roles.of(self._store.query(Role.all()).items, self._store.query(Holders.all()).items)

    def roles_named(self, names: Sequence[str]) -> Roles:
        """Enough of the roles to know what `names` permit: built-in ones cost no read."""
        known = Roles.of((), ())
        custom = [name for name in names if name not in known.by_name]
        if not custom:
            return known
        return Roles.of([role for role in self._store.get_many(*map(Role.key_of, custom)) if role], ())

    def _commit(
        self,
        tip: Tip,
        before: User | None,
        payloads: Sequence[Payload],
        context: Context,
        sealer: Sealer,
        also: Sequence[Write],
    ) -> User:
        recorded = self._recorder.record(tip, payloads, context, sealer)
        after = before
        for one in recorded:
            after = evolve(after, one.event)
        if after is None:
            raise ValueError("a new account begins with an event")
        writes: list[Write] = [Put(one.sealed, ABSENT) for one in recorded]
        if recorded:
            writes.append(Put(after, having(version=before.version) if before else ABSENT))
        writes += self._claim_writes(before, after, {write.key for write in also})
        writes += self._role_writes(before, after)
        self._write([*writes, *also])
        return after

    def _claim_writes(self, before: User | None, after: User, handled: Collection[Key[Any]]) -> list[Write]:
        held, wanted = claims_of(self._seals, before), claims_of(self._seals, after)
        released: list[Write] = [Delete(key, having(user_id=after.id)) for key in sorted(held - wanted, key=_parts)]
        new = sorted(wanted - held, key=_parts)
        taken: list[Write] = [Put(_claim(key, after), ABSENT) for key in new]
        reservations = [reservation_of(key) for key in new if key.parts[0] != "email"]
        free: list[Write] = [Check(key, ABSENT) for key in reservations if key not in handled]
        return released + taken + free + self._proven(before, after, held & wanted)

    def _proven(self, before: User | None, after: User, kept: frozenset[Key[Claim]]) -> list[Write]:
        """With the proof of the address, the names that waited for it are the account's own."""
        if before is None or before.status is not Status.PENDING or after.status is not Status.ACTIVE:
            return []
        names = [key for key in kept if key.parts[0] != "email"]
        return [Put(_claim(key, after), having(user_id=after.id)) for key in sorted(names, key=_parts)]

    def _role_writes(self, before: User | None, after: User) -> list[Write]:
        changes = holder_changes(before, after)
        if not changes:
            return []
        roles = self.roles()
        relied_on = self._keystones_left(roles, before, after) if before is not None else set()
        counted: list[Write] = [
            Add(
                Holders.key_of(name),
                {"total": total, "active": active},
                having(active=roles.active_holders(name)) if name in relied_on else having(),
                initial={"role": name},
            )
            for name, (total, active) in changes.items()
        ]
        counted += holders_unchanged(roles, relied_on - set(changes))
        granted = {name for name, (total, _) in changes.items() if total > 0}
        return counted + definitions_unchanged(roles, relied_on | granted)

    def _keystones_left(self, roles: Roles, before: User, after: User) -> set[str]:
        """Raises Conflict last_admin; StaleState where the account was another one by the time roles were read."""
        try:
            return roles.keystones_left(before, after)
        except Conflict:
            if self._store.get(before.key) != before:
                raise StaleState from None
            raise

    def _write(self, writes: Sequence[Write]) -> None:
        try:
            self._store.transact(writes)
        except WriteConflict as conflict:
            raise _told_apart(conflict) from None


def holders_unchanged(roles: Roles, names: Iterable[str]) -> list[Check]:
    """Fails where somebody gained or lost one of these roles since they were read."""
    return [Check(count.key, having(active=count.active)) for count in roles.counts_of(names)]


def definitions_unchanged(roles: Roles, names: Iterable[str]) -> list[Check]:
    """Fails where one of these roles permits something else since they were read."""
    return [Check(role.key, having(version=role.version)) for role in roles.defined(names)]


def _told_apart(conflict: WriteConflict) -> Exception:
    """A stale state, an answered request and a taken value are different things, told by the write that failed."""
    kinds = {write.key.kind for write in conflict.failed}
    if Outcome in kinds:
        return AlreadyDone()
    refused = [write for write in conflict.failed if write.key.kind is NameReservation or isinstance(write, Put)]
    taken = {write.key.parts[0] for write in refused if write.key.kind in (Claim, NameReservation)}
    if not kinds <= {Claim, NameReservation} or not taken:
        return StaleState()
    if "email" in taken:
        return Conflict("email_taken", "Another account has this address.")
    return Conflict("username_taken", "Another account has this username, or one that looks like it.")


def _claim(key: Key[Claim], user: User) -> Claim:
    kind, digest = key.parts
    waits = user.signup_id is not None and Status.PENDING in (user.status, user.status_before)
    return Claim(kind, digest, user.id, proven=not waits)


def _present(user: User | None) -> User:
    if user is None:
        raise NotFound
    if user.erased:
        raise Gone
    return user


def _parts(key: object) -> tuple[str, ...]:
    parts: tuple[str, ...] = getattr(key, "parts", ())
    return parts
