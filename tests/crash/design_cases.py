"""Designs: asked for, answered, drafted, decided on; and the rules of the house."""

from typing import Any

from shared.architect.domain.records.decision import Decision
from shared.architect.domain.records.design import Design, DesignStatus
from tests.crash.invariants import Aftermath
from tests.crash.review_cases import made, one_answer
from tests.crash.scenarios import Ask, Reply, Scenario, Stage
from tests.crash.staff_cases import KEY, staff

HOUSE = {"forbidden": ["kafka"], "weights": {"cost": 2}}


def wish(**requirements: Any) -> dict[str, Any]:
    return {"system": "Web shop", "language": "en", "requirements": requirements}


def design(stage: Stage) -> Ask:
    return staff(stage, "POST", "/v1/designs", wish(team_size=4), **KEY)


def answers(stage: Stage) -> Ask:
    asked = made(stage, 202, design(stage))
    assert asked["status"] == "questions", asked
    body = {"answers": {"p99_ms": 300}, "assume": True}
    return staff(stage, "POST", f"/v1/designs/{asked['id']}/answers", body, idempotency_key="answer")


def drafted(stage: Stage) -> dict[str, Any]:
    """Ready to be decided on."""
    asked = answers(stage)
    answered = made(stage, 202, asked)
    stage.ground.drain()
    return answered


def decision(stage: Stage) -> Ask:
    target = f"/v1/designs/{drafted(stage)['id']}/decisions"
    return staff(stage, "POST", target, {"option": 1, "reason": "It is the simplest."}, idempotency_key="decide")


def acceptance(stage: Stage) -> Ask:
    target = f"/v1/decisions/{made(stage, 201, decision(stage))['id']}/accept"
    return staff(stage, "POST", target, {"reason": "All agree."}, idempotency_key="accept")


def supersession(stage: Stage) -> Ask:
    """An accepted decision gives way to another one."""
    first = decision(stage)
    ids = []
    for key in ("one", "two"):
        asked = staff(stage, "POST", first.target, {**first.body, "status": "accepted"}, idempotency_key=key)
        ids.append(made(stage, 201, asked)["id"])
    stage.ground.drain()
    return staff(stage, "POST", f"/v1/decisions/{ids[0]}/supersede", {"by": ids[1]}, idempotency_key="supersede")


def house_rules(stage: Stage) -> Ask:
    return staff(stage, "PUT", "/v1/house-rules", HOUSE, if_match='"0"')


def to_be_drafted(stage: Stage) -> None:
    made(stage, 202, answers(stage))


def all_are_drafted(after: Aftermath, _replies: list[Reply]) -> list[str]:
    """None waits for a worker that has finished."""
    waiting = [one for one in after.stored.all(Design) if one.status is DesignStatus.DRAFTING]
    return [f"{len(waiting)} designs were never drafted"] if waiting else []


def numbered_once(after: Aftermath, replies: list[Reply]) -> list[str]:
    """Decisions of a system are counted from 1 without a gap, and one key makes one."""
    numbers = sorted(one.number for one in after.stored.all(Decision))
    wrong = [] if numbers == list(range(1, len(numbers) + 1)) else [f"decisions are numbered {numbers}"]
    return wrong + one_answer(after, replies)


CASES = [
    Scenario("designs", "design", design, (202,), cold=True, then=one_answer),
    Scenario("designs", "answers", answers, (202,), then=all_are_drafted),
    Scenario("designs", "decision", decision, (201,), then=numbered_once),
    Scenario("designs", "acceptance", acceptance, (200,)),
    Scenario("designs", "supersession", supersession, (200,)),
    Scenario("designs", "house rules", house_rules, (200, 412)),
    Scenario("draft_design", "draft", to_be_drafted, then=all_are_drafted),
]
