"""The alarms, each with the section of the runbook that says what to do. Who is told: alarm_mail.py."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra.resources.metrics import FIVE_MINUTES, Metrics, account_concurrency
from infra.resources.names import camel
from infra.resources.objectives import OBJECTIVES, WINDOWS, Objective, Window, bad_share, ends_of
from infra.topology import FUNCTIONS, TABLES, HttpTrigger, QueueTrigger, ScheduleTrigger, StreamTrigger

RUNBOOK = "docs/runbook.md"
Missing = cloudwatch.TreatMissingData
# Seconds that the oldest message may wait: a person waits for a mail or a design, and nobody for the search index.
_PATIENCE = {"mail": 600, "end-sessions": 900, "search": 3600, "drafts": 600, "reviews": 1800, "template-reviews": 1800}
_DAY = Duration.days(1)


@dataclass(frozen=True)
class Watch:
    """`section` of the runbook. Alarm at `threshold` or above, in `due` of the last `periods` periods.

    `missing`: what it means when nothing was measured. Where nothing happened, nothing is wrong; but what reports every
    day and does not, is.
    """

    name: str
    section: str
    says: str
    metric: cloudwatch.IMetric
    threshold: float = 1
    due: int = 1
    periods: int = 1
    missing: cloudwatch.TreatMissingData = Missing.NOT_BREACHING
    below: bool = False


def alarms(
    scope: Construct, metrics: Metrics, dead_letters: Sequence[str], actions: Sequence[cloudwatch.IAlarmAction] = ()
) -> list[cloudwatch.AlarmBase]:
    """All of a stage that call somebody. `dead_letters`: the queues in which something waits for a person."""
    called = [burning(scope, metrics, objective) for objective in OBJECTIVES]
    called += [alarm(scope, metrics, watch) for watch in watches(metrics, dead_letters)]
    for each in called:
        each.add_alarm_action(*actions)
        each.add_ok_action(*actions)
    return called


def watches(metrics: Metrics, dead_letters: Sequence[str]) -> Iterator[Watch]:
    yield from _answering(metrics)
    yield from _functions(metrics)
    yield from _waiting(metrics, dead_letters)
    yield from _by_the_clock(metrics)
    yield from _mails(metrics)
    yield _own_review(metrics)


def alarm(scope: Construct, metrics: Metrics, watch: Watch) -> cloudwatch.Alarm:
    lower = cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD
    higher = cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
    return cloudwatch.Alarm(
        scope,
        f"{camel(watch.name)}Alarm",
        alarm_name=f"{metrics.prefix}-{watch.name}",
        alarm_description=f"{watch.says} Runbook: {RUNBOOK}#{watch.section}",
        metric=watch.metric,
        threshold=watch.threshold,
        datapoints_to_alarm=watch.due,
        evaluation_periods=watch.periods,
        comparison_operator=lower if watch.below else higher,
        treat_missing_data=watch.missing,
    )


def burning(scope: Construct, metrics: Metrics, objective: Objective) -> cloudwatch.CompositeAlarm:
    """One that calls, over pairs of windows that do not."""
    pairs = [_pair(scope, metrics, objective, window) for window in WINDOWS]
    return cloudwatch.CompositeAlarm(
        scope,
        f"{camel(objective.name)}Alarm",
        composite_alarm_name=f"{metrics.prefix}-{objective.name}",
        alarm_description=f"{objective.says} Runbook: {RUNBOOK}#{objective.name}",
        alarm_rule=cloudwatch.AlarmRule.any_of(*pairs),
    )


def _pair(scope: Construct, metrics: Metrics, objective: Objective, window: Window) -> cloudwatch.IAlarmRule:
    both = [
        alarm(
            scope,
            metrics,
            Watch(
                f"{objective.name}-{window.name}-{end}",
                objective.name,
                f"The budget burns {window.rate:g} times too fast over {period.to_human_string()}.",
                bad_share(objective, metrics, period, fewest),
                threshold=round(window.rate * objective.budget, 6),
            ),
        )
        for end, period, fewest in ends_of(window)
    ]
    return cloudwatch.AlarmRule.all_of(
        *[cloudwatch.AlarmRule.from_alarm(each, cloudwatch.AlarmState.ALARM) for each in both]
    )


def _answering(metrics: Metrics) -> Iterator[Watch]:
    failed = cloudwatch.MathExpression(
        expression="IF(FILL(failed, 0) >= 5, 100 * failed / asked, 0)",
        using_metrics={"failed": metrics.api("5xx"), "asked": metrics.api("Count")},
        label="% answered with 5xx",
        period=FIVE_MINUTES,
    )
    says = "More than 5 % of all requests fail."
    yield Watch("api-errors", "api-errors", says, failed, threshold=5, due=3, periods=3)
    used = cloudwatch.MathExpression(
        expression="100 * used / SERVICE_QUOTA(used)",
        using_metrics={"used": account_concurrency()},
        label="% of the account's concurrency",
        period=FIVE_MINUTES,
    )
    says = "The functions of this account use 80 % of the concurrency that it may."
    yield Watch("concurrency", "concurrency", says, used, threshold=80, due=2, periods=3)


def _functions(metrics: Metrics) -> Iterator[Watch]:
    """One crash is no news where the next call does the work; of what runs once a day, each is."""
    for function in FUNCTIONS:
        seldom = isinstance(function.trigger, ScheduleTrigger)
        name = function.name.replace("_", "-")
        says = f"The function {name} crashes, or runs out of time or memory."
        due, periods = (1, 1) if seldom else (2, 3)
        watched = metrics.function("Errors", function.name)
        yield Watch(f"errors-{name}", "function-errors", says, watched, due=due, periods=periods)
    prompt = [f.name for f in FUNCTIONS if isinstance(f.trigger, HttpTrigger | StreamTrigger)]
    throttled = summed("refused for want of room", [metrics.function("Throttles", name) for name in prompt])
    says = "Lambda refuses to run functions that somebody waits for."
    yield Watch("throttles", "function-throttles", says, throttled, due=2, periods=3)
    kinds = ("ReadThrottleEvents", "WriteThrottleEvents")
    slowed = summed("throttled", [metrics.table(kind, table.name) for table in TABLES for kind in kinds])
    says = "DynamoDB throttles a table: a partition is too hot, or the account's limit is reached."
    yield Watch("table-throttles", "table-throttles", says, slowed, due=2, periods=3)


def _waiting(metrics: Metrics, dead_letters: Sequence[str]) -> Iterator[Watch]:
    for queue in dead_letters:
        says = f"Something that could not be done lies in {metrics.prefix}-{queue}."
        yield Watch(f"{queue}-filled", queue, says, metrics.queue("ApproximateNumberOfMessagesVisible", queue))
    for function in FUNCTIONS:
        if isinstance(function.trigger, QueueTrigger):
            queue, seconds = function.trigger.queue, _PATIENCE[function.trigger.queue]
            says = f"Messages wait longer than {seconds // 60} minutes in {metrics.prefix}-{queue}."
            age = metrics.queue("ApproximateAgeOfOldestMessage", queue)
            yield Watch(f"{queue}-age", "message-age", says, age, threshold=seconds, due=3, periods=3)
        elif isinstance(function.trigger, StreamTrigger):
            says = "Events are published more than a minute after they were stored."
            lag = metrics.function("IteratorAge", function.name, "Maximum", Duration.minutes(1))
            yield Watch("publish-lag", "publish-lag", says, lag, threshold=60_000, due=5, periods=5)


def _by_the_clock(metrics: Metrics) -> Iterator[Watch]:
    """They report every day, so silence is a failure too."""
    age = metrics.own("SigningKeyAgeDays", "rotate_signing_keys", "Maximum", _DAY)
    says = "The signing key is older than 31 days, or nobody has looked for two days."
    yield Watch("key-rotation", "key-rotation", says, age, threshold=31, due=2, periods=2, missing=Missing.BREACHING)
    done = metrics.own("SchedulesDone", "close_unverified", period=_DAY)
    says = "For two days nobody closed the accounts that are never proven."
    yield Watch("daily-silence", "daily-silence", says, done, due=2, periods=2, missing=Missing.BREACHING, below=True)


def _mails(metrics: Metrics) -> Iterator[Watch]:
    """Well below where SES puts an account under review: 5 % and 0.1 %. A rate that is not told again still holds."""
    bounces = metrics.mail("Reputation.BounceRate", "Maximum")
    says = "3 % of mails come back. From 5 % on, SES reviews the account."
    yield Watch("mail-bounces", "mail-bounces", says, bounces, threshold=0.03, missing=Missing.IGNORE)
    complaints = metrics.mail("Reputation.ComplaintRate", "Maximum")
    says = "0.05 % of mails are called spam. From 0.1 % on, SES reviews the account."
    yield Watch("mail-complaints", "mail-complaints", says, complaints, threshold=0.0005, missing=Missing.IGNORE)


def _own_review(metrics: Metrics) -> Watch:
    """Rollbook looks at its own code and template like at any other system's."""
    names = [f"review_{kind}" for kind in ("code", "template")]
    found = summed("new errors", [metrics.own("OwnNewErrors", name) for name in names])
    return Watch("own-review", "own-review", "Rollbook's rules find a new error in Rollbook itself.", found)


def summed(label: str, parts: Sequence[cloudwatch.IMetric]) -> cloudwatch.MathExpression:
    """An alarm may look at ten metrics at most."""
    named = {f"m{place}": each for place, each in enumerate(parts)}
    expression = " + ".join(f"FILL({name}, 0)" for name in named)
    return cloudwatch.MathExpression(expression=expression, using_metrics=named, label=label, period=FIVE_MINUTES)
