"""A system over time: what was required of it, what was decided, how it was judged."""

from typing import Any

from shared.architect.domain.records.decision import Decision
from shared.architect.domain.records.design import Design
from shared.architect.domain.records.review import Review, ReviewOfSystem
from shared.architect.domain.records.system import System
from shared.architect.use_cases.decisions import Decisions
from shared.architect.use_cases.designs import Designs
from shared.architect.use_cases.systems import Systems
from shared.kernel.dataclasses import dataclass
from shared.kernel.ports import Reader
from shared.kernel.records import Page

_NEWEST = 20


@dataclass(frozen=True)
class Required:
    """A design's requirements, and what is different from the design before: field -> (then, now)."""

    design: Design
    changed: dict[str, tuple[Any, Any]]


@dataclass(frozen=True)
class SystemHistory:
    """The newest of each, newest first; lists of all have routes of their own."""

    system: System
    required: tuple[Required, ...]
    decisions: tuple[Decision, ...]
    reviews: tuple[Review, ...]


class ReadSystem:
    def __init__(self, systems: Systems, designs: Designs, decisions: Decisions, store: Reader) -> None:
        self._systems = systems
        self._designs = designs
        self._decisions = decisions
        self._store = store

    def __call__(self, system_id: str) -> SystemHistory:
        """Raises NotFound."""
        system = self._systems.get(system_id)
        designs = self._designs.of_system(system_id, None, _NEWEST + 1).items
        decisions = self._decisions.of_system(system_id, None, _NEWEST).items
        return SystemHistory(system, required_over_time(designs)[:_NEWEST], decisions, self._reviews(system_id))

    def decisions(self, system_id: str, after: str | None, limit: int) -> Page[Decision]:
        """The youngest first. Raises NotFound."""
        self._systems.get(system_id)
        return self._decisions.of_system(system_id, after, limit)

    def _reviews(self, system_id: str) -> tuple[Review, ...]:
        rows = self._store.query(ReviewOfSystem.of(system_id), limit=_NEWEST, newest_first=True).items
        if not rows:
            return ()
        found = self._store.get_many(*(Review.key_of(row.review_id) for row in rows))
        return tuple(review for review in found if review is not None)


def required_over_time(designs: tuple[Design, ...]) -> tuple[Required, ...]:
    """`designs`: newest first. Of the oldest nothing is told to have changed."""
    earlier = (*designs, None)[1:]  # none at all, of a system that was reviewed only
    return tuple(
        Required(design, {} if before is None else _difference(before, design))
        for design, before in zip(designs, earlier, strict=True)
    )


def _difference(before: Design, after: Design) -> dict[str, tuple[Any, Any]]:
    then, now = before.requirements(), after.requirements()
    fields = sorted(then.keys() | now.keys())
    values = {field: (then.get(field, (None, ""))[0], now.get(field, (None, ""))[0]) for field in fields}
    return {field: pair for field, pair in values.items() if pair[0] != pair[1]}
