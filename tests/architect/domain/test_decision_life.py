"""Decisions: proposed, accepted or rejected, superseded; who, when and why stays."""

from collections.abc import Sequence

import pytest

from shared.architect.domain.records import events as happened
from shared.architect.domain.records.checks import check_from_json, checks_of
from shared.architect.domain.records.decision import DecisionStatus, accept, reject, supersede
from shared.architect.domain.review.checks import ForbiddenImportCheck, LayersCheck, RequiredSettingCheck
from shared.kernel.errors import Conflict, ValidationFailed
from shared.kernel.events import Payload
from tests.architect.domain.stories import ADA, OTHER, decision_after, proposed

ACCEPTED = happened.DecisionAccepted("Agreed.")
REJECTED = happened.DecisionRejected("Too dear.")
SUPERSEDED = happened.DecisionSuperseded(OTHER, 2, "We grew.")
PROPOSED = (proposed(),)
SUCCESSOR = decision_after(proposed(2), ACCEPTED, decision_id=OTHER)
HISTORIES: dict[DecisionStatus, Sequence[Payload]] = {
    DecisionStatus.PROPOSED: PROPOSED,
    DecisionStatus.ACCEPTED: (*PROPOSED, ACCEPTED),
    DecisionStatus.REJECTED: (*PROPOSED, REJECTED),
    DecisionStatus.SUPERSEDED: (*PROPOSED, ACCEPTED, SUPERSEDED),
}


@pytest.mark.parametrize("status", HISTORIES)
def test_a_decision_is_what_its_last_event_says(status: DecisionStatus) -> None:
    decision = decision_after(*HISTORIES[status])
    assert decision.status is status
    assert decision.history[0].status is DecisionStatus.PROPOSED
    assert {step.by.id for step in decision.history} == {ADA}
    assert [step.at for step in decision.history] == sorted({step.at for step in decision.history})
    assert decision.history[-1].reason in ("Transactions.", "Agreed.", "Too dear.", "We grew.")


@pytest.mark.parametrize("status", HISTORIES)
def test_only_a_proposal_is_accepted_or_rejected(status: DecisionStatus) -> None:
    decision = decision_after(*HISTORIES[status])
    for decide, leads_to, event in (
        (accept, DecisionStatus.ACCEPTED, ACCEPTED),
        (reject, DecisionStatus.REJECTED, REJECTED),
    ):
        if status is DecisionStatus.PROPOSED:
            assert decide(decision, event.reason) == [event]
        elif status is leads_to:
            assert decide(decision, "again") == []
        else:
            with pytest.raises(Conflict) as refused:
                decide(decision, None)
            assert refused.value.code == "wrong_status"


def test_an_accepted_decision_makes_way_for_another_accepted_one() -> None:
    accepted = decision_after(*PROPOSED, ACCEPTED)
    assert supersede(accepted, SUCCESSOR, "We grew.") == [SUPERSEDED]
    superseded = decision_after(*PROPOSED, ACCEPTED, SUPERSEDED)
    assert (superseded.superseded_by, superseded.superseded_by_number) == (OTHER, 2)
    assert supersede(superseded, SUCCESSOR, None) == []


@pytest.mark.parametrize("status", [DecisionStatus.PROPOSED, DecisionStatus.REJECTED])
def test_what_was_never_accepted_is_not_superseded(status: DecisionStatus) -> None:
    with pytest.raises(Conflict):
        supersede(decision_after(*HISTORIES[status]), SUCCESSOR, None)


def test_a_successor_is_another_accepted_decision_of_the_same_system() -> None:
    accepted = decision_after(*PROPOSED, ACCEPTED)
    elsewhere = decision_after(proposed(2, "0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c99"), ACCEPTED, decision_id=OTHER)
    for by in (None, accepted, elsewhere):
        with pytest.raises(ValidationFailed) as refused:
            supersede(accepted, by, None)
        assert [fault.pointer for fault in refused.value.errors] == ["/by"]
    with pytest.raises(Conflict) as conflict:
        supersede(accepted, decision_after(proposed(2), decision_id=OTHER), None)
    assert conflict.value.code == "wrong_status"


def test_checks_come_back_as_a_review_asks_them() -> None:
    told = (
        {"kind": "layers", "layers": [["shop.web"], ["shop.cart", "shop.stock"]]},
        {"kind": "forbidden_import", "importer": "*", "imported": "boto3"},
        {"kind": "required_setting", "file": "template", "path": "AWS::SQS::Queue.RedrivePolicy"},
        {"kind": "required_setting", "file": "pyproject.toml", "path": "tool.mypy.strict", "equals": "true"},
    )
    wish = proposed()
    decision = decision_after(happened.DecisionProposed(**{**wish.members(), "checks": told}), ACCEPTED)
    assert checks_of(decision).checks == (
        LayersCheck((("shop.web",), ("shop.cart", "shop.stock"))),
        ForbiddenImportCheck("*", "boto3"),
        RequiredSettingCheck("template", "AWS::SQS::Queue.RedrivePolicy"),
        RequiredSettingCheck("pyproject.toml", "tool.mypy.strict", "true"),
    )
    assert (checks_of(decision).number, checks_of(decision).title) == (1, "primary: postgresql")
    with pytest.raises(ValueError, match="no kind of check"):
        check_from_json({"kind": "wish"})
