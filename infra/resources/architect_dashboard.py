"""The second dashboard: what becomes of designs and reviews. The first is full: fifty metrics at most are free."""

from collections.abc import Iterator, Sequence

from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra.resources.dashboard import each, graph, heading
from infra.resources.metrics import Metrics
from infra.topology import ARCHITECT, QueueTrigger

_AGE, _DEPTH = "ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesVisible"


def architect_dashboard(scope: Construct, metrics: Metrics) -> None:
    cloudwatch.Dashboard(
        scope,
        "ArchitectDashboard",
        dashboard_name=f"{metrics.prefix}-architect",
        widgets=[heading("Designs and reviews"), *_rows(metrics)],
    )


def queues() -> tuple[str, ...]:
    """Those that only functions of the architect empty."""
    return tuple(f.trigger.queue for f in ARCHITECT if isinstance(f.trigger, QueueTrigger))


def _rows(metrics: Metrics) -> Iterator[list[cloudwatch.IWidget]]:
    waiting, names = queues(), [function.name for function in ARCHITECT]
    dead = [f"{queue}-dlq" for queue in waiting]
    yield [
        graph("Oldest message, s", each(waiting, lambda name: metrics.queue(_AGE, name)), 12),
        graph("Dead letters", each(dead, lambda name: metrics.queue(_DEPTH, name)), 12),
    ]
    yield [
        graph("Calls", _of(metrics, "Invocations", names), 8),
        graph("Crashes", _of(metrics, "Errors", names), 8),
        graph("Time of the slowest hundredth, ms", _of(metrics, "Duration", names, "p99"), 8),
    ]


def _of(metrics: Metrics, name: str, functions: Sequence[str], statistic: str = "Sum") -> list[cloudwatch.IMetric]:
    return each(functions, lambda function: metrics.function(name, function, statistic))
