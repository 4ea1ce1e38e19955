"""The schedule asks for reviews of registered sources that changed, or that newer rules have not looked at."""

from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.architect.domain.records.review import ReviewStatus
from shared.architect.domain.records.review_events import REVIEW_EVENT_TYPES, SourceReviewAsked
from shared.architect.domain.records.source_slot import OFFER_LIFETIME, stream_of_source
from shared.architect.use_cases import review_again
from shared.architect.use_cases.offer_source import OfferedSource, SourceWish
from shared.architect.use_cases.review_again import OWN_SYSTEM
from shared.kernel.errors import NotFound, ValidationFailed
from shared.kernel.events import SealedEvent
from shared.kernel.recording import Unsealed, open_event
from tests.architect.reviews.studio import FAULTY, ONE_MORE, Studio, request


def system_of(studio: Studio) -> str:
    return studio.ask().review.system_id


def offer(studio: Studio, system_id: str, content: bytes = FAULTY, *, hand_in: bool = True) -> OfferedSource:
    offered = studio.offer_source(system_id, SourceWish("code", "standard", len(content)), None, studio.by_ada())
    if hand_in:
        assert offered.slot.offered is not None
        studio.uploads.hand_in(offered.slot.offered, content)
    return offered


def run(studio: Studio) -> tuple[int, int]:
    """How many sources it looked at, and asked reviews for; workers have their turn then."""
    done = studio.review_again("run")
    studio.work()
    return done.looked_at, done.started


def reviews(studio: Studio, system_id: str) -> list[str]:
    """Why there were reviews, the first one first."""
    page = studio.read_reviews.list(system_id, None, 100)
    return [review.because for review in reversed(page.items) if review.status is not ReviewStatus.AWAITING_UPLOAD]


def test_a_source_that_was_handed_in_is_reviewed_once_and_kept(studio: Studio) -> None:
    system_id = system_of(studio)
    offer(studio, system_id)
    assert [run(studio), run(studio)] == [(1, 1), (1, 0)]
    assert reviews(studio, system_id) == ["source_changed"]
    slot = studio.slot(system_id)
    assert studio.records.held[f"sources/{slot.kept}"] == FAULTY


def test_a_newer_source_is_reviewed_against_the_last_one(studio: Studio) -> None:
    system_id = system_of(studio)
    for content in (FAULTY, ONE_MORE):
        offer(studio, system_id, content)
        run(studio)
    newest = studio.read_reviews.list(system_id, None, 1).items[0]
    assert newest.outcome is not None
    assert (newest.outcome.new, newest.outcome.remaining) == (1, 2)


def test_new_rules_are_run_on_what_is_kept_though_the_upload_is_gone(studio: Studio) -> None:
    system_id = system_of(studio)
    offer(studio, system_id)
    run(studio)
    studio.uploads.held.clear()
    studio.version_of_rules = "rules-2"
    studio.code_inspector.rule_versions["ASY001"] = "2"
    assert [run(studio), run(studio)] == [(1, 1), (1, 0)]
    assert reviews(studio, system_id) == ["source_changed", "rules_changed"]


def test_what_nobody_handed_in_is_not_reviewed_and_what_is_late_neither(studio: Studio) -> None:
    system_id = system_of(studio)
    offered = offer(studio, system_id, hand_in=False)
    assert run(studio) == (1, 0)
    studio.clock.advance(OFFER_LIFETIME)
    assert offered.slot.offered is not None
    studio.uploads.hand_in(offered.slot.offered, FAULTY)
    assert run(studio) == (1, 0)


def test_a_file_of_another_size_than_was_offered_waits(studio: Studio) -> None:
    offered = offer(studio, system_of(studio), hand_in=False)
    assert offered.slot.offered is not None
    studio.uploads.hand_in(offered.slot.offered, FAULTY[:-1])
    assert run(studio) == (1, 0)


def test_a_source_that_cannot_be_looked_at_is_neither_kept_nor_tried_for_ever(studio: Studio) -> None:
    system_id = system_of(studio)
    offer(studio, system_id, b"bad")
    assert [run(studio), run(studio)] == [(1, 1), (1, 0)]
    assert studio.slot(system_id).kept is None
    studio.version_of_rules = "rules-2"
    assert run(studio) == (1, 0)


def test_a_newer_offer_takes_the_place_of_one_that_is_being_looked_at(studio: Studio) -> None:
    """What the worker then looks at is not what the source is any more, but better than nothing."""
    system_id = system_of(studio)
    offer(studio, system_id)
    assert studio.review_again("run").started == 1
    offer(studio, system_id, ONE_MORE)
    studio.work()
    assert run(studio) == (1, 1)
    assert studio.records.held[f"sources/{studio.slot(system_id).kept}"] == ONE_MORE


def test_a_withdrawn_source_is_left_alone_and_can_be_offered_again(studio: Studio) -> None:
    system_id = system_of(studio)
    offer(studio, system_id)
    run(studio)
    studio.offer_source.withdraw(system_id, "code", studio.by_ada())
    studio.version_of_rules = "rules-2"
    assert run(studio) == (1, 0)
    assert studio.offer_source.list(system_id) == ()
    with pytest.raises(NotFound):
        studio.offer_source.withdraw(system_id, "code", studio.by_ada())
    offer(studio, system_id)
    assert run(studio) == (1, 1)
    assert len(studio.offer_source.list(system_id)) == 1


