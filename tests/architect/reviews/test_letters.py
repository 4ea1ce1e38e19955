"""The owner of a system is told by mail what became of it, once, and without a word of it in any queue."""

import json
from typing import Any

import pytest

from functions.send_email import handler
from shared.accounts.domain.mails import MailKind
from shared.architect.domain.records.decision import Decision, DecisionStatus
from shared.architect.domain.records.design import Design, DesignStatus
from shared.architect.use_cases.offer_source import SourceWish
from shared.bootstrap import Container
from shared.kernel.records import Put
from tests.architect.reviews.studio import CLEAN, FAULTY, Parked, Studio
from tests.use_cases.world import by_staff

ADA = "ada@example.org"
OF_SYSTEMS = [kind for kind in MailKind if kind.of_system]


@pytest.fixture
def told(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The real mail function: given events, the mails of systems that went out."""
    monkeypatch.setattr(Container, "of", lambda _environ: studio)
    monkeypatch.setattr(type(studio), "mail_retries", Parked(), raising=False)
    handle = handler.build({})

    def tell(*notices: dict[str, Any]) -> list[tuple[MailKind, str]]:
        for notice in notices:
            body = json.dumps({"detail-type": notice["type"], "detail": notice})
            record = {"messageId": "m", "receiptHandle": "r", "body": body, "attributes": {}}
            assert handle({"Records": [record]}, None) == {"batchItemFailures": []}
        return [(mail.kind, mail.to) for mail in studio.mailer.sent if mail.kind in OF_SYSTEMS]

    return tell


def completed(studio: Studio) -> list[dict[str, Any]]:
    studio.relay()
    return [notice for notice in studio.bus.published if notice["type"] == "review.completed"]


def test_a_review_is_told_to_the_owner_once_however_often_it_is_delivered(studio: Studio, told: Any) -> None:
    review = studio.reviewed(FAULTY)
    (notice,) = completed(studio)
    assert told(notice, notice) == [(MailKind.REVIEW_COMPLETED, ADA)]
    (mail,) = studio.mails(MailKind.REVIEW_COMPLETED)
    assert "Web shop was reviewed: 2 new findings, 1 of severity error" in mail.text
    assert f"https://accounts.example.org/reviews/{review.id}" in mail.text


def test_whoever_asks_the_owner_is_told(studio: Studio, told: Any) -> None:
    studio.ask()
    bob = studio.staff("bob@example.org", ("support",))
    studio.ada = bob
    studio.reviewed(FAULTY)
    assert told(*completed(studio)) == [(MailKind.REVIEW_COMPLETED, ADA)]


@pytest.mark.parametrize("ends", ["suspended", "erased"])
def test_an_owner_who_left_is_told_nothing(studio: Studio, told: Any, ends: str) -> None:
    studio.reviewed(FAULTY)
    boss = studio.staff("boss@example.org")
    if ends == "suspended":
        studio.suspend_user.suspend(boss, studio.ada.user_id, None, None, by_staff(boss))
    else:
        studio.erase_user.by_staff(boss, studio.ada.user_id, lambda _version: None, by_staff(boss))
    assert told(*completed(studio)) == []


def test_rollbook_itself_has_no_owner_to_tell(studio: Studio, told: Any) -> None:
    studio.own_source.held = {"code": FAULTY}
    studio.review_again("run")
    studio.work()
    assert len(completed(studio)) == 1
    assert told(*completed(studio)) == []


def test_a_review_of_the_schedule_is_told_only_where_something_is_new_or_fixed(studio: Studio, told: Any) -> None:
    system_id = studio.reviewed(FAULTY).system_id
    for content in (FAULTY, CLEAN):
        wish = SourceWish("code", "standard", len(content))
        offered = studio.offer_source(system_id, wish, None, studio.by_ada())
        assert offered.slot.offered is not None
        studio.uploads.hand_in(offered.slot.offered, content)
        studio.review_again("run")
        studio.work()
    notices = completed(studio)
    assert len(notices) == 3
    assert len(told(*notices)) == 2
    assert "2 fixed" in studio.mails(MailKind.REVIEW_COMPLETED)[-1].text


def notice(type_: str, stream_id: str) -> dict[str, Any]:
    return {"type": type_, "stream_id": stream_id, "version": 3, "event_id": f"event of {stream_id}"}


def test_a_design_and_a_decision_are_told_with_their_pages(studio: Studio, told: Any) -> None:
    system_id, moment = studio.ask().review.system_id, studio.clock.now()
    of: dict[str, Any] = {"version": 3, "hash": "ab", "created_at": moment, "updated_at": moment}
    design = Design("d1", system_id, "Web shop", "en", DesignStatus.READY, {}, {}, studio.ada.user_id, **of)
    named = "e1", system_id, "Web shop", "d1", 1, "PostgreSQL keeps the orders", DecisionStatus.ACCEPTED
    decision = Decision(*named, "1", "Because.", {}, {}, (), **of)
    studio.store.transact([Put(design), Put(decision)])
    ready, accepted = notice("design.ready", "design:d1"), notice("decision.accepted", "decision:e1")
    assert told(ready, accepted) == [(MailKind.DESIGN_READY, ADA), (MailKind.DECISION_ACCEPTED, ADA)]
    texts = [mail.text for mail in studio.mailer.sent][-2:]
    assert "https://accounts.example.org/designs/d1" in texts[0]
    assert "For Web shop it was decided: PostgreSQL keeps the orders." in texts[1]
    assert "https://accounts.example.org/decisions/e1" in texts[1]


@pytest.mark.parametrize(
    "strange",
    [
        notice("review.completed", "review:unknown"),
        notice("review.completed", "review:a#b"),
        notice("review.completed", "review:"),
        notice("design.ready", "design:unknown"),
        notice("decision.accepted", "decision:unknown"),
        notice("review.failed", "review:unknown"),
        notice("system.registered", "system:unknown"),
    ],
)
def test_what_tells_of_nothing_sends_nothing(studio: Studio, told: Any, strange: dict[str, Any]) -> None:
    studio.by_ada()
    assert told(strange) == []


def test_no_event_or_report_holds_anything_of_a_person_but_an_id(studio: Studio) -> None:
    studio.reviewed(FAULTY)
    studio.relay()
    ours = [event for event in studio.store.events if ":" in event.envelope.stream_id]
    kept = [*(event.sealed for event in ours), *studio.records.held.values()]
    assert len(ours) == 4
    assert not any(b"example.org" in content or b"192.0.2." in content for content in kept)
    told = json.dumps([one for one in studio.bus.published if ":" in one["stream_id"]])
    assert "example.org" not in told
    assert "Web shop" not in told
