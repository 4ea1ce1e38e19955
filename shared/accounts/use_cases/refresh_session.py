"""Refresh: a new pair of tokens for the current one; a used one ends the whole session."""

from shared.accounts.domain.activity import ActivityType, note
from shared.accounts.domain.session import RefreshToken, Session, alive, rotate
from shared.accounts.domain.user import Status, User
from shared.accounts.ports import AccessTokens, Seals
from shared.accounts.use_cases.sign_in import SignedIn
from shared.accounts.use_cases.users import Users
from shared.kernel.errors import Unauthenticated
from shared.kernel.ports import Clock, Ids, Store
from shared.kernel.principal import Client
from shared.kernel.records import Check, Delete, Put, WriteConflict, having


class RefreshSession:
    """One read and one write. No grace: of two refreshes with one token, the second is taken for a theft."""

    def __init__(self, users: Users, store: Store, seals: Seals, tokens: AccessTokens, clock: Clock, ids: Ids) -> None:
        self._users = users
        self._store = store
        self._seals = seals
        self._tokens = tokens
        self._clock = clock
        self._ids = ids

    def __call__(self, text: str, client: Client) -> SignedIn:
        """Raises Unauthenticated invalid_refresh_token, for every reason alike."""
        token = self._seals.read_refresh_token(text)
        if token is None:
            raise _refused()
        keys = Session.key_of(token.user_id, token.session_id), User.key_of(token.user_id)
        session, user = self._store.get_many(*keys)
        if session is None or user is None or not alive(session, user, self._clock.now()):
            raise _refused()
        if session.generation != token.generation:
            self._end_family(session, client)
            raise _reused()
        return self._rotate(session, user, client)

    def _rotate(self, session: Session, user: User, client: Client) -> SignedIn:
        rotated = rotate(session, self._clock.now())
        permissions = self._users.roles_named(user.roles).permissions_of(user.roles)
        try:
            self._store.transact([Put(rotated, having(generation=session.generation))])
        except WriteConflict:
            self._end_family(session, client)
            raise _reused() from None
        return SignedIn(
            self._tokens.issue(user.id, session.id, permissions),
            self._seals.refresh_token(RefreshToken(user.id, session.id, rotated.generation)),
            session.id,
        )

    def _end_family(self, session: Session, client: Client) -> None:
        now = self._clock.now()
        activity = note(ActivityType.REFRESH_REUSE, session.user_id, self._ids.new(), client, now, session.id)
        # Nothing of the person is written once the account is erased: the log entry needs its owner.
        owner = Check(User.key_of(session.user_id), having(status=Status.ACTIVE))
        try:
            self._store.transact([Delete(session.key), Put(activity), owner])
        except WriteConflict:
            self._store.transact([Delete(session.key)])


def _refused() -> Unauthenticated:
    return Unauthenticated("invalid_refresh_token", "This refresh token does not hold. Sign in again.")


def _reused() -> Unauthenticated:
    """Answered like any other refusal; operators count it apart."""
    refused = _refused()
    refused.seen_as = "refresh_reuse"
    return refused
