"""Part five: what to test, derived from the parts and the requirements, with the numbers to test at."""

from collections.abc import Iterator

from shared.architect.document import blocks
from shared.architect.document.blocks import Block
from shared.architect.document.numbers import exact, rounded
from shared.architect.document.telling import Telling

_STREAMS = ("kinesis", "kafka", "redis_streams")
_LOAD_FACTOR = 2  # a load test at the peak shows the peak; the knee is beyond it


def test_strategy(telling: Telling) -> list[Block]:
    head = [telling.say(f"tests.head.{column}") for column in ("test", "how", "passes")]
    rows = [
        [telling.say(f"tests.{key}.{column}", **_numbers(telling)) for column in ("test", "how", "passes")]
        for key in tests_for(telling)
    ]
    return [blocks.paragraph(telling.say("tests.intro", **_numbers(telling))), blocks.table(head, rows)]


def tests_for(telling: Telling) -> list[str]:
    """Keys of tests, in the order in which they pay."""
    return [
        "domain",
        *_of_ports(telling),
        *_of_data(telling),
        *_of_flows(telling),
        *_of_load(telling),
        *_of_risk(telling),
    ]


def _of_ports(telling: Telling) -> Iterator[str]:
    yield "contract"
    if telling.part("style") in ("modular_monolith", "service_based"):
        yield "borders"
    if telling.part("style") == "microservices" or telling.number("teams") >= 3:
        yield "consumer_contracts"
    if telling.part("api") in ("rest", "graphql", "grpc", "async_ingress"):
        yield "api_schema"


def _of_data(telling: Telling) -> Iterator[str]:
    asked = telling.requirements
    if telling.number("write_rps") > 0:
        yield "race_strict" if asked["multi_entity_tx"] or asked["level"] in ("strong", "serializable") else "race"
    if asked["level"] == "read_your_writes":
        yield "own_writes"
    if telling.part("primary") in ("postgresql", "aurora_serverless", "mysql", "aurora_dsql"):
        yield "migrations"
    if telling.part("primary") == "aurora_dsql":
        yield "occ"
    if telling.part("style") == "event_sourced_cqrs" or asked["audit_history"]:
        yield "history"
    if telling.number("tenants") > 1:
        yield "tenants"


def _of_flows(telling: Telling) -> Iterator[str]:
    asked = telling.requirements
    if telling.part("messaging") != "none":
        yield "redelivery"
    if telling.part("messaging") in _STREAMS or asked["ordering"] != "none":
        yield "order"
    if telling.number("replay_days") > 0:
        yield "replay"
    if telling.part("background") not in ("none", "in_process"):
        yield "worker_death"
    if telling.part("schedules") != "none":
        yield "schedule_twice"
    if asked["push"] != "none":
        yield "reconnect"
    if telling.number("batch_gb") > 0:
        yield "batch_restart"


def _of_load(telling: Telling) -> Iterator[str]:
    if telling.number("read_rps") + telling.number("write_rps") > 0:
        yield "load"
    if telling.part("cache") in ("redis_cache", "in_process", "cdn"):
        yield "cold_cache"
    if telling.part("deployment") == "lambda" and telling.requirements["clients"]:
        yield "cold_start"


def _of_risk(telling: Telling) -> Iterator[str]:
    yield "restore"
    if telling.requirements["multi_region"] != "none":
        yield "region"
    if telling.requirements["auth_users"]:
        yield "access"
    if telling.requirements["pii"] != "none":
        yield "privacy"


def _numbers(telling: Telling) -> dict[str, str]:
    rate = telling.number("read_rps") + telling.number("write_rps")
    return {
        "rate": rounded(rate),
        "twice": rounded(rate * _LOAD_FACTOR),
        "concurrency": telling.computed("concurrency_peak") or exact(1),
        "count": exact(len(tests_for(telling))),
        "outage": telling.computed("queue_drain") or telling.wording.value("rto_s"),
    }
