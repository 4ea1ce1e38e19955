"""What the architect knows, to look at: fields, dimensions with their options, facts with their flags, weights."""

from collections.abc import Callable
from functools import cached_property

from shared.architect.domain.design.dimensions import Dimension
from shared.architect.domain.design.facts import Fact, Fault
from shared.architect.domain.design.knowledge import Knowledge
from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import NotFound
from shared.kernel.ports import Clock
from shared.kernel.records import Page


@dataclass(frozen=True)
class BrowsedFact:
    """`fault`: why a document marks it today, or None."""

    fact: Fact
    fault: Fault | None


class BrowseKnowledge:
    def __init__(self, knowledge: Callable[[], Knowledge], clock: Clock) -> None:
        self._read = knowledge
        self._clock = clock

    @cached_property
    def knowledge(self) -> Knowledge:
        return self._read()

    def dimension(self, name: str) -> Dimension:
        """Raises NotFound."""
        for dimension in self.knowledge.dimensions:
            if dimension.id == name:
                return dimension
        raise NotFound

    def facts(self, option: str | None, stale: bool | None, after: str | None, limit: int) -> Page[BrowsedFact]:
        """By key. `option`: those that speak of it; `stale`: those with or without a fault."""
        faults = self._faults()
        found = [BrowsedFact(fact, faults.get(fact.key)) for fact in self.knowledge.facts.by_key.values()]
        fitting = [
            each
            for each in found
            if (option is None or option in {name.rpartition("/")[2] for name in each.fact.options})
            and (stale is None or stale == (each.fault is not None))
            and each.fact.key > (after or "")
        ]
        ordered = sorted(fitting, key=lambda each: each.fact.key)
        page = tuple(ordered[:limit])
        return Page(page, page[-1].fact.key if len(ordered) > limit else None)

    def stale_facts(self) -> int:
        """How many a document would have to mark today."""
        return len(self._faults())

    def _faults(self) -> dict[str, Fault]:
        flagged = self.knowledge.facts.flagged(self._clock.now().date())
        return {each.key: each.fault for each in flagged}
