"""A design: asked for, questioned, answered, drafted; never in two minds."""

from collections.abc import Sequence

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from shared.architect.domain.records import events as happened
from shared.architect.domain.records.design import Design, DesignStatus
from shared.architect.domain.records.design_decisions import (
    Draft,
    Evaluation,
    Wish,
    answer,
    give_up,
    request_design,
    tell_draft,
)
from shared.kernel.errors import Conflict, ValidationFailed
from shared.kernel.events import Payload
from tests.architect.domain.stories import (
    ADA,
    ANSWERED,
    ASKED,
    ASSUMED,
    CLASH,
    DESIGN,
    DRAFTING,
    FAILED,
    KB,
    OPTION,
    QUESTION,
    READY,
    REQUESTED,
    TORN,
    TORN_AND_DRAFTED,
    design_after,
    system_after,
)

CLEAR = Evaluation(KB, {"team_size": 4})
OPEN = Evaluation(KB, {"team_size": 4}, questions=(QUESTION,))
CLASHING = Evaluation(KB, {"team_size": 4}, conflicts=(CLASH,))
DRAFT = Draft(KB, "9a" * 32, (), (OPTION, OPTION), 1, {"primary": ["postgresql", "mysql"]}, 2)
WISH = Wish("en", {"read_rps": 15}, "Tea.")
HISTORIES: dict[str, Sequence[Payload]] = {
    "questions": (REQUESTED, ASKED),
    "drafting": (REQUESTED, DRAFTING),
    "ready": (REQUESTED, DRAFTING, READY),
    "contradictory": (REQUESTED, TORN),
    "failed": (REQUESTED, DRAFTING, FAILED),
}


def types(payloads: Sequence[Payload]) -> list[str]:
    return [payload.type for payload in payloads]


@pytest.mark.parametrize(
    ("evaluation", "follows"),
    [(CLEAR, "design.drafting"), (OPEN, "design.questions_asked"), (CLASHING, "design.contradicted")],
)
def test_a_request_is_told_at_once_what_follows(evaluation: Evaluation, follows: str) -> None:
    system = system_after(happened.SystemRegistered("orders", ADA))
    payloads = request_design(system, WISH, evaluation)
    assert types(payloads) == ["design.requested", follows]
    design = design_after(*payloads)
    assert (design.id, design.system, design.language, design.requested_by) == (DESIGN, "orders", "en", ADA)
    assert design.version == 2


@pytest.mark.parametrize(("status", "history"), HISTORIES.items())
def test_a_design_is_what_its_last_event_says(status: str, history: Sequence[Payload]) -> None:
    design = design_after(*history)
    assert (design.status, design.version) == (DesignStatus(status), len(history))
    assert design.waits == (status in ("drafting", "contradictory"))
    assert design.open == (status in ("questions", "contradictory"))


def test_every_value_says_where_it_came_from() -> None:
    told = design_after(REQUESTED, ASKED, ANSWERED, DRAFTING).requirements()
    assert told == {"read_rps": (15, "given"), "p99_ms": (250, "asked"), "team_size": (4, "assumed")}


def test_an_answer_may_change_what_was_given() -> None:
    changed = happened.DesignAnswered({"read_rps": 900}, {"p99_ms": 500, "team_size": 4})
    assert design_after(REQUESTED, TORN, changed, DRAFTING).requirements()["read_rps"] == (900, "asked")


def test_answers_go_on_asking_while_something_is_worth_it() -> None:
    design = design_after(REQUESTED, ASKED)
    assert types(answer(design, {"p99_ms": 250}, OPEN, assume=False)) == ["design.answered", "design.questions_asked"]
    assert types(answer(design, {"p99_ms": 250}, CLEAR, assume=False)) == ["design.answered", "design.drafting"]
    assert types(answer(design, {}, OPEN, assume=True)) == ["design.answered", "design.drafting"]
    assert types(answer(design, {"p99_ms": 2}, CLASHING, assume=True)) == ["design.answered", "design.contradicted"]


def test_who_once_said_to_assume_is_not_asked_again() -> None:
    torn = design_after(REQUESTED, ASKED, ASSUMED, TORN)
    assert types(answer(torn, {"p99_ms": 300}, OPEN, assume=False)) == ["design.answered", "design.drafting"]


