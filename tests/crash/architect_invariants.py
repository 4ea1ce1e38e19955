"""What must hold of systems, designs, decisions and reviews after every crash."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from shared.architect.domain.records import decision, design, house_rules, review, source_slot, suppression, system
from shared.architect.domain.records.events import EVENT_TYPES
from shared.architect.domain.records.review import LastReview, ListedReview, Review, ReviewOfSystem, ReviewTries
from shared.architect.domain.records.review_events import REVIEW_EVENT_TYPES, SuppressionRemoved
from shared.architect.ports import Objects
from shared.architect.use_cases.stored_reports import stored_report, stored_source
from shared.kernel.events import SealedEvent
from shared.kernel.idempotency import Outcome
from shared.kernel.recording import EventTypes, Unsealed, open_event
from tests.crash.tables import Stored

Streams = Mapping[str, list[SealedEvent]]
EVOLVES: Mapping[type[Any], tuple[Callable[..., Any], EventTypes]] = {
    system.System: (system.evolve_system, EVENT_TYPES),
    design.Design: (design.evolve_design, EVENT_TYPES),
    decision.Decision: (decision.evolve_decision, EVENT_TYPES),
    house_rules.StoredHouseRules: (house_rules.evolve_house_rules, EVENT_TYPES),
    review.Review: (review.evolve_review, REVIEW_EVENT_TYPES),
    source_slot.SourceSlot: (source_slot.evolve_slot, REVIEW_EVENT_TYPES),
    suppression.SystemSuppression: (suppression.evolve_suppression, REVIEW_EVENT_TYPES),
}
# What an idempotency key remembers of them, and the stream that it names.
_ANSWERED = {
    "review_id": review.stream_of,
    "suppression_id": suppression.stream_of_suppression,
    "design_id": design.stream_of,
    "decision_id": decision.stream_of,
}


def architects_states(stored: Stored) -> dict[str, Any]:
    """By stream."""
    return {state.tip.stream_id: state for kind in EVOLVES for state in stored.all(kind)}


def ended_without_state(events: list[SealedEvent]) -> bool:
    """A suppression that was removed is in its stream only."""
    return events[-1].envelope.type == SuppressionRemoved.type


def is_fold(state: Any, events: list[SealedEvent]) -> bool:
    evolve, types = EVOLVES[type(state)]
    folded = None
    for event in events:
        folded = evolve(folded, open_event(event, types, Unsealed()))
    return bool(folded == state)


def remembers_what_happened(outcome: Outcome, streams: Streams) -> bool:
    """For answers of the architect: at least that version of that stream is there."""
    for name, stream_of in _ANSWERED.items():
        if name in outcome.answer:
            events = streams.get(stream_of(outcome.answer[name]), [])
            return bool(len(events) >= outcome.answer.get("version", 1))
    return True


def reviews_are_whole(stored: Stored, records: Objects) -> Iterator[str]:
    """All have ended that were started; reports and kept sources are there; lists name each once."""
    reviews = {one.id: one for one in stored.all(Review)}
    if {row.review_id for row in stored.all(ListedReview)} != set(reviews):
        yield "the list of reviews and the reviews differ"
    if {(row.system_id, row.review_id) for row in stored.all(ReviewOfSystem)} != {
        (one.system_id, one.id) for one in reviews.values()
    }:
        yield "the reviews of systems and the reviews differ"
    if stored.all(ReviewTries) or any(one.status is review.ReviewStatus.QUEUED for one in reviews.values()):
        yield "a review was begun and never ended"
    for one in reviews.values():
        if one.outcome is not None and stored_report(records, one.outcome.report) is None:
            yield "the report of a review is missing"
    yield from _last_ones(stored, reviews)
    for slot in stored.all(source_slot.SourceSlot):
        if slot.kept is not None and stored_source(records, slot.kept) is None:
            yield "a kept source is missing"


def _last_ones(stored: Stored, reviews: Mapping[str, Review]) -> Iterator[str]:
    """What the next review is held against is the youngest that was completed."""
    done = [one for one in reviews.values() if one.outcome is not None]
    youngest = {(one.system_id, one.kind, one.profile): one.id for one in sorted(done, key=lambda one: one.id)}
    held = {(last.system_id, last.kind, last.profile): last.review_id for last in stored.all(LastReview)}
    if youngest != held:
        yield "the next review would be held against another than the youngest"