def test_a_source_withdrawn_while_it_is_looked_at_is_not_kept(studio: Studio) -> None:
    system_id = system_of(studio)
    offer(studio, system_id)
    studio.review_again("run")
    studio.offer_source.withdraw(system_id, "code", studio.by_ada())
    studio.work()
    assert reviews(studio, system_id) == ["source_changed"]
    assert studio.slot(system_id).kept is None


def test_who_changes_a_source_while_the_schedule_looks_is_served_by_the_next_run(studio: Studio) -> None:
    system_id = system_of(studio)
    offer(studio, system_id)
    studio.store.meanwhile(lambda: offer(studio, system_id, ONE_MORE))
    assert [run(studio), run(studio)] == [(1, 0), (1, 1)]
    newest = studio.read_reviews.list(system_id, None, 1).items[0]
    assert newest.size_bytes == len(ONE_MORE)


def test_a_run_asks_for_a_bounded_number_and_the_next_ones_for_the_rest(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review_again, "_MOST_STARTED", 2)
    monkeypatch.setattr(review_again, "_PAGE", 2)
    for number in range(5):
        offer(studio, studio.ask(f"System {number}").review.system_id)
    assert [run(studio)[1] for _ in range(4)] == [2, 2, 1, 0]


def test_an_offer_is_made_once_for_one_key_and_has_bounds(studio: Studio) -> None:
    system_id, wish = system_of(studio), SourceWish("code", "strict", 5)
    first = studio.offer_source(system_id, wish, request(), studio.by_ada())
    studio.clock.advance(timedelta(minutes=1))
    assert studio.offer_source(system_id, wish, request(), studio.by_ada()) == first
    with pytest.raises(ValidationFailed):
        studio.offer_source(system_id, SourceWish("code", "strict", 0), None, studio.by_ada())
    with pytest.raises(NotFound):
        studio.offer_source(studio.ids.new(), wish, None, studio.by_ada())


# Rollbook itself --------------------------------------------------------------------------------


def test_rollbook_is_a_system_of_its_own_and_reviewed_when_its_code_or_template_changed(studio: Studio) -> None:
    studio.own_source.held = {"code": FAULTY}
    assert [run(studio), run(studio)] == [(1, 1), (1, 0)]
    studio.own_source.held = {"code": FAULTY, "template": b"error TPL001 t.yaml none\n"}
    assert run(studio) == (2, 1)
    studio.own_source.held["code"] = ONE_MORE
    assert run(studio) == (2, 1)
    assert reviews(studio, OWN_SYSTEM) == ["source_changed"] * 3
    assert studio.systems.get(OWN_SYSTEM).name == "Rollbook"


def test_it_finds_another_name_where_somebody_has_its_own(studio: Studio) -> None:
    theirs = studio.ask("rollbook").review.system_id
    studio.own_source.held = {"code": FAULTY}
    run(studio)
    assert theirs != OWN_SYSTEM
    assert studio.systems.get(OWN_SYSTEM).name == "Rollbook 2"
    assert studio.systems.named("Rollbook 2") == studio.systems.get(OWN_SYSTEM)


def test_a_run_that_comes_twice_or_died_half_way_asks_once(studio: Studio) -> None:
    studio.own_source.held = {"code": FAULTY}

    def die() -> None:
        raise SystemExit

    studio.store.meanwhile(lambda: None)
    studio.store.meanwhile(die)
    with pytest.raises(SystemExit):
        studio.review_again("run")
    assert [run(studio), run(studio)] == [(1, 1), (1, 0)]
    assert reviews(studio, OWN_SYSTEM) == ["source_changed"]


STEPS = st.lists(
    st.sampled_from(["offer", "offer_and_hand_in", "hand_in", "run", "work", "rules", "withdraw", "day"]), max_size=14
)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_whatever_happens_the_same_is_never_asked_for_twice(steps: list[str]) -> None:
    studio, contents = Studio(), (f"warning SEC004 a.py {number}\n".encode() for number in count())
    system_id = system_of(studio)
    latest: list[Any] = []

    def step(name: str) -> None:
        if name in ("offer", "offer_and_hand_in"):
            latest[:] = [offer(studio, system_id, next(contents), hand_in=name != "offer")]
        elif name == "hand_in" and latest:
            studio.uploads.hand_in(latest[0].slot.offered, b"x" * latest[0].slot.size_bytes)
        elif name == "run":
            studio.review_again("run")
        elif name == "work":
            studio.work()
        elif name == "rules":
            studio.version_of_rules += "'"
        elif name == "withdraw" and studio.offer_source.list(system_id):
            studio.offer_source.withdraw(system_id, "code", studio.by_ada())
        elif name == "day":
            studio.clock.advance(OFFER_LIFETIME)

    for name in steps:
        step(name)
    studio.work()
    asked = [(review.upload, review.kept, studio_rules) for review, studio_rules in _asked(studio, system_id)]
    assert len(asked) == len(set(asked))
    assert studio.review_again("run").started <= 1
    assert studio.review_again("run").started == 0


def _asked(studio: Studio, system_id: str) -> list[tuple[Any, str]]:
    """Reviews of the schedule with the rules that they were asked for with, as the source's stream tells."""
    stored = studio.store.query(SealedEvent.of(stream_of_source(system_id, "code"))).items
    payloads = [open_event(event, REVIEW_EVENT_TYPES, Unsealed()).payload for event in stored]
    told = [each for each in payloads if isinstance(each, SourceReviewAsked)]
    return [(studio.review(each.review_id), each.rules) for each in told]
