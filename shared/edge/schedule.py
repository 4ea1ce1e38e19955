"""What a schedule starts: one piece of work that may come twice, or late."""

from collections.abc import Callable, Mapping
from typing import Any

from shared.edge.correlation import chosen_correlation_id, correlated
from shared.edge.metrics import Metric
from shared.edge.telemetry import Telemetry
from shared.kernel.dataclasses import dataclass

Facts = Mapping[str, int]


class ScheduleFailed(Exception):
    """Lambda logs what a handler raises: of an error only its kind, for its text may repeat what somebody sent."""


@dataclass(frozen=True)
class Run:
    """One run of a schedule: `id` is its correlation id, `detail` what a person who starts it by hand may say."""

    id: str
    detail: Mapping[str, Any]


ScheduledHandler = Callable[[Mapping[str, Any], Any], dict[str, int]]


def schedule_handler(
    work: Callable[[Run], Facts], *, telemetry: Telemetry | None = None, measures: Mapping[str, Metric] | None = None
) -> ScheduledHandler:
    """`work` answers what it did, in numbers. What it raises, the scheduler tries again.

    `measures`: the numbers that are metrics too, by their names in the answer.
    """
    signals = telemetry or Telemetry.standard()

    def handle(event: Mapping[str, Any], context: Any) -> dict[str, int]:
        run = _run(event, context)
        with correlated(run.id):
            try:
                with signals.subsegment("schedule"):
                    facts = dict(work(run))
            except Exception as error:
                signals.logger.error("schedule failed", exc_info=error)
                signals.count({Metric.SCHEDULES_FAILED: 1})
                raise ScheduleFailed(type(error).__name__) from None
            signals.logger.info("schedule done", extra=facts)
            measured = {metric: facts[name] for name, metric in (measures or {}).items()}
            signals.count({Metric.SCHEDULES_DONE: 1, **measured})
            return facts

    return handle


def _run(event: Mapping[str, Any], context: Any) -> Run:
    detail = event.get("detail")
    chosen = chosen_correlation_id(event.get("id"), getattr(context, "aws_request_id", "schedule"))
    return Run(chosen, detail if isinstance(detail, dict) else {})
