"""One dashboard in three parts: what people meet, what happens behind them, what it costs.

It shows fifty metrics at most, because an account's first three dashboards of so many are free. AWS does not say
whether a metric that stands in two graphs, or in a sum that hides it, is one or two: each place counts here. What a
search finds would count one by one and grow by itself, so there is none. Where a function more would break the bound,
the account's own sum is shown, and the alarms above it tell which one it is.
"""

from collections.abc import Callable, Sequence

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra.resources.metrics import Metrics, account_concurrency, account_functions, account_log_bytes
from infra.resources.objectives import OBJECTIVES, SIGN_IN, bad_share
from infra.topology import ACCOUNTS, FUNCTIONS, TABLES, QueueTrigger, StreamTrigger

OUTCOMES = ("succeeded", "invalid_credentials", "throttled", "email_not_verified", "account_suspended", "failed")
# A theft, and an outage; the others are everyday.
REFRESHED = ("reuse", "failed")
_PERCENTILES = ("p50", "p95", "p99")
_PUBLISHERS = [function.name for function in FUNCTIONS if isinstance(function.trigger, StreamTrigger)]
_WIDTH = 24
Row = list[cloudwatch.IWidget]


def dashboard(
    scope: Construct, metrics: Metrics, dead_letters: Sequence[str], alarms: Sequence[cloudwatch.IAlarm]
) -> None:
    """`alarms`: shown with their state at the top."""
    service, behind, cost = _service(metrics), _behind(metrics, dead_letters), _cost(metrics)
    cloudwatch.Dashboard(
        scope,
        "Dashboard",
        dashboard_name=metrics.prefix,
        widgets=[
            _state(alarms),
            heading("What people meet"),
            *service,
            heading("What happens behind them"),
            *behind,
            heading("What it costs"),
            *cost,
        ],
    )


def heading(text: str) -> Row:
    return [cloudwatch.TextWidget(markdown=f"## {text}", width=_WIDTH, height=1)]


def _state(alarms: Sequence[cloudwatch.IAlarm]) -> Row:
    return [cloudwatch.AlarmStatusWidget(title="Alarms", width=_WIDTH, height=4, alarms=list(alarms))]


def _service(metrics: Metrics) -> list[Row]:
    outcomes = [_named(metrics.own("SignIns", "sessions", outcome=outcome), outcome) for outcome in OUTCOMES]
    refreshes = [_named(metrics.own("Refreshes", "sessions", outcome=outcome), outcome) for outcome in REFRESHED]
    return [
        [
            graph("Requests", [metrics.api("Count")], 8),
            graph("Answers that refuse or fail", [metrics.api("4xx"), metrics.api("5xx")], 8),
            graph("Latency of the API, ms", _latencies(metrics), 8),
        ],
        [
            graph("Sign-ins by outcome", outcomes, 8),
            _leaks(metrics),
            graph("Refreshes that are not everyday", refreshes, 8),
        ],
        [
            graph("Functions at once, in this account", [account_concurrency()], 8),
            graph("Crashes, in this account", [account_functions("Errors")], 8),
            graph("Refused for want of room, in this account", [account_functions("Throttles")], 8),
        ],
    ]


def _latencies(metrics: Metrics) -> list[cloudwatch.IMetric]:
    """The API's, and the sign-in's own time, which lacks the start of a new environment."""
    api = [_named(metrics.api("Latency", rank), rank) for rank in _PERCENTILES]
    return [*api, _named(metrics.function("Duration", SIGN_IN["function"], "p99"), f"{SIGN_IN['function']} p99")]


def _leaks(metrics: Metrics) -> cloudwatch.GraphWidget:
    """By days of a month, against what is allowed: a leak that is too slow for the alarms shows here."""
    return cloudwatch.GraphWidget(
        title="Share of bad sign-ins, by day",
        left=[bad_share(objective, metrics, Duration.days(1), 1) for objective in OBJECTIVES],
        left_annotations=[
            cloudwatch.HorizontalAnnotation(value=objective.budget, label=f"allowed: {objective.name}")
            for objective in OBJECTIVES
        ],
        left_y_axis=cloudwatch.YAxisProps(min=0, show_units=False),
        start="-P30D",
        width=8,
        height=6,
    )


def _behind(metrics: Metrics, dead_letters: Sequence[str]) -> list[Row]:
    queues = [function.trigger.queue for function in ACCOUNTS if isinstance(function.trigger, QueueTrigger)]
    tables = [table.name for table in TABLES]
    depth, age = "ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"
    lag = each(_PUBLISHERS, lambda name: metrics.function("IteratorAge", name, "Maximum"))
    return [
        [
            graph("Publish lag, ms", lag, 8),
            graph("Oldest message, s", each(queues, lambda name: metrics.queue(age, name)), 8),
            graph("Dead letters", each(dead_letters, lambda name: metrics.queue(depth, name)), 8),
        ],
        [
            graph("Share of mails that bounce, or are called spam", _reputation(metrics), 12),
            graph("Writes throttled", each(tables, lambda name: metrics.table("WriteThrottleEvents", name)), 12),
        ],
    ]


def _reputation(metrics: Metrics) -> list[cloudwatch.IMetric]:
    """What the alarms look at, too."""
    return [metrics.mail(f"Reputation.{rate}", "Maximum") for rate in ("BounceRate", "ComplaintRate")]


def _cost(metrics: Metrics) -> list[Row]:
    """What docs/cost.md finds to dominate, and that changes: requests are above, reads are a sixth of the database."""
    tables = [table.name for table in TABLES]
    units = each(tables, lambda name: metrics.table("ConsumedWriteCapacityUnits", name))
    return [
        [
            graph("DynamoDB, write units", units, 8, stacked=True),
            graph("Lambda, calls, in this account", [account_functions("Invocations")], 8),
            graph("Lambda, ms of all calls, in this account", [account_functions("Duration")], 8),
        ],
        [
            graph("Mails, in this account", [metrics.mail("Send")], 12),
            graph("Log bytes, in this account", [account_log_bytes()], 12),
        ],
    ]


def each(names: Sequence[str], metric: Callable[[str], cloudwatch.Metric]) -> list[cloudwatch.IMetric]:
    return [_named(metric(name), name) for name in names]


def _named(metric: cloudwatch.Metric, label: str) -> cloudwatch.IMetric:
    return metric.with_(label=label)


def graph(
    title: str, shown: Sequence[cloudwatch.IMetric], width: int, *, stacked: bool = False
) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(
        title=title,
        left=list(shown),
        width=width,
        height=6,
        stacked=stacked,
        left_y_axis=cloudwatch.YAxisProps(min=0, show_units=False),
    )
