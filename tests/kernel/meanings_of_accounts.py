"""What the samples of accounts say today, whatever the schema version they were stored under."""

from collections.abc import Mapping

from shared.accounts.domain import events as happened
from shared.kernel.events import Payload

MEANINGS: Mapping[str, Payload] = {
    "user.registered.v1": happened.UserRegistered(
        "Ada@example.org", "ada", "Ada Lovelace", "en-GB", ("support",), "0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c11"
    ),
    "user.email_verified.v1": happened.UserEmailVerified("Ada@example.org", activated=True),
    "user.profile_changed.v1": happened.UserProfileChanged({"display_name": "Ada L.", "locale": None}),
    "user.email_change_requested.v1": happened.UserEmailChangeRequested("ada@example.net"),
    "user.email_changed.v1": happened.UserEmailChanged("ada@example.net", "Ada@example.org", verified=True),
    "user.password_changed.v1": happened.UserPasswordChanged("0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c12"),
    "user.password_reset.v1": happened.UserPasswordReset(first=True),
    "user.roles_changed.v1": happened.UserRolesChanged(("admin", "support")),
    "user.suspended.v1": happened.UserSuspended("left the team"),
    "user.reactivated.v1": happened.UserReactivated(None),
    "user.erased.v1": happened.UserErased("0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c13"),
    "role.defined.v1": happened.RoleDefined(("audit:read", "users:read"), "Reads what happened."),
    "role.removed.v1": happened.RoleRemoved(),
}
