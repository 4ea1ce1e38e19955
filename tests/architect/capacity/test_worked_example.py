"""The worked example of the method: a shop, 240 reads/s and 60 writes/s at peak, 10 ms of CPU, 40 ms of waiting."""

import pytest

from shared.architect.domain.design import capacity, cost
from shared.architect.domain.design.outcome import Calculation, Parts
from shared.architect.domain.design.queueing import chain, drain_seconds, redundant, wait_percentile
from shared.architect.domain.design.requirements import Requirements, Value
from shared.architect.knowledge.load import knowledge

SHOP: dict[str, Value] = {
    "read_rps": 240,
    "write_rps": 60,
    "peak_to_avg": 3,
    "cpu_ms": 10,
    "io_wait_ms": 40,
    "item_kb": 1,
    "level": "eventual",
}
IOT: dict[str, Value] = {"write_rps": 50_000, "read_rps": 0, "item_kb": 0.3, "kind": ("stream_ingest",)}
ETL: dict[str, Value] = {
    "batch_gb": 2000,
    "batch_window_hours": 4,
    "kind": ("batch_etl",),
    "read_rps": 0,
    "write_rps": 0,
}


def requirements(values: dict[str, Value]) -> Requirements:
    return knowledge().schema.complete(values)


def worked(values: dict[str, Value], **parts: str) -> dict[str, Calculation]:
    return {each.key: each for each in capacity.calculations(requirements(values), parts, knowledge())}


def test_fifteen_requests_are_at_work_at_peak_and_five_on_average() -> None:
    numbers = worked(SHOP)
    assert (numbers["concurrency_peak"].result, numbers["concurrency_average"].result) == (15, 5)


@pytest.mark.parametrize(("threads", "milliseconds"), [(16, 215), (20, 28), (24, 4)])
def test_the_wait_falls_with_the_threads_as_erlang_says(threads: int, milliseconds: int) -> None:
    assert round(1000 * wait_percentile(threads, 300, 0.05)) == milliseconds


def test_twenty_four_threads_are_taken_or_five_cores_under_asyncio() -> None:
    threaded = worked(SHOP, framework="django", deployment="fargate")
    assert threaded["thread_workers"].result == 24
    assert threaded["thread_wait"].result == pytest.approx(4.4, abs=0.1)
    assert worked(SHOP, framework="fastapi", deployment="fargate")["async_cores"].result == 5


def test_four_connections_are_at_work_and_a_hundred_would_be_a_fault() -> None:
    pool = worked(SHOP, primary="postgresql")["db_pool"]
    assert (pool.result, pool.limit, pool.holds) == (4, 80, True)


def test_eighteen_environments_of_a_thousand() -> None:
    environments = worked(SHOP, deployment="lambda")["lambda_environments"]
    assert (environments.result, environments.limit, environments.holds) == (18, 1000, True)


def test_functions_cost_some_hundreds_a_month_and_two_containers_less() -> None:
    functions: Parts = {"deployment": "lambda", "api": "rest"}
    assert cost.band(requirements(SHOP), functions, knowledge()) == "<1k"
    containers = cost.lines(requirements(SHOP), {"deployment": "fargate", "api": "rest"}, knowledge())
    compute = {line.part: line.usd for line in containers}["deployment"]
    assert (
        compute < {line.part: line.usd for line in cost.lines(requirements(SHOP), functions, knowledge())}["deployment"]
    )


def test_functions_of_the_example_cost_what_it_says() -> None:
    """259 million requests: 52 for them, 108 for compute, 259 for the gateway: 419, told as 400."""
    lines = {
        line.part: line.usd
        for line in cost.lines(requirements(SHOP), {"deployment": "lambda", "api": "rest"}, knowledge())
    }
    assert lines["deployment"] == 400


def test_dynamodb_costs_about_fifty_for_it() -> None:
    """52 M writes and 207 M reads of half a unit: 45, told as 50; storage is a few dollars more."""
    lines = {line.part: line.usd for line in cost.lines(requirements(SHOP), {"primary": "dynamodb"}, knowledge())}
    assert lines["primary"] == 50


def test_a_payment_in_the_path_takes_ninety_one_minutes_a_month() -> None:
    facts = knowledge().lore.facts
    links = (facts.number(f"availability.{each}") for each in ("gateway", "lambda", "dynamodb", "external"))
    available = chain(*links)
    assert round(available, 4) == 0.9979
    assert round((1 - available) * 43_200) == 91
    assert redundant(0.999, 2) == pytest.approx(0.999999)


def test_a_backlog_of_ninety_thousand_is_gone_in_three_minutes() -> None:
    assert drain_seconds(90_000, 800, 300) == 180
    assert drain_seconds(1, 300, 300) == float("inf")
    assert drain_seconds(90_000, 800, 300, failing=0.1) > 180


def test_an_outage_at_this_rate_leaves_the_example_s_backlog() -> None:
    drained = worked({**SHOP, "write_rps": 300, "consumers": 1}, messaging="sqs")["queue_drain"]
    assert drained.result == pytest.approx(180, rel=0.05)


def test_fifty_shards_by_records_and_fifteen_when_records_are_put_together() -> None:
    numbers = worked(IOT, messaging="kinesis")
    assert (numbers["kinesis_shards"].result, numbers["kinesis_shards_aggregated"].result) == (50, 15)


def test_two_terabytes_in_four_hours_are_more_than_one_machine_reads() -> None:
    numbers = worked(ETL, analytics="pyspark")
    assert (numbers["batch_throughput"].result, numbers["batch_throughput"].holds) == (231.5, False)
    assert 8 <= numbers["batch_workers"].result <= 16
