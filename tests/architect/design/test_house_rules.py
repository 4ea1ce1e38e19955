"""A team's own weights, stores and services: they count, and the explanation says so."""

import pytest

from shared.architect.domain.design.dimensions import RATED
from shared.architect.domain.design.house_rules import NO_HOUSE_RULES, HouseRules
from shared.architect.domain.design.outcome import Choice, Outcome
from shared.architect.domain.design.requirements import Requirements
from shared.architect.domain.design.scoring import Scorer
from shared.architect.domain.design.search import best
from shared.architect.domain.design.solve import solve
from shared.architect.knowledge.load import knowledge
from tests.architect.design.asked import random_requests, request
from tests.architect.design.solved import parts_of

SHOP = {"team_size": 6, "kind": ["api", "crud"], "multi_entity_tx": True, "consumers": 2}


def choice_of(found: Outcome, dimension: str) -> Choice:
    return next(choice for choice in found.choices if choice.dimension == dimension)


def test_what_is_forbidden_is_in_no_system_and_told_as_the_teams_rule() -> None:
    house = HouseRules(forbidden=("lambda", "aurora_serverless"))
    found = solve(request(SHOP), knowledge(), house)
    for option in found.options:
        assert set(house.forbidden).isdisjoint(option.parts.values())
    reasons = {each.option: each.rule for each in choice_of(found, "deployment").excluded}
    assert reasons["lambda"] == "house_forbidden"


def test_only_what_is_allowed_is_taken() -> None:
    house = HouseRules(allowed={"primary": ("mysql", "mongodb"), "observability": ("otel",)})
    found = solve(request(SHOP), knowledge(), house)
    assert choice_of(found, "primary").option == "mysql"
    assert choice_of(found, "observability").option == "otel"
    reasons = {each.option: each.rule for each in choice_of(found, "primary").excluded}
    assert reasons["postgresql"] == "house_not_allowed"


def test_weights_of_one_change_nothing() -> None:
    house = HouseRules(weights=dict.fromkeys(("consistency", "scalability", "team", "data", "cost"), 1.0))
    for requirements in random_requests(40, 71):
        before = parts_of(requirements)
        if before is not None:
            assert best(requirements, knowledge(), house).parts == before


def loaded() -> Requirements:
    return request({**SHOP, "idle_fraction": 0.1, "read_rps": 800, "write_rps": 200, "ops_skill": "strong"})


@pytest.mark.parametrize("criterion", RATED)
def test_a_heavier_criterion_serves_those_rated_best_in_it(criterion: str) -> None:
    plain, heavy = Scorer(knowledge(), NO_HOUSE_RULES), Scorer(knowledge(), HouseRules(weights={criterion: 4}))
    before, after = plain.marks(loaded().values), heavy.marks(loaded().values)
    gained = 0
    for number, option in enumerate(plain.bench.options):
        if option.ratings[criterion] == 4:
            assert heavy.weighted(number, after) >= plain.weighted(number, before)
            gained += heavy.weighted(number, after) > plain.weighted(number, before)
    assert gained > 3


def test_a_teams_weights_are_told() -> None:
    plain = solve(loaded(), knowledge())
    heavy = solve(loaded(), knowledge(), HouseRules(weights={"latency": 4}))
    changed = {name for name in plain.weights if plain.weights[name] != heavy.weights[name]}
    assert changed == {"latency"}
    assert heavy.weights["latency"] == pytest.approx(4 * plain.weights["latency"], abs=0.01)


def test_a_team_that_does_not_mind_work_pays_nothing_for_it() -> None:
    found = solve(request(SHOP), knowledge(), HouseRules(weights={"team": 0}))
    efforts = {score.effort for choice in found.choices for score in choice.scores}
    assert efforts == {0}
    points = [f for choice in found.choices for s in choice.scores for f in s.fired if f.rule == "team_size <= 8"]
    assert {fired.points for fired in points} <= {0}


def test_rules_of_data_count_as_much_as_the_team_says() -> None:
    found = solve(request(SHOP), knowledge(), HouseRules(weights={"data": 2}))
    fired = {f.rule: f.points for s in choice_of(found, "primary").scores for f in s.fired if s.option == "postgresql"}
    assert fired["model == 'relational'"] == 36
    assert fired["multi_entity_tx"] == 8  # consistency, which keeps its weight
