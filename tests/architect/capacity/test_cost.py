"""Money is a band, dated, and moves the way it must."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.architect.domain.design import cost
from shared.architect.domain.design.outcome import Parts
from shared.architect.domain.design.requirements import Value
from shared.architect.domain.design.search import best
from shared.architect.knowledge.load import knowledge
from tests.architect.scenarios.reading import SCENARIOS, Scenario

BANDS = ["<100", "<1k", "<10k", "<100k", ">=100k"]
SMALL: Parts = {"deployment": "fargate", "primary": "postgresql", "api": "rest", "observability": "cloudwatch"}


def monthly(values: dict[str, Value], parts: Parts) -> float:
    return cost.monthly(knowledge().schema.complete(values), parts, knowledge())


def band(values: dict[str, Value], parts: Parts) -> str:
    return cost.band(knowledge().schema.complete(values), parts, knowledge())


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_no_figure_has_more_than_one_significant_digit(scenario: Scenario) -> None:
    requirements = knowledge().schema.complete(scenario.requirements)
    parts = best(requirements, knowledge()).parts
    told = [line.usd for line in cost.lines(requirements, parts, knowledge())]
    for figure in (*told, cost.monthly(requirements, parts, knowledge())):
        assert figure == 0 or f"{figure:.10e}".split("e")[0].rstrip("0").rstrip(".").isdigit()


@pytest.mark.parametrize(("exact", "told"), [(0, 0), (0.26, 0.3), (7.4, 7), (347, 300), (1_550, 2_000), (96, 100)])
def test_figures_are_told_to_one_digit(exact: float, told: float) -> None:
    assert cost.one_digit(exact) == pytest.approx(told)


def test_every_option_with_a_price_of_its_own_can_be_paid() -> None:
    """Whatever parts come together, there is a band."""
    for dimension in knowledge().dimensions:
        for option in dimension.options:
            assert band({"consumers": 1}, {**SMALL, dimension.id: option.id}) in BANDS


def test_floors_are_paid_without_a_single_request() -> None:
    idle: dict[str, Value] = {"read_rps": 0, "write_rps": 0, "size_gb": 0}
    prices = knowledge().lore.prices
    assert cost.floor({"secondary": "opensearch"}, prices) == 350
    assert monthly(idle, {"secondary": "opensearch"}) >= 300
    assert monthly(idle, {"deployment": "eks"}) >= 300
    assert monthly(idle, {"messaging": "kafka"}) >= 400
    assert monthly(idle, {"deployment": "lambda", "primary": "dynamodb", "api": "rest"}) == 0


def test_floors_of_services_are_not_paid_on_own_hardware() -> None:
    prices = knowledge().lore.prices
    assert cost.floor({"deployment": "on_prem", "messaging": "kafka"}, prices) == prices["on_prem.floor"]


def test_functions_are_cheap_when_idle_and_dear_when_steady() -> None:
    quiet: dict[str, Value] = {"read_rps": 1, "write_rps": 0.2, "peak_to_avg": 10}
    steady: dict[str, Value] = {"read_rps": 2000, "write_rps": 500, "peak_to_avg": 1.5}
    functions: Parts = {"deployment": "lambda", "api": "rest"}
    containers: Parts = {"deployment": "fargate", "api": "rest"}
    assert monthly(quiet, functions) < monthly(quiet, containers)
    assert monthly(steady, functions) > monthly(steady, containers)


@settings(max_examples=40, derandomize=True, deadline=None)
@given(
    st.floats(0, 50_000),
    st.floats(1, 5),
    st.sampled_from([option.id for option in knowledge().dimension("primary").options]),
    st.sampled_from([option.id for option in knowledge().dimension("deployment").options]),
)
def test_more_load_is_never_cheaper(rate: float, factor: float, primary: str, deployment: str) -> None:
    parts: Parts = {"primary": primary, "deployment": deployment, "api": "rest", "observability": "otel"}
    less = monthly({"read_rps": rate, "write_rps": rate / 10}, parts)
    assert monthly({"read_rps": rate * factor, "write_rps": rate * factor / 10}, parts) >= less


def test_a_second_region_costs_twice() -> None:
    load: dict[str, Value] = {"read_rps": 500, "write_rps": 50}
    assert monthly({**load, "multi_region": "passive"}, SMALL) >= 1.5 * monthly(load, SMALL)


def test_prices_have_a_date_a_unit_and_are_not_negative() -> None:
    prices = knowledge().lore.prices
    assert prices.dated[:4].isdigit()
    assert prices.usd.keys() == prices.units.keys()
    assert all(usd >= 0 and prices.units[key] for key, usd in prices.usd.items())
