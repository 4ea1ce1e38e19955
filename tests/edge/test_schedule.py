"""What a schedule starts is logged, counted, and tried again without giving away what went wrong inside."""

import io
import json
from collections.abc import Mapping
from typing import Any

import pytest

from shared.edge.metrics import Metric
from shared.edge.schedule import Run, ScheduleFailed, schedule_handler
from shared.edge.telemetry import Telemetry, json_logger
from shared.kernel.errors import ServiceUnavailable


class Desk:
    """One handler, its log lines and its metrics."""

    def __init__(self) -> None:
        self.stream, self.metrics, self.runs = io.StringIO(), [], []  # type: ignore[var-annotated]
        self.error: Exception | None = None
        telemetry = Telemetry("sweeper", json_logger(self.stream), write_metrics=self.metrics.append)
        measures = {"swept": Metric.MESSAGES_HANDLED}
        self.handler = schedule_handler(self.work, telemetry=telemetry, measures=measures)

    def work(self, run: Run) -> Mapping[str, int]:
        self.runs.append(run)
        if self.error is not None:
            raise self.error
        return {"swept": 3}

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]

    def counted(self) -> set[str]:
        return {name for line in self.metrics for name in json.loads(line) if name.startswith("Schedules")}


def test_a_run_answers_logs_and_counts_what_it_did() -> None:
    desk = Desk()
    assert desk.handler({"id": "run-1", "detail": {"replace": True}}, None) == {"swept": 3}
    assert desk.runs == [Run("run-1", {"replace": True})]
    assert (desk.lines[0]["message"], desk.lines[0]["swept"]) == ("schedule done", 3)
    assert desk.counted() == {"SchedulesDone"}


def test_a_number_of_the_answer_can_be_a_metric() -> None:
    desk = Desk()
    desk.handler({}, None)
    (line,) = desk.metrics
    assert json.loads(line)["MessagesHandled"] == [3.0]


@pytest.mark.parametrize("error", [ServiceUnavailable(), RuntimeError("ada@example.org")])
def test_a_run_that_fails_is_raised_by_its_kind_only(error: Exception) -> None:
    desk = Desk()
    desk.error = error
    with pytest.raises(ScheduleFailed) as raised:
        desk.handler({"id": "run-1"}, None)
    assert str(raised.value) == type(error).__name__
    assert raised.value.__suppress_context__
    assert "ada@" not in desk.stream.getvalue()
    assert desk.counted() == {"SchedulesFailed"}


@pytest.mark.parametrize("event", [{}, {"id": "no good id!"}, {"detail": "text"}, {"detail": None}])
def test_an_odd_event_runs_all_the_same(event: dict[str, Any]) -> None:
    desk = Desk()
    assert desk.handler(event, None) == {"swept": 3}
    assert desk.runs[0].detail == {}
