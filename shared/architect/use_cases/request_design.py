"""Ask for a design: what contradicts itself and what is worth asking is told at once, the rest is drafted."""

from collections.abc import Callable, Mapping
from typing import Any

from shared.architect.domain.design.knowledge import Knowledge
from shared.architect.domain.records.design import Design, evolve_design, stream_of
from shared.architect.domain.records.design_decisions import Wish, request_design
from shared.architect.domain.records.listings import DesignOfSystem, ListedDesign
from shared.architect.domain.records.plain import plain
from shared.architect.use_cases.committing import Commits, decide_again
from shared.architect.use_cases.designs import Designs, evaluate
from shared.architect.use_cases.repeating import Keep, Once
from shared.architect.use_cases.systems import Systems
from shared.kernel.errors import NotFound
from shared.kernel.events import Context
from shared.kernel.idempotency import Repeatable
from shared.kernel.ports import Ids
from shared.kernel.records import ABSENT, Put


class RequestDesign:
    def __init__(
        self,
        designs: Designs,
        systems: Systems,
        commits: Commits,
        once: Once,
        ids: Ids,
        knowledge: Callable[[], Knowledge],
    ) -> None:
        self._designs = designs
        self._systems = systems
        self._commits = commits
        self._once = once
        self._ids = ids
        self._knowledge = knowledge

    def __call__(self, system: str, wish: Wish, request: Repeatable | None, context: Context) -> Design:
        """Of a system that is registered, or is so with this. Raises ValidationFailed."""

        def effect(keep: Keep) -> Design:
            return decide_again(lambda: self._request(system, wish, keep, context))

        return self._once(request, effect, self._again)

    def _request(self, name: str, wish: Wish, keep: Keep, context: Context) -> Design:
        system = self._systems.named_or_new(name, context)
        evaluation = evaluate(wish, {}, self._knowledge(), self._designs.house_rules().rules)
        payloads = request_design(system.after, wish, evaluation)
        design_id = self._ids.new()
        design = self._commits.begin(stream_of(design_id), payloads, context, evolve_design)
        rows = ListedDesign(design_id), DesignOfSystem(system.after.id, design_id)
        listed = [Put(row, ABSENT) for row in rows]
        kept = keep({"design_id": design_id, "version": design.after.version})
        self._commits.commit([*system.writes, *design.writes, *listed, *kept])
        return design.after

    def _again(self, kept: Mapping[str, Any]) -> Design:
        design = self._commits.fold(stream_of(kept["design_id"]), kept["version"], evolve_design)
        if design is None:
            raise NotFound
        return design


def wish_of(language: str, requirements: Mapping[str, Any], brief: str | None) -> Wish:
    """What was said, in the values that all stores give back alike; a blank brief says nothing."""
    said = {field: plain(value) for field, value in requirements.items()}
    return Wish(language, said, (brief or "").strip() or None)
