"""The crash points of three functions at every commit; `make crash` tries those of all."""

import pytest

from infra.topology import FUNCTIONS
from tests.crash.catalogue import SCENARIOS, untried
from tests.crash.ground import Ground, Snapshot
from tests.crash.harness import Trial
from tests.crash.scenarios import Scenario

AT_EVERY_COMMIT = {("accounts", "sign-up"), ("send_email", "new account"), ("publish_events", "one event")}
CHOSEN = [scenario for scenario in SCENARIOS if (scenario.function, scenario.name) in AT_EVERY_COMMIT]


def test_every_function_has_a_scenario() -> None:
    assert untried(SCENARIOS) == []


def test_a_function_without_a_scenario_would_be_named() -> None:
    assert untried(()) == [function.name for function in FUNCTIONS]


def test_scenarios_have_names_of_their_own() -> None:
    names = [(scenario.function, scenario.name) for scenario in SCENARIOS]
    assert len(set(names)) == len(names)
    assert set(names) >= AT_EVERY_COMMIT


@pytest.mark.parametrize("scenario", CHOSEN, ids=lambda scenario: f"{scenario.function}: {scenario.name}")
def test_nothing_is_lost_or_doubled_wherever_it_crashes(ground: Ground, empty: Snapshot, scenario: Scenario) -> None:
    trial = Trial.on(ground, empty, scenario)
    assert len(trial.faults) >= 4 * len(trial.calls)
    assert [str(broken) for fault in trial.faults if (broken := trial.run(fault))] == []
