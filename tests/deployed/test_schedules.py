"""What runs by the clock is started by the stack's own rules, and does its work."""

import json
import time
from collections.abc import Iterator

import pytest

from infra.deploy_local.deployed import Deployed
from infra.deploy_local.logs import log_of
from infra.topology import FUNCTIONS, Function, ScheduleTrigger
from tests.deployed.town import PATIENCE

SCHEDULED = [function for function in FUNCTIONS if isinstance(function.trigger, ScheduleTrigger)]
# No rate that AWS would take; the emulator looks every ten seconds and finds that a rule of this rate is due.
AT_ONCE = "rate(0 minutes)"


@pytest.fixture(scope="module")
def clocks_set_forward(deployed: Deployed) -> Iterator[None]:
    """Every scheduled rule is due, with the target that the stack gave it; and is as before afterwards."""
    events = deployed.cloud.of("events")
    before = [events.describe_rule(Name=_rule(deployed, function)) for function in SCHEDULED]
    for rule in before:
        events.put_rule(Name=rule["Name"], ScheduleExpression=AT_ONCE, State="ENABLED")
    yield
    for rule in before:
        events.put_rule(Name=rule["Name"], ScheduleExpression=rule["ScheduleExpression"], State="ENABLED")


@pytest.mark.usefixtures("clocks_set_forward")
@pytest.mark.parametrize("function", SCHEDULED, ids=lambda function: function.name)
def test_a_due_rule_starts_its_function_which_does_its_work(deployed: Deployed, function: Function) -> None:
    deadline = time.monotonic() + PATIENCE
    while "schedule done" not in (said := "\n".join(log_of(deployed, function.name))):
        assert "schedule failed" not in said, said
        assert time.monotonic() < deadline, f"nothing was started: {said or 'no line'}"
        time.sleep(0.3)


def test_a_run_by_hand_adds_one_key_and_a_second_run_none(deployed: Deployed) -> None:
    assert [by_hand(deployed, "rotate-signing-keys", {"now": True})["added"] for _ in range(2)] == [1, 0]


def by_hand(deployed: Deployed, function: str, detail: dict[str, bool]) -> dict[str, int]:
    """What the function answers to somebody with the right to invoke it."""
    event = json.dumps({"detail": detail}).encode()
    answer = deployed.cloud.of("lambda").invoke(FunctionName=f"{deployed.stack}-{function}", Payload=event)
    assert "FunctionError" not in answer
    facts: dict[str, int] = json.load(answer["Payload"])
    return facts


def _rule(deployed: Deployed, function: Function) -> str:
    assert isinstance(function.trigger, ScheduleTrigger)
    return f"{deployed.stack}-{function.trigger.name}"
