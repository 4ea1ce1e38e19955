"""One dashboard in three parts: what people meet, what happens behind them, what it costs.

Three would be free in an account that has none yet, one of so many metrics never is; but each further stage would pay
for three.
"""

from collections.abc import Callable, Sequence

from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra.resources.metrics import FIVE_MINUTES, Metrics, account_concurrency
from infra.resources.objectives import OBJECTIVES, bad_share
from infra.topology import FUNCTIONS, QUEUES, TABLES, HttpTrigger, QueueTrigger, ScheduleTrigger, StreamTrigger

OUTCOMES = ("succeeded", "invalid_credentials", "throttled", "email_not_verified", "account_suspended", "failed")
REFRESHED = ("rotated", "refused", "reuse", "failed")
_PERCENTILES = ("p50", "p95", "p99")
_HTTP = [function.name for function in FUNCTIONS if isinstance(function.trigger, HttpTrigger)]
_SCHEDULED = [function.name for function in FUNCTIONS if isinstance(function.trigger, ScheduleTrigger)]
_CONSUMERS = [function.name for function in FUNCTIONS if isinstance(function.trigger, QueueTrigger)]
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
            _heading("What people meet"),
            *service,
            _heading("What happens behind them"),
            *behind,
            _heading("What it costs"),
            *cost,
        ],
    )


def _heading(text: str) -> Row:
    return [cloudwatch.TextWidget(markdown=f"## {text}", width=_WIDTH, height=1)]


def _state(alarms: Sequence[cloudwatch.IAlarm]) -> Row:
    return [cloudwatch.AlarmStatusWidget(title="Alarms", width=_WIDTH, height=4, alarms=list(alarms))]


def _service(metrics: Metrics) -> list[Row]:
    shares = [bad_share(objective, metrics, FIVE_MINUTES, 1) for objective in OBJECTIVES]
    outcomes = [_named(metrics.own("SignIns", "sessions", outcome=outcome), outcome) for outcome in OUTCOMES]
    refreshes = [_named(metrics.own("Refreshes", "sessions", outcome=outcome), outcome) for outcome in REFRESHED]
    return [
        [
            _graph("Requests", [metrics.api("Count")], 8),
            _graph("Answers that refuse or fail", [metrics.api("4xx"), metrics.api("5xx")], 8),
            _graph("Latency of the API, ms", [metrics.api("Latency", each) for each in _PERCENTILES], 8),
        ],
        [
            _graph("Sign-ins by outcome", outcomes, 8),
            _graph("Share of bad sign-ins", shares, 8),
            _graph("Refreshes by outcome", refreshes, 8),
        ],
        [_graph(f"{name}, ms", _durations(metrics, name), _WIDTH // len(_HTTP)) for name in _HTTP],
        [
            _graph("Functions at once, in this account", [account_concurrency()], 8),
            _graph("Crashes", _each(_HTTP, lambda name: metrics.function("Errors", name)), 8),
            _graph("Refused for want of room", _each(_HTTP, lambda name: metrics.function("Throttles", name)), 8),
        ],
    ]


def _durations(metrics: Metrics, function: str) -> list[cloudwatch.IMetric]:
    return [metrics.function("Duration", function, each) for each in _PERCENTILES]


def _behind(metrics: Metrics, dead_letters: Sequence[str]) -> list[Row]:
    queues = [queue.name for queue in QUEUES]
    depth, age = "ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"
    lag = _each(_PUBLISHERS, lambda name: metrics.function("IteratorAge", name, "Maximum"))
    return [
        [
            _graph("Publish lag, ms", lag, 8),
            _graph("Oldest message, s", _each(queues, lambda name: metrics.queue(age, name)), 8),
            _graph("Dead letters", _each(dead_letters, lambda name: metrics.queue(depth, name)), 8),
        ],
        [
            _graph("Messages that wait", _each(queues, lambda name: metrics.queue(depth, name)), 8),
            _graph("Messages tried again", _each(_CONSUMERS, lambda name: metrics.own("MessagesRetried", name)), 8),
            _graph("Messages parked", _each(_CONSUMERS, lambda name: metrics.own("MessagesParked", name)), 8),
        ],
        [
            _graph("Runs of schedules", _each(_SCHEDULED, lambda name: metrics.own("SchedulesDone", name)), 8),
            _graph("... that failed", _each(_SCHEDULED, lambda name: metrics.own("SchedulesFailed", name)), 8),
            _graph("Age of the signing key, days", [_key_age(metrics)], 8),
        ],
        [
            _graph("Share of mails that bounce, or are called spam", _reputation(metrics), 8),
            _graph("Reads throttled", _by_table(metrics, "ReadThrottleEvents"), 8),
            _graph("Writes throttled", _by_table(metrics, "WriteThrottleEvents"), 8),
        ],
    ]


def _reputation(metrics: Metrics) -> list[cloudwatch.IMetric]:
    """What the alarms look at, too."""
    return [metrics.mail(f"Reputation.{rate}", "Maximum") for rate in ("BounceRate", "ComplaintRate")]


def _key_age(metrics: Metrics) -> cloudwatch.IMetric:
    return metrics.own("SigningKeyAgeDays", "rotate_signing_keys", "Maximum")


def _cost(metrics: Metrics) -> list[Row]:
    names = [function.name for function in FUNCTIONS]
    return [
        [
            _graph("Lambda, GB-seconds", metrics.gigabyte_seconds(FUNCTIONS), 12, stacked=True),
            _graph("Lambda, calls", _each(names, lambda name: metrics.function("Invocations", name)), 12, stacked=True),
        ],
        [
            _graph("DynamoDB, read units", _by_table(metrics, "ConsumedReadCapacityUnits"), 12, stacked=True),
            _graph("DynamoDB, write units", _by_table(metrics, "ConsumedWriteCapacityUnits"), 12, stacked=True),
        ],
        [
            _graph("Log bytes", _each(names, metrics.log_bytes), 12, stacked=True),
            _graph("Requests, mails", [metrics.api("Count"), metrics.mail("Send")], 6),
            _graph("KMS calls", [metrics.kms_calls()], 6),
        ],
    ]


def _by_table(metrics: Metrics, name: str) -> list[cloudwatch.IMetric]:
    return _each([table.name for table in TABLES], lambda table: metrics.table(name, table))


def _each(names: Sequence[str], metric: Callable[[str], cloudwatch.Metric]) -> list[cloudwatch.IMetric]:
    return [_named(metric(name), name) for name in names]


def _named(metric: cloudwatch.Metric, label: str) -> cloudwatch.IMetric:
    return metric.with_(label=label)


def _graph(
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
