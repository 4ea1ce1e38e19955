"""What can happen to an account, and to a role.

Types and members are frozen: a change of shape is a new schema version and an upcaster.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from shared.kernel.dataclasses import dataclass
from shared.kernel.events import Payload
from shared.kernel.recording import EventTypes


@dataclass(frozen=True)
class UserRegistered(Payload):
    """`signup_id` names the sign-up that registered the account; None where staff invited the person."""

    type: ClassVar[str] = "user.registered"
    email: str
    username: str | None = None
    display_name: str | None = None
    locale: str | None = None
    roles: tuple[str, ...] = ()
    signup_id: str | None = None

    def changed(self) -> tuple[str, ...]:
        return tuple(name for name, value in self.members().items() if value and name != "signup_id")


@dataclass(frozen=True)
class UserEmailVerified(Payload):
    """`activated`: the proof made a pending account active."""

    type: ClassVar[str] = "user.email_verified"
    email: str
    activated: bool = True

    def changed(self) -> tuple[str, ...]:
        return ("email_verified", "status") if self.activated else ("email_verified",)


@dataclass(frozen=True)
class UserProfileChanged(Payload):
    """`changes`: new values by name (display_name, locale, username); null cleared one."""

    type: ClassVar[str] = "user.profile_changed"
    changes: Mapping[str, str | None]

    def members(self) -> dict[str, Any]:
        return dict(self.changes)

    @classmethod
    def from_members(cls, members: Mapping[str, Any]) -> "UserProfileChanged":
        return cls(dict(members))


@dataclass(frozen=True)
class UserEmailChangeRequested(Payload):
    type: ClassVar[str] = "user.email_change_requested"
    new_email: str

    def changed(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class UserEmailChanged(Payload):
    """`verified`: the person proved the new address; otherwise staff set it."""

    type: ClassVar[str] = "user.email_changed"
    email: str
    previous_email: str
    verified: bool

    def changed(self) -> tuple[str, ...]:
        return ("email", "email_verified")


@dataclass(frozen=True)
class UserPasswordChanged(Payload):
    """`session_id`: the session that changed it, which alone lives on."""

    type: ClassVar[str] = "user.password_changed"
    session_id: str

    def changed(self) -> tuple[str, ...]:
        return ("password",)


@dataclass(frozen=True)
class UserPasswordReset(Payload):
    """`first`: the account had no password before."""

    type: ClassVar[str] = "user.password_reset"
    first: bool = False

    def changed(self) -> tuple[str, ...]:
        return ("password",)


@dataclass(frozen=True)
class UserRolesChanged(Payload):
    type: ClassVar[str] = "user.roles_changed"
    roles: tuple[str, ...]


@dataclass(frozen=True)
class UserSuspended(Payload):
    type: ClassVar[str] = "user.suspended"
    reason: str | None = None

    def changed(self) -> tuple[str, ...]:
        return ("status",)


@dataclass(frozen=True)
class UserReactivated(Payload):
    type: ClassVar[str] = "user.reactivated"
    reason: str | None = None

    def changed(self) -> tuple[str, ...]:
        return ("status",)


@dataclass(frozen=True)
class UserErased(Payload):
    type: ClassVar[str] = "user.erased"
    receipt_id: str

    def changed(self) -> tuple[str, ...]:
        return ("status",)


@dataclass(frozen=True)
class RoleDefined(Payload):
    type: ClassVar[str] = "role.defined"
    permissions: tuple[str, ...]
    description: str


@dataclass(frozen=True)
class RoleRemoved(Payload):
    type: ClassVar[str] = "role.removed"


EVENT_TYPES = EventTypes(
    (
        UserRegistered,
        UserEmailVerified,
        UserProfileChanged,
        UserEmailChangeRequested,
        UserEmailChanged,
        UserPasswordChanged,
        UserPasswordReset,
        UserRolesChanged,
        UserSuspended,
        UserReactivated,
        UserErased,
        RoleDefined,
        RoleRemoved,
    )
)
