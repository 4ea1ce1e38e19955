"""What may happen to a review, a source and a suppression when, and that each is the fold of its events."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from shared.architect.domain.records import review as reviews
from shared.architect.domain.records import source_slot as sources
from shared.architect.domain.records import suppression as suppressions
from shared.architect.domain.records.review import Review, ReviewStatus
from shared.architect.domain.records.review_events import (
    REVIEW_EVENT_TYPES,
    ReviewCompleted,
    ReviewFailed,
    ReviewRequested,
    ReviewSubmitted,
    ReviewTemplateSubmitted,
    SourceKept,
    SourceOffered,
    SourceWithdrawn,
    SuppressionAdded,
    SuppressionRemoved,
)
from shared.architect.domain.records.source_slot import SourceSlot
from shared.architect.domain.records.suppression import SuppressionWish, SystemSuppression
from shared.architect.use_cases.offer_source import SourceWish
from shared.kernel.errors import Conflict
from shared.kernel.events import Context, Event, Payload, SealedEvent, verify_chain
from shared.kernel.principal import Actor
from shared.kernel.recording import Recorder, Tip, Unsealed, open_event
from tests.architect.reviews.studio import FAULTY, Studio
from tests.use_cases.world import World

ASKED = ReviewRequested("s", "code", "standard", "asked", "reviews/x", None, 5)
OF_TEMPLATE = ReviewRequested("s", "template", "standard", "asked", "reviews/x", None, 5)
DONE = ReviewCompleted("ab", "cd", "0", False, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
BROKEN = ReviewFailed("not_a_zip", "No zip.")
OFFERED = SourceOffered("s", "code", "standard", "reviews/source-x", 5)
KEPT = SourceKept("s", "code", "standard", "ab", "reviews/source-x")


def events_of(stream_id: str, *payloads: Payload) -> list[Event]:
    world, context = World(), Context(Actor("user", "ada"), "correlation")
    recorded = Recorder(world.clock, world.ids).record(Tip(stream_id), payloads, context, Unsealed())
    return [one.event for one in recorded]


def review(*payloads: Payload) -> Review:
    state: Review | None = None
    for event in events_of("review:r", *payloads):
        state = reviews.evolve_review(state, event)
    assert state is not None
    return state


def test_a_review_goes_its_way() -> None:
    steps = (ASKED, ReviewSubmitted(), DONE)
    told = [review(*steps[:number]).status.value for number in (1, 2, 3)]
    assert told == ["awaiting_upload", "queued", "completed"]
    assert review(ASKED, ReviewSubmitted(), BROKEN).status is ReviewStatus.FAILED


@pytest.mark.parametrize(
    ("given", "then"),
    [
        ([ASKED], [ReviewSubmitted()]),
        ([OF_TEMPLATE], [ReviewTemplateSubmitted()]),
        ([ASKED, ReviewSubmitted()], []),
    ],
)
def test_starting_finds_the_right_worker_and_happens_once(given: list[Payload], then: list[Payload]) -> None:
    assert reviews.start(review(*given)) == then


@pytest.mark.parametrize("end", [DONE, BROKEN])
def test_what_has_ended_neither_starts_nor_ends_again(end: Payload) -> None:
    ended = review(ASKED, ReviewSubmitted(), end)
    with pytest.raises(Conflict):
        reviews.start(ended)
    assert reviews.complete(ended, DONE) == reviews.fail(ended, "timed_out") == []


def test_what_was_never_started_does_not_end() -> None:
    assert reviews.complete(review(ASKED), DONE) == reviews.fail(review(ASKED), "timed_out") == []


def test_a_failure_says_no_more_than_fits() -> None:
    (failed,) = reviews.fail(review(ASKED, ReviewSubmitted()), "bomb", "x" * 9000)
    assert isinstance(failed, ReviewFailed)
    assert len(failed.detail) == 500


@pytest.mark.parametrize(("stream", "found"), [("review:1", "1"), ("review:", None), ("system:1", None), ("1", None)])
def test_the_name_of_a_stream_tells_its_review(stream: str, found: str | None) -> None:
    assert reviews.review_of_stream(stream) == found


@pytest.mark.parametrize(
    ("evolve", "payload"),
    [
        (reviews.evolve_review, ReviewSubmitted()),
        (sources.evolve_slot, SourceWithdrawn()),
        (suppressions.evolve_suppression, SuppressionRemoved()),
    ],
)
def test_a_stream_that_does_not_begin_is_told(evolve: Callable[..., Any], payload: Payload) -> None:
    (event,) = events_of("x:1", payload)
    with pytest.raises(ValueError, match="begins with"):
        evolve(None, event)


def test_a_source_is_kept_for_the_upload_that_was_asked_for_only() -> None:
    slot: SourceSlot | None = None
    for event in events_of("source:s:code", OFFERED):
        slot = sources.evolve_slot(slot, event)
    assert sources.keep(slot, KEPT) == []
    assert sources.keep(None, KEPT) == []
    own = SourceKept("s", "code", "standard", "ab")
    assert sources.keep(None, own) == [own]


def test_removing_twice_is_once() -> None:
    state: SystemSuppression | None = None
    for event in events_of("suppression:1", SuppressionAdded("s", "ada", "Known.", "ab"), SuppressionRemoved()):
        state = suppressions.evolve_suppression(state, event)
    assert state is not None
    assert state.removed
    assert suppressions.remove(state) == []


def lived_in(studio: Studio) -> None:
    """A bit of everything."""
    first = studio.reviewed()
    studio.reviewed(b"bad")
    studio.ask(kind="template")
    studio.suppressions.add(first.system_id, SuppressionWish("Known.", rule="ASY001"), None, studio.by_ada())
    offered = studio.offer_source(first.system_id, SourceWish("code", "strict", len(FAULTY)), None, studio.by_ada())
    assert offered.slot.offered is not None
    studio.uploads.hand_in(offered.slot.offered, FAULTY)
    studio.own_source.held = {"code": FAULTY}
    for _ in range(2):
        studio.review_again("run")
        studio.work()
        studio.clock.advance(timedelta(days=1))
        studio.version_of_rules += "'"


def test_every_state_is_the_fold_of_its_events_and_every_stream_is_whole(studio: Studio) -> None:
    lived_in(studio)
    evolves: dict[type[Any], Callable[..., Any]] = {
        Review: reviews.evolve_review,
        SourceSlot: sources.evolve_slot,
        SystemSuppression: suppressions.evolve_suppression,
    }
    states = [state for kind in evolves for state in studio.store.scan(kind, limit=1000).items]
    assert {type(state) for state in states} == set(evolves)
    for state in states:
        stored = studio.store.query(SealedEvent.of(state.tip.stream_id)).items
        assert verify_chain(stored) is None
        folded = None
        for event in stored:
            folded = evolves[type(state)](folded, open_event(event, REVIEW_EVENT_TYPES, Unsealed()))
        assert folded == state
