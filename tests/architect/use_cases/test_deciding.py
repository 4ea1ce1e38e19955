"""Decisions get their numbers one after the other, keep what the design said, and change hands in one transaction."""

import pytest

from shared.architect.domain.records.decision import Decision, DecisionStatus
from shared.architect.domain.records.design import Design
from shared.architect.domain.records.proposals import Proposal
from shared.architect.use_cases.versions import any_version
from shared.edge.preconditions import IfMatch
from shared.kernel.errors import Conflict, NotFound, Precondition, ValidationFailed
from shared.kernel.events import SealedEvent, verify_chain
from shared.kernel.idempotency import Repeatable
from tests.architect.use_cases.studio import ADA, BY_ADA, TORN, Studio

NOBODY = "0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c99"
LAYERS = {"kind": "layers", "layers": [["shop.web"], ["shop.domain"]]}


@pytest.fixture(scope="module")
def drafted() -> tuple[Studio, Design]:
    """One design for all tests here, each of which decides on it in its own way."""
    studio = Studio()
    return studio, studio.ready()


def accepted(studio: Studio, design: Design) -> Decision:
    return studio.decided(design, status=DecisionStatus.ACCEPTED)


def superseded(studio: Studio, decision: Decision, by: str) -> Decision:
    return studio.decide_on_decision.supersede(decision.id, by, "we grew", any_version, None, BY_ADA)


def test_a_whole_option_is_decided_with_all_its_parts(drafted: tuple[Studio, Design]) -> None:
    studio, design = drafted
    decision = studio.decided(design, option="2", checks=(LAYERS,))
    assert (decision.status, decision.option, decision.dimension) == (DecisionStatus.PROPOSED, "2", None)
    assert decision.choices == design.options[1]["parts"]
    assert decision.context["recommended"] == str((design.recommended or 0) + 1)
    assert decision.context["drivers"]
    assert decision.checks == (LAYERS,)
    assert (decision.history[0].by.id, decision.history[0].reason) == (ADA, "the simplest that does it")


def test_an_option_of_a_dimension_is_decided_with_what_the_design_said_of_it(drafted: tuple[Studio, Design]) -> None:
    studio, design = drafted
    recommended, *others = (design.choices or {})["primary"]
    decision = studio.decided(design, dimension="primary", option=others[0])
    assert decision.title == f"primary: {others[0]}"
    assert decision.choices == {"primary": others[0]}
    assert decision.context["recommended"] == recommended
    assert decision.context["considered"][:2] == [recommended, *others][:2]


def test_a_team_may_decide_for_what_was_excluded_and_it_is_told(drafted: tuple[Studio, Design]) -> None:
    studio, design = drafted
    decision = studio.decided(design, dimension="primary", option="cassandra_scylla", title="Cassandra, all the same")
    assert decision.title == "Cassandra, all the same"
    assert [each["option"] for each in decision.context["excluded"]] == ["cassandra_scylla"]


@pytest.mark.parametrize(
    ("wish", "pointer"),
    [
        ({"option": "0"}, "/option"),
        ({"option": "99"}, "/option"),
        ({"option": "01"}, "/option"),
        ({"option": "postgresql"}, "/option"),
        ({"option": "postgresql", "dimension": "colour"}, "/dimension"),
        ({"option": "fortran", "dimension": "primary"}, "/option"),
    ],
)
def test_what_no_design_offers_is_not_decided(
    drafted: tuple[Studio, Design], wish: dict[str, str], pointer: str
) -> None:
    studio, design = drafted
    with pytest.raises(ValidationFailed) as refused:
        studio.decided(design, **wish)
    assert [fault.pointer for fault in refused.value.errors] == [pointer]


@pytest.mark.parametrize("requirements", [{}, TORN])
def test_only_a_ready_design_is_decided_on(requirements: dict[str, object]) -> None:
    studio = Studio()
    design = studio.asked_for(requirements)
    for _ in range(2):  # a contradictory one stays so, drafted or not
        with pytest.raises(Conflict) as refused:
            studio.decided(design)
        assert refused.value.code == "wrong_status"
        studio.work()


