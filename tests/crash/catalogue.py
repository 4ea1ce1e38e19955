"""All that is tried, and the functions that it covers."""

from collections.abc import Iterable

from infra.topology import FUNCTIONS
from tests.crash import design_cases, http_cases, review_cases, schedule_cases, staff_cases, worker_cases
from tests.crash.scenarios import Scenario

SCENARIOS: tuple[Scenario, ...] = (
    *http_cases.CASES,
    *staff_cases.CASES,
    *worker_cases.CASES,
    *schedule_cases.CASES,
    *review_cases.CASES,
    *design_cases.CASES,
)


def untried(scenarios: Iterable[Scenario]) -> list[str]:
    """The functions of the topology that no scenario tries."""
    tried = {scenario.function for scenario in scenarios}
    return [function.name for function in FUNCTIONS if function.name not in tried]
