"""Questions to the logs that the runbook asks, saved where an operator finds them: CloudWatch, Logs Insights."""

from collections.abc import Sequence

from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.resources.names import camel

QUERIES = {
    "what-failed": (
        'filter level = "ERROR" or level = "WARNING"',
        "fields @timestamp, @log, message, route, error, reason, correlation_id, trace_id",
        "sort @timestamp desc",
        "limit 200",
    ),
    "one-chain": (
        "fields @timestamp, @log, message, route, status, ms, reason",
        'filter correlation_id = "put the correlation id here"',
        "sort @timestamp asc",
    ),
    "slowest-routes": (
        'filter message = "request"',
        "stats count() as requests, pct(ms, 50) as p50, pct(ms, 95) as p95, pct(ms, 99) as p99 by route",
        "sort p99 desc",
    ),
    "cold-starts": (
        'filter type = "platform.report"',
        "stats count(record.metrics.initDurationMs) as starts, pct(record.metrics.initDurationMs, 95) as p95 by @log",
    ),
}


def queries(scope: Construct, prefix: str, groups: Sequence[logs.ILogGroup]) -> None:
    """Over the logs of all functions."""
    for name, lines in QUERIES.items():
        logs.CfnQueryDefinition(
            scope,
            f"{camel(name)}Query",
            name=f"{prefix}/{name}",
            query_string="\n| ".join(lines),
            log_group_names=[group.log_group_name for group in groups],
        )
