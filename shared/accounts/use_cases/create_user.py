"""Create an account for somebody: staff invites, the person sets the first password and so proves the address."""

from collections.abc import Callable, Sequence

from shared.accounts.domain.credentials import INVITATION_LIFETIME, ResetToken
from shared.accounts.domain.email_address import parse_email
from shared.accounts.domain.events import UserRegistered
from shared.accounts.domain.profile import parse_display_name, parse_locale
from shared.accounts.domain.user import User
from shared.accounts.domain.username import parse_username
from shared.accounts.use_cases.context import require_rights_over, require_rights_to_grant
from shared.accounts.use_cases.repeat import Repeat
from shared.accounts.use_cases.users import Users, decide_again
from shared.kernel.dataclasses import dataclass
from shared.kernel.events import Context
from shared.kernel.idempotency import Repeatable
from shared.kernel.ports import Clock, Ids
from shared.kernel.principal import Principal
from shared.kernel.records import Put, Write


@dataclass(frozen=True)
class Invitation:
    """The account as staff wants it."""

    email: str
    username: str | None = None
    display_name: str | None = None
    locale: str | None = None
    roles: tuple[str, ...] = ()

    def registration(self) -> UserRegistered:
        """Raises ValidationFailed."""
        return UserRegistered(
            email=parse_email(self.email),
            username=None if self.username is None else parse_username(self.username),
            display_name=None if self.display_name is None else parse_display_name(self.display_name),
            locale=None if self.locale is None else parse_locale(self.locale),
            roles=tuple(sorted(set(self.roles))),
        )


class CreateUser:
    def __init__(self, users: Users, repeat: Repeat, clock: Clock, ids: Ids) -> None:
        self._users = users
        self._repeat = repeat
        self._clock = clock
        self._ids = ids

    def __call__(self, staff: Principal, wish: Invitation, request: Repeatable | None, context: Context) -> User:
        """Raises ValidationFailed, Forbidden, Conflict email_taken or username_taken."""
        if wish.roles:
            staff.require("roles:write")
        registration = wish.registration()

        def effect(outcome: Callable[[str, int], Sequence[Write]]) -> User:
            return decide_again(lambda: self._create(staff, wish, registration, outcome, context))

        return self._repeat(request, effect, lambda user: require_rights_over(staff, user, self._users))

    def _create(
        self,
        staff: Principal,
        wish: Invitation,
        registration: UserRegistered,
        outcome: Callable[[str, int], Sequence[Write]],
        context: Context,
    ) -> User:
        if wish.roles:
            roles = self._users.roles()
            roles.require_known(wish.roles)
            require_rights_to_grant(staff, wish.roles, roles)
        user_id, until = self._ids.new(), self._clock.now() + INVITATION_LIFETIME
        # The link's token id is the account's own id: the mail's worker needs nothing else to write the link.
        invitation = Put(ResetToken(user_id, token_id=user_id, valid_until=until, expires=until))
        return self._users.register(user_id, registration, context, [invitation, *outcome(user_id, 1)])
