"""Decisions as they are stored: one, and those of a system."""

from collections.abc import Sequence

from shared.architect.domain.records.decision import Decision
from shared.architect.domain.records.listings import DecisionOfSystem
from shared.kernel.errors import NotFound
from shared.kernel.ports import Reader
from shared.kernel.records import Page


class Decisions:
    def __init__(self, store: Reader) -> None:
        self._store = store

    def find(self, decision_id: str) -> Decision | None:
        return self._store.get(Decision.key_of(decision_id))

    def get(self, decision_id: str) -> Decision:
        """Raises NotFound."""
        decision = self.find(decision_id)
        if decision is None:
            raise NotFound
        return decision

    def of_system(self, system_id: str, after: str | None, limit: int) -> Page[Decision]:
        """The youngest first."""
        rows = self._store.query(DecisionOfSystem.of(system_id), after=after, limit=limit, newest_first=True)
        return Page(self._read([row.decision_id for row in rows.items]), rows.after)

    def last_number(self, system_id: str) -> int:
        """0 where nothing was decided yet."""
        newest = self._store.query(DecisionOfSystem.of(system_id), limit=1, newest_first=True).items
        return newest[0].number if newest else 0

    def _read(self, decision_ids: Sequence[str]) -> tuple[Decision, ...]:
        if not decision_ids:
            return ()
        found = self._store.get_many(*map(Decision.key_of, decision_ids))
        return tuple(decision for decision in found if decision is not None)
