"""Sign in: at most four calls, counters included, and the same ones for a known and an unknown identifier.

Two things cost a fifth: roles that are not built in are read, and a new device is put on the mail queue.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from shared.accounts.domain.activity import ActivityType, note
from shared.accounts.domain.claims import Claim, email_claim, username_claim
from shared.accounts.domain.credentials import Decoy, PasswordHash
from shared.accounts.domain.devices import KnownDevices, is_new, remember, without_versions
from shared.accounts.domain.password import typed_password
from shared.accounts.domain.quotas import source_of
from shared.accounts.domain.session import ACCESS_LIFETIME, RefreshToken, Session, open_session
from shared.accounts.domain.tries import Tries
from shared.accounts.domain.user import Status, User
from shared.accounts.domain.username import parse_username
from shared.accounts.ports import AccessTokens, CommandQueue, PasswordHasher, Seals
from shared.accounts.use_cases.count_tries import CountTries, Subjects
from shared.accounts.use_cases.users import Users
from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import Forbidden, ServiceUnavailable, TooManyAttempts, Unauthenticated, ValidationFailed
from shared.kernel.events import format_time
from shared.kernel.ports import Clock, Ids, Store
from shared.kernel.principal import Client
from shared.kernel.records import ABSENT, Check, Key, Put, Record, Write, WriteConflict, having


@dataclass(frozen=True)
class SignedIn:
    """What a client gets. `expires_in`: seconds of the access token."""

    access_token: str
    refresh_token: str
    session_id: str
    expires_in: int = int(ACCESS_LIFETIME.total_seconds())


class SignIn:
    def __init__(
        self,
        users: Users,
        store: Store,
        seals: Seals,
        hasher: PasswordHasher,
        tokens: AccessTokens,
        tries: CountTries,
        mail: CommandQueue,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._users = users
        self._store = store
        self._seals = seals
        self._hasher = hasher
        self._tokens = tokens
        self._tries = tries
        self._mail = mail
        self._clock = clock
        self._ids = ids

    def __call__(self, identifier: str, password: str, client: Client, correlation_id: str) -> SignedIn:
        """Raises Unauthenticated invalid_credentials, TooManyAttempts, Forbidden once the password was right."""
        secret_text = typed_password(password, "/password")
        key = self._claim_key(identifier)
        claim = self._store.get(key)
        user_id = claim.user_id if claim else _nobody(key)
        subjects = Subjects(user_id, source_of(self._seals, client))
        user, secret, devices, account, source = self._store.get_many(
            User.key_of(user_id), PasswordHash.key_of(user_id), KnownDevices.key_of(user_id), *subjects.keys()
        )
        try:
            counted = self._tries(subjects, account, source)
        except TooManyAttempts:
            # Once a window: whoever keeps knocking must not fill the log.
            once = self._tries.tell_once(subjects, self._clock.now())
            self._note(ActivityType.SIGN_IN_THROTTLED, user_id, user, client, *once)
            raise
        matches = self._hasher.verify(secret.phc if secret else None, secret_text)
        if user is None or user.erased or not matches:
            self._note(ActivityType.SIGN_IN_FAILED, user_id, user, client)
            raise Unauthenticated("invalid_credentials", "The identifier or the password is wrong.")
        self._refuse_unless_active(user, counted)
        return self._open(user, devices, client, correlation_id, counted)

    def _claim_key(self, identifier: str) -> "Key[Claim]":
        """An address or a username; what can be neither is looked up like any other, and not found."""
        try:
            if "@" in identifier:
                return email_claim(self._seals, identifier)
            return username_claim(self._seals, parse_username(identifier))
        except ValidationFailed:
            return Claim.key_of("email", self._seals.digest("nobody", identifier))

    def _refuse_unless_active(self, user: User, counted: tuple[Tries, Tries]) -> None:
        if user.can_act:
            return
        self._forgive(counted)
        if user.status is Status.PENDING:
            raise Forbidden("email_not_verified", "Prove your address first: follow the link we mailed you.")
        raise Forbidden("account_suspended", "This account is suspended. Ask whoever runs the service.")

    def _open(
        self,
        user: User,
        devices: KnownDevices | None,
        client: Client,
        correlation_id: str,
        counted: tuple[Tries, Tries],
    ) -> SignedIn:
        now = self._clock.now()
        permissions = self._users.roles_named(user.roles).permissions_of(user.roles)
        session = open_session(user, self._ids.new(), client, now)
        activity = note(ActivityType.SIGN_IN_SUCCEEDED, user.id, session.id, client, now, session.id)
        device = self._seals.digest("device", without_versions(client.user_agent))
        if is_new(devices, device, now):
            self._tell_owner(session, correlation_id)
        self._store_session(user, session, [activity, remember(devices, user.id, device, now)], counted)
        return SignedIn(
            self._tokens.issue(user.id, session.id, permissions),
            self._seals.refresh_token(RefreshToken(user.id, session.id, session.generation)),
            session.id,
        )

    def _tell_owner(self, session: Session, correlation_id: str) -> None:
        """Before the session begins: so none begins untold. The mail's worker waits for it to begin."""
        self._mail.put(
            {
                "command": "new_device",
                "id": session.id,
                "user_id": session.user_id,
                "requested_at": format_time(session.created_at),
                "correlation_id": correlation_id,
            }
        )

    def _store_session(
        self, user: User, session: Session, notes: Sequence[Record], counted: tuple[Tries, Tries]
    ) -> None:
        """The session begins only if the account is still what the password was checked against."""
        unchanged = Check(user.key, having(sessions_epoch=user.sessions_epoch, status=user.status))
        begin: list[Write] = [unchanged, Put(session, ABSENT), *map(Put, notes)]
        # The source's counter can have moved on to another window meanwhile, and others can be at both just now: the
        # session begins all the same.
        both = self._tries.reset(*counted)
        for end in (both, self._tries.reset_account(counted[0]), []):
            try:
                self._store.transact([*begin, *end])
            except WriteConflict as conflict:
                if unchanged in conflict.failed:
                    told = "The account changed just now. Sign in again."
                    raise Unauthenticated("invalid_credentials", told) from None
            else:
                return None if end is both else self._forgive_source(counted[1])
        raise ServiceUnavailable

    def _forgive_source(self, source: Tries) -> None:
        """Many sign in from there at once. Left to stand, their successes would close the address to all of them."""
        with suppress(WriteConflict):
            self._store.transact(self._tries.forgive_source(source))

    def _forgive(self, counted: tuple[Tries, Tries]) -> None:
        try:
            self._store.transact(self._tries.forgive(*counted))
        except WriteConflict:
            return  # the window of that try is over: there is nothing left to take back

    def _note(self, type_: ActivityType, user_id: str, user: User | None, client: Client, *also: Write) -> None:
        """Into the account's log; for nobody, into nothing, at the same cost. Not once the account is erased."""
        now = self._clock.now()
        if user is None or user.erased:
            entry: Record = Decoy(self._ids.new(), now + timedelta(hours=1))
            owner = Check(User.key_of(user_id), having(status=Status.ERASED) if user else ABSENT)
        else:
            entry = note(type_, user.id, self._ids.new(), client, now)
            owner = Check(user.key, having(status=user.status))
        with suppress(WriteConflict):
            self._store.transact([Put(entry), owner, *also])


def _nobody(key: "Key[Claim]") -> str:
    """An id that no account has, the same for all that is looked up alike: unknown names climb one ladder too."""
    return str(UUID(hex=key.parts[-1][:32]))
