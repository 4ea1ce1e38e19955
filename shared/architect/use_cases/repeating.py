"""Idempotency keys: the first effect carries its outcome in its own transaction; a repetition is answered from it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from shared.architect.use_cases.committing import AlreadyDone
from shared.kernel.errors import Conflict, Precondition
from shared.kernel.idempotency import LIFETIME, Outcome, Repeatable
from shared.kernel.ports import Clock, Store
from shared.kernel.records import ABSENT, Put, Write, having

A = TypeVar("A")
# Given what the answer can be made of again (ids, versions), the writes that keep it.
Keep = Callable[[Mapping[str, Any]], Sequence[Write]]


class Once:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def __call__(
        self, request: Repeatable | None, effect: Callable[[Keep], A], again: Callable[[Mapping[str, Any]], A]
    ) -> A:
        """Runs `effect` once per request; `again` makes the same answer from what was kept.

        Raises ValidationFailed idempotency_key_reused, or Conflict idempotency_in_flight.
        """
        if request is None:
            return effect(lambda _answer: ())
        stored = self._store.get(Outcome.key_of(request.scope))
        if stored is not None and self._clock.now() < stored.expires:
            return again(stored.answer_to(request))
        try:
            return effect(lambda answer: [self._outcome(request, stored, answer)])
        except (AlreadyDone, Conflict, Precondition) as refused:
            # What refuses it may be the very effect of the same request, which ended meanwhile.
            done = self._store.get(Outcome.key_of(request.scope))
            if done is not None and done != stored:
                return again(done.answer_to(request))
            if isinstance(refused, AlreadyDone):
                raise Conflict("idempotency_in_flight", "The first request is still being worked on.") from None
            raise

    def _outcome(self, request: Repeatable, stale: Outcome | None, answer: Mapping[str, Any]) -> Write:
        outcome = Outcome(request.scope, request.body, dict(answer), self._clock.now() + LIFETIME)
        return Put(outcome, ABSENT if stale is None else having(expires=stale.expires))
