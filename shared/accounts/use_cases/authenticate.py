"""Who is calling: read an access token, and where it matters ask the store whether its session still lives."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from shared.accounts.domain.session import Session, alive
from shared.accounts.domain.user import User
from shared.accounts.ports import AccessTokens
from shared.accounts.use_cases.users import Users
from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import Forbidden, Unauthenticated
from shared.kernel.ports import Clock, Reader
from shared.kernel.principal import Principal


@dataclass(frozen=True)
class LiveCaller(Principal):
    """A caller whose session and account were read just now, strongly consistent."""

    user: User
    session: Session
    current_permissions: Callable[[], frozenset[str]]

    def holds(self, permission: str) -> bool:
        """Who lost a role since the token was issued does not use it to change anything; who gained one waits."""
        return super().holds(permission) and permission in self.current_permissions()

    def require_all(self, permissions: Iterable[str]) -> None:
        if not (self.permissions & self.current_permissions()).issuperset(permissions):
            raise Forbidden


def require_still_signed_in(caller: LiveCaller, now: User) -> None:
    """Checking a password takes a while: what ended the session or changed the password meanwhile comes first.

    Raises Unauthenticated.
    """
    seen = caller.user
    lives = now.sessions_epoch == seen.sessions_epoch or now.kept_session == caller.session_id
    if not now.can_act or not lives or now.password_changed_at != seen.password_changed_at:
        raise Unauthenticated


class Authenticate:
    def __init__(self, tokens: AccessTokens, users: Users, store: Reader, clock: Clock) -> None:
        self._tokens = tokens
        self._users = users
        self._store = store
        self._clock = clock

    def __call__(self, token: str, live: bool) -> Principal:
        """With `live`, one read; without, none: the token alone speaks until it expires. Raises Unauthenticated."""
        claims = self._tokens.read(token)
        return self._live(claims) if live else _principal(claims)

    def _live(self, claims: Any) -> LiveCaller:
        caller = _principal(claims)
        try:
            keys = Session.key_of(caller.user_id, caller.session_id), User.key_of(caller.user_id)
            session, user = self._store.get_many(*keys)
        except ValueError:
            raise Unauthenticated from None
        if session is None or user is None or not alive(session, user, self._clock.now()):
            raise Unauthenticated
        current = cache(lambda: self._users.roles_named(user.roles).permissions_of(user.roles))
        return LiveCaller(caller.user_id, caller.session_id, caller.permissions, user, session, current)


def _principal(claims: Any) -> Principal:
    return Principal(claims["sub"], claims["sid"], frozenset(claims["permissions"]))
