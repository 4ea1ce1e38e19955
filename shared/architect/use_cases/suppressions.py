"""Suppressions of a system: added with a reason, listed, removed. The caller owns what the caller adds."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from shared.architect.domain.records.review_events import REVIEW_EVENT_TYPES
from shared.architect.domain.records.suppression import (
    MOST_SUPPRESSIONS,
    SuppressionWish,
    SystemSuppression,
    evolve_suppression,
    remove,
    stream_of_suppression,
    suppress,
)
from shared.architect.use_cases.committing import Commits, decide_again
from shared.architect.use_cases.repeating import Keep, Once
from shared.architect.use_cases.systems import Systems
from shared.kernel.errors import Gone, NotFound, ValidationFailed
from shared.kernel.events import Context
from shared.kernel.idempotency import Repeatable
from shared.kernel.ports import Clock, Ids, Store
from shared.kernel.records import Delete, Page, Write, having


class Suppressions:
    """`rules`: the ids of all rules there are."""

    def __init__(
        self,
        systems: Systems,
        store: Store,
        commits: Commits,
        once: Once,
        rules: Callable[[], Collection[str]],
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._systems = systems
        self._store = store
        self._commits = commits
        self._once = once
        self._rules = rules
        self._clock = clock
        self._ids = ids

    def add(
        self, system_id: str, wish: SuppressionWish, request: Repeatable | None, context: Context
    ) -> SystemSuppression:
        """Raises NotFound, ValidationFailed."""
        payloads = suppress(wish, system_id, context.actor.id, self._clock.now().date())
        if wish.rule is not None and wish.rule not in self._rules():
            raise ValidationFailed.of("/rule", "invalid", "There is no rule of this id.")

        def effect(keep: Keep) -> SystemSuppression:
            self._require_room(system_id)
            stream = stream_of_suppression(self._ids.new())
            change = self._commits.begin(stream, payloads, context, evolve_suppression)
            self._commits.commit([*change.writes, *keep({"suppression_id": change.after.id})])
            return change.after

        return self._once(request, effect, self._again)

    def list(self, system_id: str, after: str | None, limit: int) -> Page[SystemSuppression]:
        """Oldest first, expired ones too. Raises NotFound."""
        self._systems.get(system_id)
        return self._store.query(SystemSuppression.of(system_id), after=after, limit=limit)

    def remove(self, system_id: str, suppression_id: str, context: Context) -> None:
        """Raises NotFound."""

        def attempt() -> None:
            stored = self._store.get(SystemSuppression.key_of(system_id, suppression_id))
            if stored is None:
                raise NotFound
            change = self._commits.go_on(stored.tip, stored, remove(stored), context, evolve_suppression)
            # It leaves the list; its stream tells for ever who lived with what, and why.
            gone: Write = Delete(stored.key, having(version=stored.version))
            self._commits.commit([*(write for write in change.writes if write.key != stored.key), gone])

        decide_again(attempt)

    def _require_room(self, system_id: str) -> None:
        self._systems.get(system_id)
        if len(self._store.query(SystemSuppression.of(system_id)).items) >= MOST_SUPPRESSIONS:
            raise ValidationFailed.of(
                "", "invalid", f"This system has {MOST_SUPPRESSIONS} suppressions already; remove one first."
            )

    def _again(self, answer: Mapping[str, Any]) -> SystemSuppression:
        stream = stream_of_suppression(answer["suppression_id"])
        added = self._commits.fold(stream, 1, evolve_suppression, REVIEW_EVENT_TYPES)
        if added is None:
            raise Gone
        return added
