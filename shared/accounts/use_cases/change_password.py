"""Change one's password: proves the current one, ends every other session."""

from shared.accounts.domain import user as deciding
from shared.accounts.domain.credentials import PasswordHash, ResetToken
from shared.accounts.domain.password import PasswordRules
from shared.accounts.ports import PasswordHasher
from shared.accounts.use_cases.authenticate import LiveCaller, require_still_signed_in
from shared.accounts.use_cases.check_password import CheckPassword
from shared.accounts.use_cases.users import Users, decide_again
from shared.kernel.events import Context
from shared.kernel.principal import Client
from shared.kernel.records import Delete, Put, Write


class ChangePassword:
    def __init__(self, users: Users, check: CheckPassword, hasher: PasswordHasher, rules: PasswordRules) -> None:
        self._users = users
        self._check = check
        self._hasher = hasher
        self._rules = rules

    def __call__(self, caller: LiveCaller, current: str, new: str, client: Client, context: Context) -> None:
        """Open reset links die. Raises Forbidden wrong_password, TooManyAttempts, ValidationFailed."""
        secret = self._rules.check(new, caller.user.email, "/new_password")
        self._check(caller.user, current, client, "/current_password")
        phc = self._hasher.hash(secret)

        def attempt() -> None:
            loaded = self._users.load(caller.user_id)
            require_still_signed_in(caller, loaded.user)
            payloads = deciding.change_password(loaded.user, caller.session_id)
            also: list[Write] = [Put(PasswordHash(caller.user_id, phc)), Delete(ResetToken.key_of(caller.user_id))]
            self._users.commit(loaded, payloads, context, also)

        decide_again(attempt)
