"""Change an address: the person asks and proves the new one; staff sets it at once."""

from shared.accounts.domain import user as deciding
from shared.accounts.domain.credentials import ResetToken
from shared.accounts.domain.email_address import parse_email
from shared.accounts.domain.user import User
from shared.accounts.use_cases.authenticate import LiveCaller, require_still_signed_in
from shared.accounts.use_cases.check_password import CheckPassword
from shared.accounts.use_cases.context import CheckVersion, require_rights_over
from shared.accounts.use_cases.users import Users, decide_again
from shared.kernel.events import Context
from shared.kernel.principal import Client, Principal
from shared.kernel.records import Delete


class RequestEmailChange:
    """The same whether or not the new address is taken: the mail's worker finds out, and tells its owner."""

    def __init__(self, users: Users, check: CheckPassword) -> None:
        self._users = users
        self._check = check

    def __call__(self, caller: LiveCaller, new_email: str, password: str, client: Client, context: Context) -> None:
        """Raises ValidationFailed, Forbidden wrong_password, TooManyAttempts."""
        address = parse_email(new_email, "/new_email")
        self._check(caller.user, password, client, "/password")

        def attempt() -> None:
            loaded = self._users.load(caller.user_id)
            require_still_signed_in(caller, loaded.user)
            self._users.commit(loaded, deciding.request_email_change(loaded.user, address), context)

        decide_again(attempt)


class SetEmail:
    def __init__(self, users: Users) -> None:
        self._users = users

    def __call__(
        self, staff: Principal, user_id: str, email: str, check_version: CheckVersion, context: Context
    ) -> User:
        """Raises Conflict email_taken, Precondition stale_version, Forbidden."""
        address = parse_email(email)

        def attempt() -> User:
            loaded = self._users.load(user_id)
            require_rights_over(staff, loaded.user, self._users)
            check_version(loaded.user.version)
            payloads = deciding.set_email(loaded.user, address)
            also = [Delete(ResetToken.key_of(user_id))] if payloads else []
            return self._users.commit(loaded, payloads, context, also)

        return decide_again(attempt)
