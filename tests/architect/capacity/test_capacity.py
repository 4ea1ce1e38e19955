"""Arithmetic shows its inputs and where they come from, is there only where it matters, and moves the right way."""

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.architect.domain.design import capacity
from shared.architect.domain.design.house_rules import NO_HOUSE_RULES
from shared.architect.domain.design.outcome import Calculation
from shared.architect.domain.design.queueing import erlang_b, erlang_c, mean_wait, wait_percentile
from shared.architect.domain.design.requirements import Value
from shared.architect.domain.design.search import best
from shared.architect.domain.design.sheet import trimmed
from shared.architect.knowledge.load import knowledge
from tests.architect.scenarios.reading import SCENARIOS, Scenario


def _erlang(servers: float, offered: float) -> float:
    return erlang_c(round(servers), offered)


FUNCTIONS: dict[str, object] = {"ceil": math.ceil, "max": max, "min": min, "ln": math.log, "erlang_c": _erlang}


def worked(values: dict[str, Value], **parts: str) -> dict[str, Calculation]:
    made = capacity.calculations(knowledge().schema.complete(values), parts, knowledge())
    return {each.key: each for each in made}


def of_best(scenario: Scenario) -> tuple[Calculation, ...]:
    requirements = knowledge().schema.complete(scenario.requirements)
    found = best(requirements, knowledge(), NO_HOUSE_RULES)
    return capacity.calculations(requirements, found.parts, knowledge())


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_every_formula_gives_its_result_from_the_inputs_shown(scenario: Scenario) -> None:
    for each in of_best(scenario):
        values = {_plain(one.name): one.value for one in each.inputs}
        told = eval(_plain(each.formula), {"__builtins__": {}}, {**FUNCTIONS, **values})  # noqa: S307 - our own text
        assert told == pytest.approx(each.result, rel=0.01, abs=1 if "ceil" in each.formula else 0.01), each.key
        assert all(one.origin in {"given", "asked", "assumed", "derived", "fact", "judgement"} for one in each.inputs)


def _plain(formula: str) -> str:
    """As Python: names of facts without their dots, the power sign written out."""
    return re.sub(r"(?<=[a-z])\.(?=[a-z])", "_of_", formula).replace("^", "**")


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_results_are_finite_have_units_and_no_false_precision(scenario: Scenario) -> None:
    for each in of_best(scenario):
        assert math.isfinite(each.result), each.key
        assert each.unit
        if each.unit != "share of minutes":
            assert each.result == trimmed(each.result)


def test_only_what_the_parts_need_is_worked_out() -> None:
    for_lambda = worked({}, deployment="lambda", primary="dynamodb", framework="powertools")
    for_django = worked({}, deployment="fargate", primary="postgresql", framework="django")
    assert {"lambda_environments", "dynamodb_write_units"} <= for_lambda.keys()
    assert {"thread_workers", "db_pool"}.isdisjoint(for_lambda)
    assert {"thread_workers", "thread_wait", "db_pool"} <= for_django.keys()
    assert {"lambda_environments", "dynamodb_write_units", "kinesis_shards"}.isdisjoint(for_django)


def test_nothing_is_divided_by_a_system_without_traffic() -> None:
    idle = worked({"read_rps": 0, "write_rps": 0}, deployment="lambda", primary="postgresql", framework="fastapi")
    assert "concurrency_peak" not in idle
    assert idle["availability_chain"].result > 0.99


def test_dynamodb_counts_items_transactions_and_consistency() -> None:
    plain: dict[str, Value] = {"write_rps": 100, "read_rps": 100, "item_kb": 4.5, "level": "eventual"}
    parts = {"primary": "dynamodb"}
    assert worked(plain, **parts)["dynamodb_write_units"].result == 500
    assert worked({**plain, "multi_entity_tx": True}, **parts)["dynamodb_write_units"].result == 1000
    assert worked(plain, **parts)["dynamodb_read_units"].result == 100
    assert worked({**plain, "level": "strong"}, **parts)["dynamodb_read_units"].result == 200


def test_one_hot_key_breaks_what_partitions_would_hold() -> None:
    spread: dict[str, Value] = {"write_rps": 20_000, "item_kb": 1, "hot_key_share": 0.001}
    assert worked(spread, primary="dynamodb")["hot_key"].holds is True
    assert worked({**spread, "hot_key_share": 0.1}, primary="dynamodb")["hot_key"].holds is False


def test_months_to_the_limit_of_a_store_are_told_when_they_are_near() -> None:
    numbers = worked({"size_gb": 30_000, "growth_gb_month": 2_500}, primary="postgresql")
    assert (numbers["months_to_limit"].result, numbers["months_to_limit"].holds) == (4, False)
    assert "months_to_limit" not in worked({"size_gb": 10, "growth_gb_month": 1}, primary="postgresql")


def test_replicas_serve_only_readers_who_accept_their_lag() -> None:
    many: dict[str, Value] = {"read_rps": 10_000}
    assert worked({**many, "staleness_ms": 2000}, primary="postgresql")["read_replicas"].holds is True
    assert worked({**many, "staleness_ms": 0}, primary="postgresql")["read_replicas"].holds is False
    assert "read_replicas" not in worked({**many, "staleness_ms": 2000}, primary="postgresql", cache="redis_cache")


def test_a_second_region_raises_availability_and_a_longer_chain_lowers_it() -> None:
    parts = {"deployment": "fargate", "primary": "postgresql", "api": "rest"}
    complete = knowledge().schema.complete
    one = capacity.availability(complete({}), parts, knowledge())
    two = capacity.availability(complete({"multi_region": "passive"}), parts, knowledge())
    assert two > one > 0.999
    assert capacity.availability(complete({}), {**parts, "deployment": "lambda"}, knowledge()) < one


def test_no_number_of_regions_is_promised_seven_nines() -> None:
    parts = {"deployment": "fargate", "primary": "aurora_dsql", "api": "rest"}
    for wish, most in (("passive", 0.9999), ("active_active", 0.99999)):
        available = capacity.availability(knowledge().schema.complete({"multi_region": wish}), parts, knowledge())
        assert available == most


def test_regions_that_agree_need_a_round_trip_more() -> None:
    alone = worked({"level": "strong"}, primary="aurora_dsql")["latency_floor"]
    agreed = worked({"level": "strong", "multi_region": "active_active"}, primary="aurora_dsql")["latency_floor"]
    assert agreed.result - alone.result == knowledge().lore.facts.number("ms.region_rtt")


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.floats(0.1, 400), st.integers(1, 40))
def test_more_servers_never_wait_longer_and_a_share_is_a_share(offered: float, spare: int) -> None:
    servers = math.ceil(offered) + spare
    assert 0 <= erlang_b(servers, offered) <= erlang_c(servers, offered) <= 1
    assert wait_percentile(servers + 1, offered, 1) <= wait_percentile(servers, offered, 1)
    assert mean_wait(servers + 1, offered, 1) <= mean_wait(servers, offered, 1)


def test_servers_that_cannot_keep_up_wait_for_ever() -> None:
    assert wait_percentile(15, 300, 0.05) == mean_wait(15, 300, 0.05) == math.inf


def test_erlang_b_is_that_of_the_published_tables() -> None:
    """10 erlangs on 15 lines: 3.65 % (Erlang B tables)."""
    assert erlang_b(15, 10) == pytest.approx(0.0365, abs=0.0001)
