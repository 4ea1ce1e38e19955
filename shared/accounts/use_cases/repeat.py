"""Idempotency keys: the first effect carries its outcome in its own transaction; a repetition is answered from it.

The outcome holds an account's id and version, never its data: the same answer is the fold of its events up to there.
"""

from collections.abc import Callable, Sequence

from shared.accounts.domain.user import User
from shared.accounts.use_cases.users import AlreadyDone, Users
from shared.kernel.errors import Conflict, Gone
from shared.kernel.idempotency import LIFETIME, Outcome, Repeatable
from shared.kernel.ports import Clock, Store
from shared.kernel.records import ABSENT, Put, Write, having

Effect = Callable[[Callable[[str, int], Sequence[Write]]], User]


class Repeat:
    def __init__(self, users: Users, store: Store, clock: Clock) -> None:
        self._users = users
        self._store = store
        self._clock = clock

    def __call__(self, request: Repeatable | None, effect: Effect, allowed: Callable[[User], None]) -> User:
        """Runs `effect` once per request. It is given the writes to commit with the id and version it leads to.

        `allowed` raises where the caller may not see that account any more: asked before an answer is repeated.

        Raises ValidationFailed idempotency_key_reused.
        """
        if request is None:
            return effect(lambda _id, _version: [])
        stored = self._store.get(Outcome.key_of(request.scope))
        if stored is not None and self._clock.now() < stored.expires:
            return self._again(stored, request, allowed)
        try:
            return effect(lambda user_id, version: [self._outcome(request, stored, user_id, version)])
        except AlreadyDone:
            done = self._store.get(Outcome.key_of(request.scope))
            if done is None:
                raise Conflict("idempotency_in_flight", "The first request is still being worked on.") from None
            return self._again(done, request, allowed)

    def _outcome(self, request: Repeatable, stale: Outcome | None, user_id: str, version: int) -> Write:
        answer = {"user_id": user_id, "version": version}
        outcome = Outcome(request.scope, request.body, answer, self._clock.now() + LIFETIME)
        return Put(outcome, ABSENT if stale is None else having(expires=stale.expires))

    def _again(self, outcome: Outcome, request: Repeatable, allowed: Callable[[User], None]) -> User:
        answer = outcome.answer_to(request)
        allowed(self._users.get(answer["user_id"]))
        user = self._users.fold(answer["user_id"], lambda event: event.envelope.version <= answer["version"])
        if user is None or not user.email:
            raise Gone
        return user
