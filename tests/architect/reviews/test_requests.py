"""A review is asked for, its file is handed in, and then it waits for the worker."""

from datetime import timedelta

import pytest

from shared.architect.domain.records.review import LARGEST, ReviewStatus
from shared.architect.domain.records.system import SystemName, folded_name
from shared.architect.use_cases.request_review import ReviewWish
from shared.kernel.errors import Conflict, NotFound, ServiceUnavailable, ValidationFailed
from shared.kernel.idempotency import LIFETIME
from tests.architect.reviews.studio import FAULTY, Studio, request

TEMPLATE = "error TPL001 template.yaml no dead letters\n"


def test_a_review_of_code_awaits_its_file(studio: Studio) -> None:
    asked = studio.ask(content=FAULTY, sha256="ab" * 32)
    assert asked.review.status is ReviewStatus.AWAITING_UPLOAD
    assert asked.ticket is not None
    assert asked.ticket.headers["content-length"] == str(len(FAULTY))
    assert asked.ticket.expires_at == studio.clock.now() + timedelta(minutes=10)
    assert studio.messages() == []


def test_a_system_that_is_named_first_is_the_callers_and_is_found_again_whatever_the_case(studio: Studio) -> None:
    first, again = studio.ask("Web Shop"), studio.ask("web shop")
    assert first.review.system_id == again.review.system_id
    assert studio.systems.get(first.review.system_id).owner == studio.ada.user_id
    assert studio.ask("Another").review.system_id != first.review.system_id


def test_two_who_name_one_system_at_once_review_one_system(studio: Studio) -> None:
    studio.by_ada()
    studio.store.meanwhile(lambda: studio.ask("Web shop"))
    second = studio.ask("Web shop")
    held = studio.store.get(SystemName.key_of(folded_name("Web shop")))
    assert held is not None
    assert held.system_id == second.review.system_id
    assert len(studio.read_reviews.list(held.system_id, None, 50).items) == 2


def test_once_the_file_is_there_it_is_queued(studio: Studio) -> None:
    asked = studio.ask()
    review = studio.hand_in(asked)
    assert review.status is ReviewStatus.QUEUED
    (message,) = studio.messages()
    assert (message["type"], message["stream_id"]) == ("review.submitted", f"review:{review.id}")


def test_starting_again_does_nothing(studio: Studio) -> None:
    asked = studio.ask()
    first = studio.hand_in(asked)
    assert studio.start_review(asked.review.id, studio.by_ada()) == first
    assert len(studio.messages()) == 1


def test_two_who_start_it_at_once_queue_it_once(studio: Studio) -> None:
    asked = studio.ask()
    assert asked.review.upload is not None
    studio.uploads.hand_in(asked.review.upload, FAULTY)
    studio.store.meanwhile(lambda: studio.start_review(asked.review.id, studio.by_ada()))
    assert studio.start_review(asked.review.id, studio.by_ada()).status is ReviewStatus.QUEUED
    assert studio.stream(asked.review) == ["review.requested", "review.submitted"]


@pytest.mark.parametrize("handed_in", [None, b"", FAULTY + b"more"])
def test_it_is_not_queued_before_the_promised_file_is_there(studio: Studio, handed_in: bytes | None) -> None:
    asked = studio.ask()
    assert asked.review.upload is not None
    if handed_in is not None:
        studio.uploads.hand_in(asked.review.upload, handed_in)
    with pytest.raises(Conflict, match="handed in"):
        studio.start_review(asked.review.id, studio.by_ada())
    assert studio.messages() == []


def test_nobody_starts_what_there_is_not_or_what_has_ended(studio: Studio) -> None:
    with pytest.raises(NotFound):
        studio.start_review(studio.ids.new(), studio.by_ada())
    ended = studio.reviewed()
    with pytest.raises(Conflict, match="completed"):
        studio.start_review(ended.id, studio.by_ada())


@pytest.mark.parametrize(("kind", "size"), [("code", 0), ("code", -1), *((k, most + 1) for k, most in LARGEST.items())])
def test_a_file_has_bounds(studio: Studio, kind: str, size: int) -> None:
    with pytest.raises(ValidationFailed) as refused:
        studio.ask(kind=kind, size_bytes=size)
    assert refused.value.errors[0].pointer == "/source/size_bytes"
    assert studio.uploads.held == {}


@pytest.mark.parametrize("name", ["", " ", "x" * 81, "a\u202eb"])
def test_a_system_has_a_name_that_can_be_read(studio: Studio, name: str) -> None:
    with pytest.raises(ValidationFailed):
        studio.ask(name)


def template_wish() -> ReviewWish:
    return ReviewWish("Web shop", "template", "standard", template=TEMPLATE)


def test_a_template_that_comes_along_is_stored_and_queued_at_once(studio: Studio) -> None:
    asked = studio.request_review(template_wish(), None, studio.by_ada())
    assert asked.ticket is None
    assert asked.review.status is ReviewStatus.QUEUED
    assert [message["type"] for message in studio.messages()] == ["review.template_submitted"]
    assert TEMPLATE.encode() in studio.records.held.values()


def test_a_template_that_is_too_large_for_a_request_is_handed_in_as_a_file(studio: Studio) -> None:
    asked = studio.ask(kind="template")
    studio.hand_in(asked)
    assert [message["type"] for message in studio.messages()] == ["review.template_submitted"]


def test_a_repeated_request_is_answered_as_the_first_was(studio: Studio) -> None:
    wish = ReviewWish("Web shop", "code", "standard", size_bytes=5)
    first = studio.request_review(wish, request(), studio.by_ada())
    studio.clock.advance(timedelta(hours=1))
    assert first.review.upload is not None
    studio.uploads.hand_in(first.review.upload, b"x = 1")
    studio.start_review(first.review.id, studio.by_ada())
    assert studio.request_review(wish, request(), studio.by_ada()) == first
    assert len(studio.read_reviews.list(first.review.system_id, None, 50).items) == 1


def test_a_repeated_template_is_answered_as_the_first_was(studio: Studio) -> None:
    first = studio.request_review(template_wish(), request(), studio.by_ada())
    studio.work()
    assert studio.request_review(template_wish(), request(), studio.by_ada()) == first


def test_two_that_come_at_once_with_one_key_are_one_review(studio: Studio) -> None:
    wish, made = template_wish(), []
    studio.by_ada()
    studio.store.meanwhile(lambda: made.append(studio.request_review(wish, request(), studio.by_ada())))
    assert studio.request_review(wish, request(), studio.by_ada()) == made[0]


def test_a_key_with_another_body_is_refused_and_an_old_key_is_new_again(studio: Studio) -> None:
    first = studio.request_review(template_wish(), request(), studio.by_ada())
    with pytest.raises(ValidationFailed):
        studio.request_review(template_wish(), request(body="another"), studio.by_ada())
    studio.clock.advance(LIFETIME)
    assert studio.request_review(template_wish(), request(), studio.by_ada()).review.id != first.review.id


def test_where_files_cannot_be_stored_nothing_is_promised(studio: Studio) -> None:
    studio.by_ada()
    studio.records.down = True
    with pytest.raises(ServiceUnavailable):
        studio.request_review(template_wish(), request(), studio.by_ada())
    studio.records.down = False
    assert studio.request_review(template_wish(), request(), studio.by_ada()).review.version == 2


def test_streams_tell_who_and_not_from_where(studio: Studio) -> None:
    studio.reviewed()
    ours = [event for event in studio.store.events if event.envelope.stream_id.startswith(("review:", "source:"))]
    assert ours
    assert all(b'"client":null' in event.sealed for event in ours)
