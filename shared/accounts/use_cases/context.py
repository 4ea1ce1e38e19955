"""Who does what to whom, as the use cases of staff and of one's own account see it."""

from collections.abc import Callable, Iterable

from shared.accounts.domain.role import Roles
from shared.accounts.domain.user import User
from shared.accounts.use_cases.users import Users
from shared.kernel.principal import Principal

# Given the version found, raises Precondition where the caller decided on another one.
CheckVersion = Callable[[int], None]


def any_version(_found: int) -> None:
    """For callers who set no condition."""


def require_rights_over(principal: Principal, user: User, users: Users) -> None:
    """Nobody acts on an account that holds a permission they lack. Raises Forbidden."""
    if user.roles:
        principal.require_all(users.roles_named(user.roles).permissions_of(user.roles))


def require_rights_to_grant(principal: Principal, names: Iterable[str], roles: Roles) -> None:
    """Nobody grants a permission they lack. Raises Forbidden."""
    principal.require_all(roles.permissions_of(names))
