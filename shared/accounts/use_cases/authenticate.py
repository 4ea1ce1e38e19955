"""Who is calling: read an access token, and where it matters ask the store whether its session still lives."""

from dataclasses import dataclass
from typing import Any

from shared.accounts.domain.session import Session, alive
from shared.accounts.domain.user import User
from shared.accounts.ports import AccessTokens
from shared.kernel.errors import Unauthenticated
from shared.kernel.ports import Clock, Reader
from shared.kernel.principal import Principal


@dataclass(frozen=True)
class LiveCaller(Principal):
    """A caller whose session and account were read just now, strongly consistent."""

    user: User
    session: Session


class Authenticate:
    def __init__(self, tokens: AccessTokens, store: Reader, clock: Clock) -> None:
        self._tokens = tokens
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
        return LiveCaller(caller.user_id, caller.session_id, caller.permissions, user, session)


def _principal(claims: Any) -> Principal:
    return Principal(claims["sub"], claims["sid"], frozenset(claims["permissions"]))