def test_numbers_count_the_decisions_of_a_system_without_gaps_whoever_races(drafted: tuple[Studio, Design]) -> None:
    studio, design = drafted
    other = studio.ready(system="stock")
    assert studio.decided(other).number == 1
    studio.store.meanwhile(lambda: studio.decided(other, option="2"))
    late = studio.decided(other)
    found = studio.read_system.decisions(other.system_id, None, 10).items
    assert (late.number, [decision.number for decision in found]) == (3, [3, 2, 1])
    assert design.system_id != other.system_id


def test_a_repeated_request_records_nothing_new(drafted: tuple[Studio, Design]) -> None:
    studio, design = drafted
    key, proposal = Repeatable("ada decisions key-1", "body"), Proposal("1", "simple")
    first = studio.record_decision(design.id, proposal, key, BY_ADA)
    studio.decide_on_decision.accept(first.id, None, any_version, None, BY_ADA)
    assert studio.record_decision(design.id, proposal, key, BY_ADA) == first


def test_a_decision_is_recorded_as_accepted_in_one_transaction(drafted: tuple[Studio, Design]) -> None:
    studio, design = drafted
    decision = accepted(studio, design)
    assert studio.history(f"decision:{decision.id}") == ["decision.proposed", "decision.accepted"]
    assert verify_chain(studio.store.query(SealedEvent.of(f"decision:{decision.id}")).items) is None


def test_accepting_twice_is_one_event_and_rejecting_it_then_is_refused(drafted: tuple[Studio, Design]) -> None:
    studio, design = drafted
    decision, decide = studio.decided(design), studio.decide_on_decision
    first = decide.accept(decision.id, "agreed", any_version, None, BY_ADA)
    assert decide.accept(decision.id, "agreed again", any_version, None, BY_ADA) == first
    with pytest.raises(Conflict):
        decide.reject(decision.id, None, any_version, None, BY_ADA)


def test_of_two_who_decide_at_once_the_second_sees_what_the_first_did(drafted: tuple[Studio, Design]) -> None:
    studio, design = drafted
    decision, decide = studio.decided(design), studio.decide_on_decision
    studio.store.meanwhile(lambda: decide.reject(decision.id, "too dear", any_version, None, BY_ADA))
    with pytest.raises(Conflict) as refused:
        decide.accept(decision.id, None, any_version, None, BY_ADA)
    assert refused.value.code == "wrong_status"
    with pytest.raises(Precondition):
        decide.reject(decision.id, None, IfMatch("version", 1).check, None, BY_ADA)


def test_another_accepted_decision_takes_over(drafted: tuple[Studio, Design]) -> None:
    studio, design = drafted
    old, new = accepted(studio, design), accepted(studio, design)
    done = superseded(studio, old, new.id)
    assert (done.status, done.superseded_by_number) == (DecisionStatus.SUPERSEDED, new.number)
    assert done.history[-1].reason == "we grew"
    assert superseded(studio, old, new.id) == done


def test_what_takes_over_is_still_accepted_at_that_moment(drafted: tuple[Studio, Design]) -> None:
    studio, design = drafted
    old, new, newest = (accepted(studio, design) for _ in range(3))
    studio.store.meanwhile(lambda: superseded(studio, new, newest.id))
    with pytest.raises(Conflict) as refused:
        superseded(studio, old, new.id)
    assert refused.value.code == "wrong_status"
    assert studio.decisions.get(old.id).status is DecisionStatus.ACCEPTED


def test_what_is_not_there_takes_nothing_over_and_is_not_found(drafted: tuple[Studio, Design]) -> None:
    studio, design = drafted
    with pytest.raises(ValidationFailed):
        superseded(studio, accepted(studio, design), NOBODY)
    with pytest.raises(NotFound):
        studio.decide_on_decision.accept(NOBODY, None, any_version, None, BY_ADA)
    with pytest.raises(NotFound):
        studio.record_decision(NOBODY, Proposal("1", "because"), None, BY_ADA)


def test_a_file_is_named_by_number_and_title(drafted: tuple[Studio, Design]) -> None:
    studio, design = drafted
    decision = studio.decided(design, title="Primäre Ablage: PostgreSQL \u2014 ja!")
    assert studio.read_decisions.file_name(decision) == f"{decision.number:04}-primare-ablage-postgresql-ja.md"
    assert studio.read_decisions.file_name(studio.decided(design, title="决定")).endswith("-decision.md")
