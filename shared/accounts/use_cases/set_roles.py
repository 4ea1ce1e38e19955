"""Give an account exactly these roles."""

from shared.accounts.domain import user as deciding
from shared.accounts.domain.user import User
from shared.accounts.use_cases.context import CheckVersion, require_rights_over, require_rights_to_grant
from shared.accounts.use_cases.users import Users, decide_again
from shared.kernel.events import Context
from shared.kernel.principal import Principal


class SetRoles:
    def __init__(self, users: Users) -> None:
        self._users = users

    def __call__(
        self, staff: Principal, user_id: str, names: tuple[str, ...], check_version: CheckVersion, context: Context
    ) -> User:
        """Raises ValidationFailed for an unknown role, Forbidden, Conflict last_admin, Precondition stale_version."""

        def attempt() -> User:
            roles = self._users.roles()
            roles.require_known(names)
            loaded = self._users.load(user_id)
            require_rights_over(staff, loaded.user, self._users)
            require_rights_to_grant(staff, names, roles)
            check_version(loaded.user.version)
            return self._users.commit(loaded, deciding.set_roles(loaded.user, names), context)

        return decide_again(attempt)
