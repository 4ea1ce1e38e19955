"""Change a profile: one's own, or as staff somebody else's."""

from collections.abc import Mapping

from shared.accounts.domain import user as deciding
from shared.accounts.domain.profile import parse_display_name, parse_locale
from shared.accounts.domain.user import User
from shared.accounts.domain.username import parse_username
from shared.accounts.use_cases.context import CheckVersion, require_rights_over
from shared.accounts.use_cases.users import Users, decide_again
from shared.kernel.dataclasses import dataclass
from shared.kernel.events import Context
from shared.kernel.principal import Principal

_PARSERS = {"display_name": parse_display_name, "locale": parse_locale, "username": parse_username}


@dataclass(frozen=True)
class ProfileWish:
    """New values by name; None clears one. What is not named stays."""

    values: Mapping[str, str | None]

    def checked(self) -> "ProfileWish":
        """Raises ValidationFailed."""
        return ProfileWish({n: None if v is None else _PARSERS[n](v) for n, v in self.values.items()})


class ChangeProfile:
    def __init__(self, users: Users) -> None:
        self._users = users

    def __call__(
        self,
        user_id: str,
        wish: ProfileWish,
        check_version: CheckVersion,
        context: Context,
        staff: Principal | None = None,
    ) -> User:
        """A wish that changes nothing writes nothing. Raises Precondition stale_version, Conflict username_taken."""
        wish = wish.checked()

        def attempt() -> User:
            loaded = self._users.load(user_id)
            if staff:
                require_rights_over(staff, loaded.user, self._users)
            check_version(loaded.user.version)
            return self._users.commit(loaded, deciding.change_profile(loaded.user, wish.values), context)

        return decide_again(attempt)