def test_an_answer_says_something() -> None:
    with pytest.raises(ValidationFailed) as refused:
        answer(design_after(REQUESTED, ASKED), {}, OPEN, assume=False)
    assert [(fault.pointer, fault.code) for fault in refused.value.errors] == [("/answers", "required")]


def test_assuming_resolves_no_contradiction() -> None:
    with pytest.raises(Conflict) as refused:
        answer(design_after(REQUESTED, TORN), {}, CLASHING, assume=True)
    assert refused.value.code == "wrong_status"


@pytest.mark.parametrize("status", ["drafting", "ready", "failed"])
def test_a_design_that_is_settled_takes_no_answers(status: str) -> None:
    with pytest.raises(Conflict) as refused:
        answer(design_after(*HISTORIES[status]), {"p99_ms": 1}, CLEAR, assume=True)
    assert refused.value.code == "wrong_status"


def test_a_draft_makes_it_ready_once() -> None:
    drafting = design_after(REQUESTED, DRAFTING)
    payloads = tell_draft(drafting, DRAFT)
    assert payloads == [READY]
    ready = design_after(REQUESTED, DRAFTING, *payloads)
    assert (ready.document, ready.recommended, ready.house_rules) == ("9a" * 32, 1, 2)
    assert tell_draft(ready, DRAFT) == []


def test_a_draft_of_what_contradicts_itself_keeps_its_document_and_stays_open() -> None:
    torn = Draft(KB, "9a" * 32, (CLASH,), (OPTION,), 0)
    payloads = tell_draft(design_after(REQUESTED, TORN), torn)
    assert payloads == [TORN_AND_DRAFTED]
    design = design_after(REQUESTED, TORN, *payloads)
    assert (design.waits, design.open, design.document) == (False, True, "9a" * 32)
    assert tell_draft(design, torn) == []


def test_a_late_draft_of_other_requirements_changes_nothing() -> None:
    asked_again = design_after(REQUESTED, TORN, ANSWERED, ASKED)
    assert tell_draft(asked_again, DRAFT) == []
    assert give_up(asked_again, "internal_error") == []


def test_what_cannot_be_drafted_fails_once() -> None:
    assert give_up(design_after(REQUESTED, DRAFTING), "requirements_outdated") == [FAILED]
    failed = design_after(REQUESTED, DRAFTING, FAILED)
    assert (failed.status, failed.failure) == (DesignStatus.FAILED, "requirements_outdated")
    assert give_up(failed, "requirements_outdated") == []


def test_a_new_step_forgets_what_the_old_one_found() -> None:
    design = design_after(REQUESTED, TORN, TORN_AND_DRAFTED, ANSWERED, ASKED, ANSWERED, DRAFTING)
    assert (design.questions, design.conflicts, design.document) == ((), (), None)


STEPS = {
    "answer": lambda design: answer(design, {"p99_ms": 250}, OPEN, assume=False),
    "settle": lambda design: answer(design, {"p99_ms": 250}, CLEAR, assume=False),
    "tear": lambda design: answer(design, {"p99_ms": 2}, CLASHING, assume=False),
    "assume": lambda design: answer(design, {}, OPEN, assume=True),
    "draft": lambda design: tell_draft(design, DRAFT),
    "give up": lambda design: give_up(design, "internal_error"),
}


@settings(max_examples=80, deadline=None)
@for_all(st.lists(st.sampled_from(sorted(STEPS)), max_size=12))
def test_whatever_happens_a_design_has_one_status_with_what_belongs_to_it(steps: list[str]) -> None:
    history: list[Payload] = [REQUESTED, ASKED]
    for step in steps:
        design: Design = design_after(*history)
        try:
            history += STEPS[step](design)
        except Conflict:
            assert design.status not in (DesignStatus.QUESTIONS,)
        after = design_after(*history)
        assert bool(after.questions) == (after.status is DesignStatus.QUESTIONS)
        assert bool(after.conflicts) == (after.status is DesignStatus.CONTRADICTORY)
        assert (after.failure is not None) == (after.status is DesignStatus.FAILED)
        assert after.document is not None or after.status is not DesignStatus.READY
