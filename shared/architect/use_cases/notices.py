"""What the owner of a system is told by mail: who, of which kind, about what. Words are another part's business."""

from collections.abc import Mapping

from shared.architect.domain.records.decision import Decision
from shared.architect.domain.records.design import Design
from shared.architect.domain.records.events import DecisionAccepted, DesignReady
from shared.architect.domain.records.review import Review
from shared.architect.domain.records.review_events import ReviewCompleted
from shared.architect.domain.records.system import System
from shared.kernel.dataclasses import dataclass
from shared.kernel.ports import Reader
from shared.kernel.records import Key

TOLD = frozenset({DesignReady.type, DecisionAccepted.type, ReviewCompleted.type})


@dataclass(frozen=True)
class Notice:
    """`owner`: an account's id, or what stands for one. `kind`: `design_ready`, `decision_accepted`,
    `review_completed`. `page`: the path where it can be read."""

    owner: str
    kind: str
    system: str
    page: str
    title: str | None = None
    numbers: Mapping[str, int] | None = None


class Notices:
    """For a published event: decided on what it speaks of as it is now, in two reads."""

    def __init__(self, store: Reader) -> None:
        self._store = store

    def __call__(self, type_: str, stream_id: str) -> Notice | None:
        """None where there is nothing to tell, or nothing of that name."""
        id_ = stream_id.partition(":")[2]
        if type_ not in TOLD or not id_ or "#" in id_:
            return None
        if type_ == ReviewCompleted.type:
            return self._of_review(id_)
        return self._of_design(id_) if type_ == DesignReady.type else self._of_decision(id_)

    def _of_design(self, design_id: str) -> Notice | None:
        design = self._store.get(Design.key_of(design_id))
        system = self._system(design.system_id) if design else None
        return Notice(system.owner, "design_ready", system.name, f"/designs/{design_id}") if system else None

    def _of_decision(self, decision_id: str) -> Notice | None:
        decision = self._store.get(Decision.key_of(decision_id))
        system = self._system(decision.system_id) if decision else None
        if decision is None or system is None:
            return None
        page = f"/decisions/{decision_id}"
        return Notice(system.owner, "decision_accepted", system.name, page, title=decision.title)

    def _of_review(self, review_id: str) -> Notice | None:
        review = self._store.get(Review.key_of(review_id))
        system = self._system(review.system_id) if review else None
        if review is None or system is None or review.outcome is None or _quiet(review, review.outcome):
            return None
        told = review.outcome
        numbers = {
            "new": told.new + told.new_of_rules,
            "new_errors": told.new_errors,
            "fixed": told.fixed,
            "remaining": told.remaining,
            "drift": told.drift,
        }
        return Notice(system.owner, "review_completed", system.name, f"/reviews/{review_id}", numbers=numbers)

    def _system(self, system_id: str) -> System | None:
        key: Key[System] = System.key_of(system_id)
        return self._store.get(key)


def _quiet(review: Review, outcome: ReviewCompleted) -> bool:
    """A review that nobody asked for and that found nothing else than the last one is no news."""
    return review.because != "asked" and not (outcome.new or outcome.new_of_rules or outcome.fixed)
