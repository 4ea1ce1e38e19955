"""Sessions: a signed-in device, its rotating refresh tokens, and when it ends."""

from dataclasses import replace
from datetime import datetime, timedelta

from shared.accounts.domain.user import User
from shared.kernel.dataclasses import dataclass
from shared.kernel.principal import Client
from shared.kernel.records import Key, Within

ACCESS_LIFETIME = timedelta(seconds=300)
ABSOLUTE_LIFETIME = timedelta(days=30)
IDLE_LIFETIME = timedelta(days=7)
RECENT_SIGN_IN = timedelta(minutes=10)


@dataclass(frozen=True)
class Session:
    """`generation` counts rotations: the refresh token of any other generation is a used one.

    `epoch` is the account's when it signed in: see User. `expires` lets the store forget it.
    """

    user_id: str
    id: str
    epoch: int
    generation: int
    created_at: datetime
    last_seen_at: datetime
    source_ip: str
    user_agent: str
    expires: datetime

    @property
    def key(self) -> "Key[Session]":
        return Session.key_of(self.user_id, self.id)

    @staticmethod
    def key_of(user_id: str, session_id: str) -> "Key[Session]":
        return Key(Session, (user_id, session_id))

    @staticmethod
    def of(user_id: str) -> "Within[Session]":
        return Within(Session, (user_id,))


@dataclass(frozen=True)
class RefreshToken:
    """What a refresh token says once its seal holds."""

    user_id: str
    session_id: str
    generation: int


def open_session(user: User, session_id: str, client: Client, now: datetime) -> Session:
    return Session(
        user_id=user.id,
        id=session_id,
        epoch=user.sessions_epoch,
        generation=1,
        created_at=now,
        last_seen_at=now,
        source_ip=client.source_ip,
        user_agent=client.user_agent,
        expires=min(now + IDLE_LIFETIME, now + ABSOLUTE_LIFETIME),
    )


def rotate(session: Session, now: datetime) -> Session:
    """The session after a refresh: idle time begins anew, absolute time does not."""
    return replace(
        session,
        generation=session.generation + 1,
        last_seen_at=now,
        expires=min(now + IDLE_LIFETIME, session.created_at + ABSOLUTE_LIFETIME),
    )


def alive(session: Session | None, user: User | None, now: datetime) -> bool:
    """Whether `session` still speaks for `user`."""
    if session is None or user is None or not user.can_act or now >= session.expires:
        return False
    return session.epoch == user.sessions_epoch or session.id == user.kept_session


def signed_in_recently(session: Session, now: datetime) -> bool:
    return now < session.created_at + RECENT_SIGN_IN
