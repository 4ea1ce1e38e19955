"""The worker drafts once, whatever comes twice, races or fails in between."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from functions.draft_design.handler import drafting
from shared.architect.domain.design.knowledge import Knowledge
from shared.architect.domain.records.design import Design
from shared.architect.knowledge.load import knowledge
from shared.architect.use_cases.answer_questions import Answers
from shared.architect.use_cases.draft_design import DraftDesign
from shared.architect.use_cases.versions import any_version
from shared.edge.batch import Message
from shared.kernel.errors import NotFound, ServiceUnavailable
from shared.kernel.events import SealedEvent
from tests.architect.use_cases.studio import BY_ADA, SHOP, TORN, Parked, Studio


@pytest.fixture
def studio() -> Studio:
    return Studio()


def events(studio: Studio, design: Design) -> list[str]:
    return studio.history(f"design:{design.id}")


def message(design_id: str, receives: int = 1, **content: Any) -> Message:
    told = {"stream_id": f"design:{design_id}", "type": "design.drafting", "version": 4, **content}
    return Message("m-1", json.dumps({"detail": told}), "receipt", receives, "correlation")


def test_a_draft_is_stored_under_its_digest_and_then_told(studio: Studio) -> None:
    design = studio.ready()
    assert design.status == "ready"
    ((name, content),) = studio.records.held.items()
    assert name == f"designs/{hashlib.sha256(content).hexdigest()}.json"
    assert design.document is not None
    assert design.document in name
    document = json.loads(content)
    assert (document["system"], document["language"]) == ("orders", "en")
    assert document["outcome"]["recommended"] == design.recommended
    assert len(design.options) >= 2
    assert design.kb_version == knowledge().version
    (told,) = [event for event in studio.store.events if event.envelope.type == "design.ready"]
    assert (told.envelope.actor.id, told.envelope.correlation_id) == ("draft_design", "correlation")


def test_a_message_that_comes_again_changes_nothing(studio: Studio) -> None:
    design = studio.ready()
    stored, held = len(studio.store.events), dict(studio.records.held)
    for _ in range(3):
        studio.draft_design(design.id, "again")
    assert len(studio.store.events) == stored
    assert studio.records.held == held
    assert studio.designs.get(design.id) == design


def test_of_two_workers_at_one_design_one_tells_and_both_are_content(studio: Studio) -> None:
    design = studio.waiting()
    studio.store.meanwhile(lambda: studio.draft_design(design.id, "other"))
    studio.draft_design(design.id, "correlation")
    assert studio.store.beaten == 1
    assert events(studio, design).count("design.ready") == 1
    assert len(studio.records.held) == 1


def test_a_worker_that_dies_after_storing_leaves_it_to_the_next(studio: Studio) -> None:
    design = studio.waiting()

    def die(*_: object) -> None:
        raise ServiceUnavailable

    alive, studio.store.transact = studio.store.transact, die  # type: ignore[method-assign]
    with pytest.raises(ServiceUnavailable):
        studio.draft_design(design.id, "correlation")
    studio.store.transact = alive  # type: ignore[method-assign]
    assert (len(studio.records.held), studio.designs.get(design.id).status) == (1, "drafting")
    studio.draft_design(design.id, "correlation")
    assert (len(studio.records.held), studio.designs.get(design.id).status) == (1, "ready")


def test_where_nothing_can_be_stored_the_design_waits(studio: Studio) -> None:
    design = studio.waiting()
    studio.records.down = True
    with pytest.raises(ServiceUnavailable):
        studio.draft_design(design.id, "correlation")
    assert studio.designs.get(design.id).status == "drafting"
    studio.records.down = False
    assert studio.work().designs.get(design.id).status == "ready"


def test_the_same_requirements_make_the_same_document(studio: Studio) -> None:
    first, second = studio.ready(), studio.ready(dict(reversed(SHOP.items())))
    assert first.document == second.document
    assert len(studio.records.held) == 1


def test_a_contradictory_design_gets_a_document_that_shows_what_could_give_way(studio: Studio) -> None:
    torn = studio.ready(TORN)
    assert (torn.status, torn.waits) == ("contradictory", False)
    assert torn.document is not None
    document = studio.documents.get(torn.document)
    assert document["status"] == "contradictory"
    assert any(option["relaxes"] for option in document["outcome"]["options"])
    assert events(studio, torn).count("design.contradicted") == 2
    studio.work()
    assert events(studio, torn).count("design.contradicted") == 2


def test_an_answer_that_came_first_is_drafted_and_the_old_requirements_are_not(studio: Studio) -> None:
    torn = studio.asked_for(TORN)
    answers = Answers({"multi_region": "none", "regions": 1, "p99_ms": 600}, assume=True)
    studio.store.meanwhile(lambda: studio.answer_questions(torn.id, answers, any_version, None, BY_ADA))
    studio.draft_design(torn.id, "correlation")
    design = studio.designs.get(torn.id)
    assert (design.status, design.requirements()["p99_ms"]) == ("ready", (600, "asked"))


def test_house_rules_are_followed_and_named(studio: Studio) -> None:
    from shared.architect.domain.design.house_rules import HouseRules

    before = studio.ready()
    chosen = (before.choices or {})["primary"][0]
    studio.keep_house_rules.put(HouseRules(forbidden=(chosen,)), any_version, BY_ADA)
    after = studio.ready()
    assert (before.house_rules, after.house_rules) == (0, 1)
    assert chosen not in (after.choices or {})["primary"]
    assert all(option["parts"]["primary"] != chosen for option in after.options)


def test_requirements_that_newer_knowledge_refuses_fail_the_design(studio: Studio) -> None:
    design = studio.waiting()

    def newer() -> Knowledge:
        known = knowledge()
        fields = {name: field for name, field in known.schema.fields.items() if name != "team_size"}
        return replace(known, schema=replace(known.schema, fields=fields))

    worker = DraftDesign(studio.designs, studio.commits, studio.documents, studio.clock, newer)
    for _ in range(2):
        worker(design.id, "correlation")
    failed = studio.designs.get(design.id)
    assert (failed.status, failed.failure) == ("failed", "requirements_outdated")
    assert events(studio, design).count("design.failed") == 1
    assert studio.records.held == {}


def test_a_design_that_is_not_there_is_not_drafted(studio: Studio) -> None:
    with pytest.raises(NotFound):
        studio.draft_design("0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c99", "correlation")


def broken(studio: Studio) -> Callable[[], Knowledge]:
    def knowledge_of_ours() -> Knowledge:
        raise KeyError("a fault of ours")

    studio.draft_design = DraftDesign(studio.designs, studio.commits, studio.documents, studio.clock, knowledge_of_ours)
    return knowledge_of_ours


def deliver(studio: Studio, sent: Message) -> Parked:
    queue = Parked()
    record = {
        "messageId": sent.id,
        "body": sent.body,
        "receiptHandle": sent.receipt,
        "attributes": {"ApproximateReceiveCount": str(sent.receives)},
    }
    drafting(studio, queue)({"Records": [record]}, None)
    return queue


def test_a_fault_of_ours_is_tried_again_and_told_when_no_try_is_left(studio: Studio) -> None:
    design = studio.waiting()
    broken(studio)
    for receives in (1, 5):
        assert deliver(studio, message(design.id, receives)).delayed == 1
        assert studio.designs.get(design.id).status == "drafting"
    assert deliver(studio, message(design.id, 6)).reasons == ["KeyError"]
    failed = studio.designs.get(design.id)
    assert (failed.status, failed.failure) == ("failed", "internal_error")


def test_an_outage_never_fails_a_design(studio: Studio) -> None:
    design = studio.waiting()
    studio.records.down = True
    assert deliver(studio, message(design.id, 6)).reasons == ["service_unavailable"]
    assert studio.designs.get(design.id).status == "drafting"


@pytest.mark.parametrize(
    "content",
    [
        {"stream_id": None},
        {"stream_id": "design:"},
        {"stream_id": "role:x"},
        {"stream_id": "design:a#b"},
        {"stream_id": 7},
    ],
)
def test_a_message_of_no_design_is_parked_at_once(studio: Studio, content: dict[str, Any]) -> None:
    assert deliver(studio, message("x", **content)).reasons == ["no event of a design"]


def test_an_event_of_a_design_that_is_gone_is_parked(studio: Studio) -> None:
    assert deliver(studio, message("0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c99")).reasons == ["an event of no design"]


def test_every_event_of_a_design_was_stored_with_its_state(studio: Studio) -> None:
    design = studio.ready()
    stored = studio.store.query(SealedEvent.of(f"design:{design.id}")).items
    assert [event.envelope.version for event in stored] == list(range(1, design.version + 1))
    assert stored[-1].hash == design.hash
