"""Part seven: what to measure and where to be woken: every threshold is computed from this request."""

from collections.abc import Iterator

from shared.architect.document import blocks
from shared.architect.document.blocks import Block
from shared.architect.document.numbers import duration, exact, rounded
from shared.architect.document.telling import Telling
from shared.architect.domain.design.requirements import Requirements

_MINUTES_A_MONTH = 43_200
# Burn rates that page: 2 % of the month's budget in an hour, 5 % in six. Google, The Site Reliability Workbook, ch. 5.
_FAST_BURN, _SLOW_BURN = 14.4, 6.0
_BUDGET_SHARE = 0.8
_POOL_SHARE = 0.8
_RELATIONAL = ("postgresql", "aurora_serverless", "mysql", "aurora_dsql")
_QUEUES = ("sqs", "rabbitmq", "redis_streams", "eventbridge")
_STREAMS = ("kinesis", "kafka")


def monitoring(telling: Telling) -> list[Block]:
    head = [telling.say(f"monitoring.head.{column}") for column in ("metric", "threshold", "means")]
    told = thresholds(telling)
    rows = [
        [telling.say(f"monitoring.{key}.{column}", **told) for column in ("metric", "threshold", "means")]
        for key in metrics_for(telling)
    ]
    return [blocks.paragraph(telling.say("monitoring.intro", **told)), blocks.table(head, rows)]


def metrics_for(telling: Telling) -> list[str]:
    return [*_of_users(telling), *_of_stores(telling), *_of_flows(telling), *_of_running(telling)]


def _of_users(telling: Telling) -> Iterator[str]:
    if telling.requirements["clients"]:
        yield from ("latency", "errors", "traffic")
    if telling.requirements["push"] != "none":
        yield "sockets"
    if telling.requirements["auth_users"]:
        yield "sign_in"


def _of_stores(telling: Telling) -> Iterator[str]:
    primary = telling.part("primary")
    if primary in _RELATIONAL:
        yield "pool"
        yield "slow_queries"
    if primary == "aurora_dsql":
        yield "conflicts"
    if primary == "dynamodb":
        yield "throttles"
    if telling.calculation("hot_key"):
        yield "hot_key"
    yield "growth"
    if telling.part("analytics") == "read_replica" or telling.calculation("read_replicas"):
        yield "replica_lag"
    if telling.part("cache") in ("redis_cache", "cdn"):
        yield "hit_rate"
    if telling.part("secondary") == "opensearch":
        yield "index_lag"
    if telling.requirements["multi_region"] != "none":
        yield "region_lag"


def _of_flows(telling: Telling) -> Iterator[str]:
    messaging = telling.part("messaging")
    if messaging in _QUEUES:
        yield "queue_age"
    if messaging in _STREAMS:
        yield "stream_lag"
    if messaging == "db_outbox":
        yield "outbox_age"
    if messaging != "none":
        yield "dead_letters"
    if telling.part("background") not in ("none", "in_process"):
        yield "job_time"
    if telling.part("schedules") != "none":
        yield "last_success"
    if telling.number("batch_gb") > 0:
        yield "batch_time"


def _of_running(telling: Telling) -> Iterator[str]:
    if telling.part("deployment") == "lambda":
        yield "concurrency"
        yield "cold_starts"
    else:
        yield "cpu"
    yield "backups"
    yield "cost"


def thresholds(telling: Telling) -> dict[str, str]:
    """By name, as texts; of what the request says, and of the design's own calculations where it has one."""
    asked = telling.requirements
    return {
        **_of_target(asked),
        **_of_rates(asked),
        **_of_sums(telling),
        "store": telling.wording.option(telling.part("primary")),
    }


def _of_target(asked: Requirements) -> dict[str, str]:
    loss = 1 - asked.number("target")
    return {
        "minutes": rounded(loss * _MINUTES_A_MONTH),
        "fast": _percent(min(1, loss * _FAST_BURN)),
        "slow": _percent(min(1, loss * _SLOW_BURN)),
        "warn_ms": rounded(asked.number("p99_ms") * _POOL_SHARE),
        "rpo": duration(asked.number("rpo_s")),
    }


def _of_rates(asked: Requirements) -> dict[str, str]:
    rate = asked.number("read_rps") + asked.number("write_rps")
    return {
        "rate": rounded(rate),
        "doubled": rounded(rate * 2),
        "quiet": rounded(rate / asked.number("peak_to_avg") / 10),
        "sockets": rounded(asked.number("connections") * _BUDGET_SHARE),
        "budget": rounded(asked.number("usd_month") * _BUDGET_SHARE),
        "job": duration(asked.number("max_job_seconds")),
        "job_late": rounded(asked.number("max_job_seconds") * 1.5),
        "batch": rounded(asked.number("batch_window_hours") * 0.6),
        "growth": rounded(asked.number("growth_gb_month") * 1.5),
    }


def _of_sums(telling: Telling) -> dict[str, str]:
    pool, drain, months = (telling.calculation(key) for key in ("db_pool", "queue_drain", "months_to_limit"))
    environments = telling.calculation("lambda_environments")
    return {
        "pool": rounded(pool.result) if pool else exact(1),
        "pool_limit": rounded(pool.limit) if pool and pool.limit else exact(80),
        "drain": duration(float(rounded(drain.result).replace(",", ""))) if drain else telling.wording.value("rto_s"),
        "months": rounded(months.limit) if months and months.limit else exact(6),
        "environments": rounded(environments.result) if environments else exact(1),
        "quota": rounded(environments.limit * 0.7) if environments and environments.limit else exact(700),
    }


def _percent(value: float) -> str:
    return f"{rounded(value * 100)}%"
