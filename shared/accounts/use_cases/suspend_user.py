"""Suspend and reactivate an account."""

from collections.abc import Callable, Sequence

from shared.accounts.domain import user as deciding
from shared.accounts.domain.user import User
from shared.accounts.use_cases.context import require_rights_over
from shared.accounts.use_cases.repeat import Repeat
from shared.accounts.use_cases.users import Users, decide_again
from shared.kernel.events import Context, Payload
from shared.kernel.idempotency import Repeatable
from shared.kernel.principal import Principal
from shared.kernel.records import Write

Decide = Callable[[User, str | None], list[Payload]]


class SuspendUser:
    def __init__(self, users: Users, repeat: Repeat) -> None:
        self._users = users
        self._repeat = repeat

    def suspend(
        self, staff: Principal, user_id: str, reason: str | None, request: Repeatable | None, context: Context
    ) -> User:
        """All sessions end. Of one already suspended: nothing happens. Raises Forbidden, Conflict last_admin."""
        return self._change(deciding.suspend, staff, user_id, reason, request, context)

    def reactivate(
        self, staff: Principal, user_id: str, reason: str | None, request: Repeatable | None, context: Context
    ) -> User:
        """Back to the status before. Raises Forbidden."""
        return self._change(deciding.reactivate, staff, user_id, reason, request, context)

    def _change(
        self,
        decide: Decide,
        staff: Principal,
        user_id: str,
        reason: str | None,
        request: Repeatable | None,
        context: Context,
    ) -> User:
        def attempt(outcome: Callable[[str, int], Sequence[Write]]) -> User:
            loaded = self._users.load(user_id)
            require_rights_over(staff, loaded.user, self._users)
            payloads = decide(loaded.user, reason)
            also = outcome(user_id, loaded.user.version + len(payloads))
            return self._users.commit(loaded, payloads, context, also)

        def allowed(user: User) -> None:
            require_rights_over(staff, user, self._users)

        return self._repeat(request, lambda outcome: decide_again(lambda: attempt(outcome)), allowed)
