"""The two objectives of signing in, and how fast each may be missed before somebody is called.

Burn rate: how many times faster than allowed the budget of a month is used up. Each alarm looks at a long window, which
tells that it matters, and at a short one, which tells that it still goes on (Google, "The Site Reliability Workbook",
chapter 5). Thirty days hold 720 hours: at 14.4 an hour uses up 2 % of the budget, at 6 six hours 5 %. What leaks more
slowly is on the dashboard, day by day.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

from infra.resources.metrics import Metrics

SIGN_IN = {"function": "sessions", "route": "POST /v1/sessions"}
SLOW_MILLISECONDS = 1000
# In a long window: one person who meets an error at night is no outage.
_FEWEST = 5


@dataclass(frozen=True)
class Window:
    """Two windows in which the budget burns at least `rate` times too fast."""

    name: str
    long: Duration
    short: Duration
    rate: float


WINDOWS = (
    Window("now", Duration.hours(1), Duration.minutes(5), 14.4),
    Window("soon", Duration.hours(6), Duration.minutes(30), 6),
)


@dataclass(frozen=True)
class Objective:
    """`share`: of all sign-ins that must be good. `says`: what is wrong when it is missed."""

    name: str
    says: str
    share: float

    @property
    def budget(self) -> float:
        """The share that may be bad."""
        return round(1 - self.share, 6)


AVAILABILITY = Objective(
    "sign-in-availability", "People cannot sign in: more than the 0.1 % of failures allowed.", 0.999
)
LATENCY = Objective("sign-in-latency", "Signing in is slow: more than 1 % take longer than a second.", 0.99)
OBJECTIVES = (AVAILABILITY, LATENCY)


def ends_of(window: Window) -> Iterator[tuple[str, Duration, int]]:
    """Both, with the fewest bad sign-ins that count there."""
    yield "long", window.long, _FEWEST
    yield "short", window.short, 1


def bad_share(objective: Objective, metrics: Metrics, period: Duration, fewest: int) -> cloudwatch.MathExpression:
    """Of the sign-ins in a period; 0 where fewer than `fewest` were bad."""
    using = _failed(metrics, period) if objective is AVAILABILITY else _slow(metrics, period)
    bad, total = _SUMS[objective.name]
    return cloudwatch.MathExpression(
        expression=f"IF({bad} >= {fewest}, ({bad}) / ({total}), 0)",
        using_metrics=using,
        label=f"{objective.name} {period.to_human_string()}",
        period=period,
    )


# A metric that nobody reported in a period is no gap in what is known: there were none.
_SUMS = {
    AVAILABILITY.name: (
        "FILL(failed, 0) + FILL(crashed, 0) + FILL(throttled, 0)",
        "FILL(asked, 0) + FILL(crashed, 0) + FILL(throttled, 0)",
    ),
    LATENCY.name: ("FILL(slow, 0)", "FILL(answered, 0)"),
}


def _failed(metrics: Metrics, period: Duration) -> dict[str, cloudwatch.IMetric]:
    """What ended in an outage or a fault, and what never ended: the function crashed, or Lambda had no room for it."""
    function = SIGN_IN["function"]
    return {
        "asked": metrics.own("Duration", function, "SampleCount", period, route=SIGN_IN["route"]),
        "failed": metrics.own("SignIns", function, period=period, outcome="failed"),
        "crashed": metrics.function("Errors", function, period=period),
        "throttled": metrics.function("Throttles", function, period=period),
    }


def _slow(metrics: Metrics, period: Duration) -> dict[str, cloudwatch.IMetric]:
    """By the function's own clock, so without the start of a new environment: dashboards show the API's latency too."""
    spent = {"function": SIGN_IN["function"], "period": period, "route": SIGN_IN["route"]}
    return {
        "slow": metrics.own("Duration", statistic=f"TC({SLOW_MILLISECONDS}:)", **spent),
        "answered": metrics.own("Duration", statistic="SampleCount", **spent),
    }
