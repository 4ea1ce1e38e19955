"""What costs money though nobody comes: alarms, dashboards, keys, metrics, and pollers that ask in vain."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from infra.cost.book import Running
from infra.cost.stage import Invocation
from infra.cost.usage import Usage
from infra.topology import FUNCTIONS, QueueTrigger

TEMPLATES = Path(__file__).resolve().parents[2] / "build" / "cdk.out"
Metric = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True)
class Standing:
    """`alarms`: metrics that alarms watch, one of which may watch several. `where`: what was counted.

    `tables_key`: tables are under a key of the stage; `traced`: Lambda chooses runs to trace.
    """

    alarms: int
    composite_alarms: int
    dashboards: int
    keys: int
    where: str
    tables_key: bool = True
    traced: bool = True

    def thrifty(self) -> "Standing":
        """Of a deployment with `tables_key: aws` and `tracing: passthrough`."""
        return replace(self, keys=self.keys - self.tables_key, tables_key=False, traced=False)


# Where no template is built: what was counted on 2026-11-27.
PLANNED = Standing(
    alarms=81, composite_alarms=2, dashboards=2, keys=2, where="as of 2026-11-27; make synth counts anew"
)


def counted(directory: Path = TEMPLATES) -> Standing:
    """From the synthesised template, where there is one with alarms in it."""
    for path in sorted(directory.glob("*.template.json")):
        resources = json.loads(path.read_text())["Resources"].values()
        alarms = [one["Properties"] for one in resources if one["Type"] == "AWS::CloudWatch::Alarm"]
        if alarms:
            return Standing(
                sum(map(_watched, alarms)),
                _number(resources, "AWS::CloudWatch::CompositeAlarm"),
                _number(resources, "AWS::CloudWatch::Dashboard"),
                _number(resources, "AWS::KMS::Key"),
                f"counted in {path.name}",
                tables_key=any(map(_own_key, resources)),
                traced=any(map(_traced, resources)),
            )
    return PLANNED


def metrics_of(invocations: Iterable[Invocation]) -> frozenset[Metric]:
    """Every custom metric that these runs wrote: a name with one set of dimensions."""
    return frozenset(metric for one in invocations for line in one.lines for metric in _metrics(json.loads(line)))


def a_month(standing: Standing, metrics: Iterable[Metric], running: Running, hours: Mapping[str, float]) -> Usage:
    """`hours`: by function, the share of hours in which it runs: a metric costs for those alone."""
    polled = sum(isinstance(function.trigger, QueueTrigger) for function in FUNCTIONS)
    tables = sum(len(function.tables) for function in FUNCTIONS)
    return {
        "alarms": standing.alarms,
        "composite_alarms": standing.composite_alarms,
        "dashboards": standing.dashboards,
        "keys": standing.keys,
        "key_rotations": standing.keys * running.rotations,
        "metrics": sum(
            min(running.metric_hours.get(name, 1.0), hours.get(dict(dimensions).get("function", ""), 1.0))
            for name, dimensions in metrics
        ),
        "queue_requests": polled * running.pollers * running.month_seconds / running.poll_seconds,
        "key_requests": standing.tables_key * tables * running.month_seconds / running.table_key_seconds,
    }


def _metrics(line: Mapping[str, Any]) -> Iterable[Metric]:
    for directive in line.get("_aws", {}).get("CloudWatchMetrics", ()):
        for dimensions in directive["Dimensions"]:
            values = tuple((name, str(line[name])) for name in sorted(dimensions))
            yield from ((metric["Name"], values) for metric in directive["Metrics"])


def _watched(alarm: Mapping[str, Any]) -> int:
    return sum("MetricStat" in metric for metric in alarm.get("Metrics", ())) or 1


def _own_key(resource: Mapping[str, Any]) -> bool:
    return "KMSMasterKeyId" in resource.get("Properties", {}).get("SSESpecification", {})


def _traced(resource: Mapping[str, Any]) -> bool:
    return bool(resource.get("Properties", {}).get("TracingConfig", {}).get("Mode") == "Active")


def _number(resources: Iterable[Mapping[str, Any]], type_: str) -> int:
    return sum(one["Type"] == type_ for one in resources)
