"""Schedules fire by their rate while the system is up."""

from typing import Any

import pytest

from infra.local.workers.schedules import Schedules, Timetable, seconds_of
from infra.topology import FUNCTIONS, Function, ScheduleTrigger

DAY = 86400.0
DAILY = Function("daily", ScheduleTrigger("daily", "rate(1 day)"))
WEEKLY = Function("weekly", ScheduleTrigger("weekly", "rate(7 days)"))


class Morning:
    """A clock to set, and what was run."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.runs: list[str] = []
        self.broken = False
        schedules = Schedules([DAILY, WEEKLY], "eu-central-1", self.call)
        self.timetable = Timetable(schedules, lambda: self.seconds)

    def call(self, name: str, event: dict[str, Any], _context: Any) -> None:
        assert event["detail-type"] == "Scheduled Event"
        if self.broken:
            raise RuntimeError(name)
        self.runs.append(name)

    def days(self, count: float) -> list[str]:
        """What ran in that time."""
        self.seconds += count * DAY
        before = len(self.runs)
        self.timetable.step()
        return self.runs[before:]


@pytest.mark.parametrize(
    ("rate", "seconds"), [("rate(1 minute)", 60), ("rate(2 hours)", 7200), ("rate(30 days)", 30 * DAY)]
)
def test_a_rate_is_so_many_seconds(rate: str, seconds: float) -> None:
    assert seconds_of(rate) == seconds


@pytest.mark.parametrize("rate", ["cron(0 3 * * ? *)", "rate(1 fortnight)", "rate(x days)", ""])
def test_nothing_else_is_a_rate(rate: str) -> None:
    with pytest.raises(ValueError, match="not a rate"):
        seconds_of(rate)


def test_what_is_declared_can_be_read() -> None:
    declared = [each.trigger.rate for each in FUNCTIONS if isinstance(each.trigger, ScheduleTrigger)]
    assert len(declared) >= 3
    assert all(seconds_of(rate) >= 60 for rate in declared)


def test_each_schedule_runs_when_its_rate_has_passed_and_not_before() -> None:
    morning = Morning()
    assert morning.days(0) == []
    assert morning.days(0.9) == []
    assert morning.days(0.2) == ["daily"]
    assert morning.days(0.5) == []
    assert morning.days(5.5) == ["daily", "weekly"]


def test_one_that_fails_comes_again_at_its_next_turn() -> None:
    morning = Morning()
    morning.broken = True
    with pytest.raises(RuntimeError):
        morning.days(1)
    morning.broken = False
    assert morning.days(0.5) == []
    assert morning.days(0.5) == ["daily"]
