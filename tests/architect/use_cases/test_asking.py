"""Designs are asked for, questioned and answered; what races is decided again, what is repeated is answered again."""

from collections.abc import Callable

import pytest

from shared.architect.domain.records.design import Design
from shared.architect.domain.records.system import System
from shared.architect.use_cases.answer_questions import Answers
from shared.architect.use_cases.request_design import wish_of
from shared.architect.use_cases.versions import any_version
from shared.edge.preconditions import IfMatch
from shared.kernel.errors import Conflict, NotFound, Precondition, ValidationFailed
from shared.kernel.events import SealedEvent, verify_chain
from shared.kernel.idempotency import Repeatable
from tests.architect.use_cases.studio import ADA, BY_ADA, SHOP, TORN, Studio

ONCE = Repeatable("ada designs key-1", "body-1")


@pytest.fixture
def studio() -> Studio:
    return Studio()


def requested(studio: Studio, request: Repeatable | None = None, system: str = "orders") -> Design:
    return studio.request_design(system, wish_of("en", SHOP, None), request, BY_ADA)


def answered(studio: Studio, design: Design, *, assume: bool = False, **values: object) -> Design:
    return studio.answer_questions(design.id, Answers(values, assume), any_version, None, BY_ADA)


def test_the_first_design_of_a_system_registers_it_with_its_owner(studio: Studio) -> None:
    design = studio.asked_for()
    system = studio.systems.get(design.system_id)
    assert (system.name, system.owner, system.version) == ("orders", ADA, 1)
    assert studio.history(f"system:{system.id}") == ["system.registered"]
    assert [found.id for found in studio.designs.of_system(system.id, None, 10).items] == [design.id]


def test_a_second_design_belongs_to_the_same_system_whatever_the_case_of_its_name(studio: Studio) -> None:
    first, second = studio.asked_for(system="Orders"), studio.asked_for(system="  ORDERS ")
    assert (first.system_id, second.system) == (second.system_id, "Orders")
    assert [found.id for found in studio.designs.list(None, 10).items] == [second.id, first.id]
    assert [system.name for system in studio.systems.list(None, 10).items] == ["Orders"]


def test_of_two_that_register_one_name_at_once_both_get_their_design_of_one_system(studio: Studio) -> None:
    others: list[Design] = []
    studio.store.meanwhile(lambda: others.append(requested(studio, system="ORDERS")))
    design = requested(studio)
    assert design.system_id == others[0].system_id
    assert len(studio.systems.list(None, 10).items) == 1
    assert studio.store.beaten == 1


def test_streams_hold_ids_and_no_address_of_anybody_and_verify(studio: Studio) -> None:
    design = studio.asked_for()
    for stream in (f"design:{design.id}", f"system:{design.system_id}"):
        stored = studio.store.query(SealedEvent.of(stream)).items
        assert verify_chain(stored) is None
        assert all(b"192.0.2.7" not in event.sealed for event in stored)


def test_what_is_worth_asking_is_asked_in_words_with_what_it_could_change(studio: Studio) -> None:
    design = studio.asked_for({})
    assert design.status == "questions"
    assert 1 <= len(design.questions) <= 5
    for question in design.questions:
        assert question["question"]
        assert question["why"]
        assert question["turns"] or question["required"]
    assert "kind" in {question["field"] for question in design.questions}


def test_answers_end_in_a_draft_and_are_not_asked_again(studio: Studio) -> None:
    design, asked = studio.asked_for({}), set[str]()
    for _ in range(30):
        if design.status != "questions":
            break
        fields = [question["field"] for question in design.questions]
        assert not asked & set(fields)
        asked.update(fields)
        assumed = {question["field"]: question["answer"]["assumed"] for question in design.questions}
        design = answered(studio, design, **assumed)
    assert design.status == "drafting"
    assert {origin for _, origin in design.requirements().values()} == {"asked", "assumed"}


def test_assuming_goes_on_at_once_and_says_what_is_assumed(studio: Studio) -> None:
    design = answered(studio, studio.asked_for({}), assume=True)
    assert design.status == "drafting"
    assert {origin for _, origin in design.requirements().values()} == {"assumed"}
    assert studio.history(f"design:{design.id}")[-2:] == ["design.answered", "design.drafting"]


def test_a_contradiction_is_named_at_once_and_other_values_resolve_it(studio: Studio) -> None:
    torn = studio.asked_for(TORN)
    assert torn.status == "contradictory"
    (clash,) = [conflict for conflict in torn.conflicts if conflict["rule"] == "strong_active_active_latency"]
    assert {"level", "multi_region", "p99_ms"} <= set(clash["fields"])
    assert clash["relaxations"]
    with pytest.raises(Conflict):
        answered(studio, torn, assume=True)
    resolved = answered(studio, torn, assume=True, multi_region="none", regions=1, p99_ms=600)
    assert (resolved.status, resolved.conflicts) == ("drafting", ())


