"""The User aggregate: its state, and the decisions that may be taken on it. How events change it: user_fold.py.

Each function below takes the state and a wish and returns payloads, or raises.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from shared.accounts.domain import events as happened
from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import Conflict, Gone
from shared.kernel.events import Payload
from shared.kernel.recording import Tip
from shared.kernel.records import Key

EMAIL_CHANGE_LIFETIME = timedelta(hours=24)


class Status(StrEnum):
    PENDING = "pending"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ERASED = "erased"


@dataclass(frozen=True)
class EmailChange:
    """An address asked for and not yet proven. `token_id`: the event that asked; a newer one replaces it."""

    new_email: str
    token_id: str
    requested_at: datetime

    def lapsed(self, now: datetime) -> bool:
        return now >= self.requested_at + EMAIL_CHANGE_LIFETIME


@dataclass(frozen=True)
class User:
    """The state of one account: the fold of its events, stored beside them so that no command replays.

    A session lives while its `epoch` is `sessions_epoch`, or while it is the one kept when the epoch last rose.
    An erased account keeps its id, version, hash and times, and nothing of the person.
    """

    id: str
    status: Status
    email: str
    email_verified: bool
    version: int
    hash: str
    created_at: datetime
    updated_at: datetime
    username: str | None = None
    display_name: str | None = None
    locale: str | None = None
    roles: tuple[str, ...] = ()
    signup_id: str | None = None
    has_password: bool = False
    sessions_epoch: int = 0
    kept_session: str | None = None
    email_change: EmailChange | None = None
    status_before: Status | None = None
    suspended_at: datetime | None = None
    password_changed_at: datetime | None = None

    @property
    def key(self) -> "Key[User]":
        return User.key_of(self.id)

    @staticmethod
    def key_of(user_id: str) -> "Key[User]":
        return Key(User, (user_id,))

    @property
    def tip(self) -> Tip:
        return Tip(self.id, self.version, self.hash, self.updated_at)

    @property
    def erased(self) -> bool:
        return self.status is Status.ERASED

    @property
    def can_act(self) -> bool:
        return self.status is Status.ACTIVE


def verify_email(user: User) -> list[Payload]:
    _require_status(user, Status.PENDING)
    return [happened.UserEmailVerified(user.email)]


def change_profile(user: User, wish: Mapping[str, str | None]) -> list[Payload]:
    """`wish`: display_name, locale, username; only what differs becomes an event."""
    _require_present(user)
    changes = {name: value for name, value in wish.items() if getattr(user, name) != value}
    return [happened.UserProfileChanged(changes)] if changes else []


def request_email_change(user: User, new_email: str) -> list[Payload]:
    _require_status(user, Status.ACTIVE)
    return [happened.UserEmailChangeRequested(new_email)]


def confirm_email_change(user: User) -> list[Payload]:
    _require_status(user, Status.ACTIVE)
    if user.email_change is None:
        raise Conflict("wrong_status", "No change of address is waiting for a proof.")
    return [happened.UserEmailChanged(user.email_change.new_email, user.email, verified=True)]


def set_email(user: User, email: str) -> list[Payload]:
    """By staff, at once and unproven."""
    _require_present(user)
    if email == user.email:
        return []
    return [happened.UserEmailChanged(email, user.email, verified=False)]


def change_password(user: User, session_id: str) -> list[Payload]:
    _require_status(user, Status.ACTIVE)
    return [happened.UserPasswordChanged(session_id)]


def reset_password(user: User) -> list[Payload]:
    """A mailed token was shown: that proves the address too, so a pending account becomes active."""
    _require_status(user, Status.ACTIVE, Status.PENDING)
    proof = happened.UserEmailVerified(user.email, activated=user.status is Status.PENDING)
    reset = happened.UserPasswordReset(first=not user.has_password)
    return [reset] if user.email_verified else [reset, proof]


def set_roles(user: User, roles: tuple[str, ...]) -> list[Payload]:
    _require_present(user)
    wanted = tuple(sorted(set(roles)))
    return [happened.UserRolesChanged(wanted)] if wanted != user.roles else []


def suspend(user: User, reason: str | None) -> list[Payload]:
    _require_present(user)
    return [] if user.status is Status.SUSPENDED else [happened.UserSuspended(reason)]


def reactivate(user: User, reason: str | None) -> list[Payload]:
    _require_present(user)
    return [happened.UserReactivated(reason)] if user.status is Status.SUSPENDED else []


def erase(user: User, receipt_id: str) -> list[Payload]:
    _require_present(user)
    return [happened.UserErased(receipt_id)]


def _require_present(user: User) -> None:
    if user.erased:
        raise Gone


def _require_status(user: User, *allowed: Status) -> None:
    _require_present(user)
    if user.status not in allowed:
        raise Conflict("wrong_status", f"The account is {user.status}; this needs {' or '.join(allowed)}.")
