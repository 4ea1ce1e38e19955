"""Who does what to whom, as the use cases of staff and of one's own account see it."""

from collections.abc import Iterable

from shared.accounts.domain.role import Roles
from shared.accounts.domain.user import User
from shared.accounts.use_cases.users import Users
from shared.kernel.errors import Precondition
from shared.kernel.principal import Principal


def require_version(user: User, expected: int | None) -> None:
    """`expected` None: the caller accepts any version. Raises Precondition stale_version."""
    if expected is not None and user.version != expected:
        raise Precondition("stale_version", f"The account is at version {user.version}. Read it and decide again.")


def require_rights_over(principal: Principal, user: User, users: Users) -> None:
    """Nobody acts on an account that holds a permission they lack. Raises Forbidden."""
    if user.roles:
        principal.require_all(users.roles_named(user.roles).permissions_of(user.roles))


def require_rights_to_grant(principal: Principal, names: Iterable[str], roles: Roles) -> None:
    """Nobody grants a permission they lack. Raises Forbidden."""
    principal.require_all(roles.permissions_of(names))
