"""What else has a limit on the way: how much of each an operation takes, by what was measured of it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from infra.cost.book import Running
from infra.cost.stage import Invocation
from infra.cost.usage import duration, of_a_start
from infra.topology import HttpTrigger

# As an account begins, per region; all but the partition's can be raised. Where they stand: docs/scale.md.
DEFAULTS = {
    "HTTP API: requests a second": 10_000,
    "Lambda: runs at once": 1_000,
    "DynamoDB: reads of a table a second": 40_000,
    "DynamoDB: writes of a table a second": 40_000,
    "EventBridge: events put a second": 10_000,
    "KMS: requests a second": 20_000,
    "SES: mails a second": 14,
}


@dataclass(frozen=True)
class Demand:
    name: str
    needed: float
    limit: float


def demands(
    operations: Mapping[str, Sequence[Invocation]], rates: Mapping[str, float], running: Running
) -> Iterator[Demand]:
    """What `rates` a second take of each, at the tables that take the most."""
    runs = [(rate, invocation) for name, rate in rates.items() for invocation in operations[name]]
    http = sum(rate for rate, one in runs if isinstance(one.function.trigger, HttpTrigger))
    yield _of("HTTP API: requests a second", http)
    yield _of("Lambda: runs at once", sum(rate * _seconds(one, running) for rate, one in runs))
    for does, what in (("read", "reads"), ("write", "writes")):
        tables: defaultdict[str, float] = defaultdict(float)
        for rate, one in runs:
            for touch in (touch for call in one.calls for touch in call.touches if touch.does == does):
                tables[touch.table] += rate * touch.units
        yield _of(f"DynamoDB: {what} of a table a second", max(tables.values(), default=0.0))
    yield _of("EventBridge: events put a second", _called(runs, "PutEvents"))
    yield _of("SES: mails a second", _called(runs, "SendEmail"))


def _of(name: str, needed: float) -> Demand:
    return Demand(name, needed, DEFAULTS[name])


def _called(runs: Sequence[tuple[float, Invocation]], operation: str) -> float:
    return sum(rate for rate, one in runs for call in one.calls if call.operation == operation)


def _seconds(one: Invocation, running: Running) -> float:
    return duration(one, [call for call in one.calls if not of_a_start(call)], running)