def test_an_unknown_field_or_a_value_out_of_bounds_is_named_by_its_place(studio: Studio) -> None:
    with pytest.raises(ValidationFailed) as refused:
        studio.asked_for({"teem_size": 3, "p99_ms": 0, "kind": ["crud", "fun"], "vector": 1, "level": None})
    assert {(fault.pointer, fault.code) for fault in refused.value.errors} == {
        ("/requirements/teem_size", "unknown_field"),
        ("/requirements/p99_ms", "invalid"),
        ("/requirements/kind", "invalid"),
        ("/requirements/vector", "invalid"),
        ("/requirements/level", "invalid"),
    }
    assert studio.designs.list(None, 10).items == ()
    assert studio.systems.list(None, 10).items == ()
    with pytest.raises(ValidationFailed) as wrong:
        answered(studio, studio.asked_for({}), p99_ms="fast")
    assert [fault.pointer for fault in wrong.value.errors] == ["/answers/p99_ms"]


def test_a_repeated_request_gets_the_same_answer_whatever_became_of_the_design(studio: Studio) -> None:
    first = requested(studio, ONCE)
    answered(studio, first, assume=True)
    assert requested(studio, ONCE) == first
    assert len(studio.designs.list(None, 10).items) == 1
    with pytest.raises(ValidationFailed) as reused:
        requested(studio, Repeatable(ONCE.scope, "another body"))
    assert reused.value.code == "idempotency_key_reused"


def test_of_two_requests_with_one_key_one_makes_the_design(studio: Studio) -> None:
    others: list[Design] = []
    studio.store.meanwhile(lambda: others.append(requested(studio, ONCE)))
    assert requested(studio, ONCE) == others[0]
    assert len(studio.designs.list(None, 10).items) == 1


def test_an_answer_is_repeated_by_its_key_even_after_the_design_moved_on(studio: Studio) -> None:
    design, key = studio.asked_for({}), Repeatable("ada answers key-2", "body")
    first = studio.answer_questions(design.id, Answers({}, assume=True), any_version, key, BY_ADA)
    assert studio.answer_questions(design.id, Answers({}, assume=True), any_version, key, BY_ADA) == first


@pytest.mark.parametrize("state", ["version", "never"])
def test_who_answers_another_version_is_told_so(studio: Studio, state: str) -> None:
    design = studio.asked_for({})
    stale = IfMatch("version", design.version - 1) if state == "version" else IfMatch("never")
    with pytest.raises(Precondition):
        studio.answer_questions(design.id, Answers({}, assume=True), stale.check, None, BY_ADA)
    current = IfMatch("version", design.version)
    assert studio.answer_questions(design.id, Answers({}, assume=True), current.check, None, BY_ADA).version == 4


def test_two_answers_at_once_are_both_kept(studio: Studio) -> None:
    design = studio.asked_for({})
    studio.store.meanwhile(lambda: answered(studio, design, read_rps=900))
    both = answered(studio, design, p99_ms=250)
    assert both.requirements()["read_rps"] == (900, "asked")
    assert both.requirements()["p99_ms"] == (250, "asked")


def test_an_answer_that_comes_after_the_questions_were_closed_is_refused(studio: Studio) -> None:
    design = studio.asked_for({})
    studio.store.meanwhile(lambda: answered(studio, design, assume=True))
    with pytest.raises(Conflict) as refused:
        answered(studio, design, p99_ms=250)
    assert refused.value.code == "wrong_status"


@pytest.mark.parametrize(
    "act",
    [
        lambda studio: studio.designs.get("nobody"),
        lambda studio: studio.answer_questions("nobody", Answers({}, assume=True), any_version, None, BY_ADA),
        lambda studio: studio.systems.get("nothing"),
        lambda studio: studio.read_system("nothing"),
        lambda studio: studio.show_what_if("nobody", {"p99_ms": "20"}),
    ],
)
def test_what_is_not_there_is_not_found(studio: Studio, act: Callable[[Studio], object]) -> None:
    with pytest.raises(NotFound):
        act(studio)


def test_a_system_is_handed_over_on_the_version_that_was_read(studio: Studio) -> None:
    system: System = studio.systems.get(studio.asked_for().system_id)
    other = "0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c12"
    with pytest.raises(Precondition):
        studio.systems.hand_over(system.id, other, IfMatch("version", 9).check, BY_ADA)
    assert studio.systems.hand_over(system.id, other, IfMatch("version", 1).check, BY_ADA).owner == other
    assert studio.systems.hand_over(system.id, other, any_version, BY_ADA).version == 2
