"""Whole systems to choose from: at least two, different, none beaten by another, the simplest first."""

from collections.abc import Mapping
from functools import cache

import pytest

from shared.architect.domain.design.house_rules import NO_HOUSE_RULES
from shared.architect.domain.design.options import effort, settle
from shared.architect.domain.design.outcome import Outcome, WholeOption
from shared.architect.domain.design.scoring import Scorer
from shared.architect.domain.design.search import NothingFeasible, best
from shared.architect.domain.design.solve import solve
from shared.architect.domain.design.systems import systems
from shared.architect.knowledge.load import knowledge
from tests.architect.design.asked import published, random_requests, request
from tests.architect.design.solved import SOME, outcome, recommended, whole

OWN_STACK = ("serverless_functions", "dynamodb", "lambda")


def simplicity(option: WholeOption) -> float:
    return option.person_days / 2 + 2 * option.moving_parts


def check(found: Outcome) -> None:
    options = found.options
    assert 2 <= len(options) <= 4
    assert [simplicity(option) for option in options] == sorted(simplicity(option) for option in options)
    assert len({(whole(option.parts), tuple(option.relaxes.items())) for option in options}) == len(options)
    assert 0 <= found.recommended < len(options)
    assert {choice.dimension: choice.option for choice in found.choices} == options[found.recommended].parts
    assert set(options[0].parts) == {dimension.id for dimension in knowledge().dimensions}


@pytest.mark.parametrize("name", SOME)
def test_a_published_request_gets_two_to_four_systems(name: str) -> None:
    check(outcome(name))


def test_any_request_gets_two_to_four_systems() -> None:
    for requirements in random_requests(3, 61):
        check(solve(requirements, knowledge()))


@pytest.mark.parametrize("name", SOME)
def test_recommended_is_the_simplest_within_three_points_of_the_best(name: str) -> None:
    found = outcome(name)
    if any(option.relaxes for option in found.options):
        pytest.skip("systems of other requests are not held against each other")
    highest = max(option.utility for option in found.options)
    near = [option for option in found.options if option.utility >= highest - 3]
    assert found.options[found.recommended] == near[0]
    assert all(option.utility >= highest - 40 for option in found.options)


def test_a_simpler_system_wins_a_near_tie() -> None:
    """Over many requests, some are won by a system that is not of highest utility, and each of those is simpler."""
    won = 0
    for requirements in random_requests(150, 62):
        try:
            first = best(requirements, knowledge())
        except NothingFeasible:
            continue
        scorer = Scorer(knowledge(), NO_HOUSE_RULES)
        settled = settle(scorer, scorer.marks(requirements.values))
        assert settled is not None
        assert scorer.bench.parts(settled.best) == first.parts
        assert effort(scorer.bench, settled.recommended) <= effort(scorer.bench, settled.best)
        won += settled.best != settled.recommended
    assert won > 0


@pytest.mark.parametrize("name", SOME)
def test_no_system_shown_is_beaten_in_everything_by_another(name: str) -> None:
    found = outcome(name)
    if any(option.relaxes for option in found.options):
        pytest.skip("systems of other requests are not held against each other")

    def profile(option: WholeOption) -> list[float]:
        return [-simplicity(option), option.utility, *option.criteria.values()]

    for option in found.options:
        for other in found.options:
            if other is not option and option is not found.options[found.recommended]:
                pairs = list(zip(profile(other), profile(option), strict=True))
                assert not (all(a >= b for a, b in pairs) and any(a > b for a, b in pairs))


@cache
def every() -> Mapping[str, Mapping[str, str]]:
    return {name: recommended(request(told["requirements"])) for name, told in published().items()}


def test_published_cases_get_what_was_published() -> None:
    odd = []
    for name, parts in every().items():
        told = published()[name]
        odd += [f"{name}: {d} {parts[d]}" for d, options in told["expected"].items() if parts[d] not in options]
        odd += [f"{name}: no {d} {parts[d]}" for d, options in told["forbidden"].items() if parts[d] in options]
    assert odd == []


def test_different_requests_get_different_systems() -> None:
    assert len(every()) >= 30
    assert len({whole(parts) for parts in every().values()}) >= 15


def test_it_recommends_for_and_against_lambda_microservices_and_rollbooks_own_stack() -> None:
    given = [whole(parts) for parts in every().values()]
    styles, deployments = {style for style, _, _ in given}, {deployment for _, _, deployment in given}
    assert {"microservices", "serverless_functions", "modular_monolith", "event_driven"} <= styles
    assert {"lambda", "fargate", "eks", "vm", "on_prem"} <= deployments
    assert 2 <= given.count(OWN_STACK) <= len(given) // 3
    assert sum(deployment == "lambda" for _, _, deployment in given) < len(given) / 2


def test_nothing_is_bought_that_nothing_asks_for() -> None:
    parts = recommended(request({}))
    for dimension in ("secondary", "cache", "messaging", "background", "schedules"):
        assert parts[dimension] == "none"


def test_a_need_that_is_there_is_met() -> None:
    parts = recommended(
        request(
            {
                "consumers": 2, "schedules": 3, "max_job_seconds": 60, "search": "simple", "connections": 3000,
                "push": "server", "analytics": "reports",
            }
        )
    )  # fmt: skip
    for dimension in ("messaging", "schedules", "background", "secondary", "cache", "analytics"):
        assert parts[dimension] != "none", dimension


def test_there_are_always_two_different_systems() -> None:
    for requirements in random_requests(40, 63):
        found = systems(requirements, knowledge(), NO_HOUSE_RULES)
        assert len({found.scorer.bench.whole(each.chosen) for each in found.all}) >= 2
