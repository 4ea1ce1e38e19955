"""More asked of one criterion never serves it worse, and no direction is nonsense."""

from collections.abc import Mapping
from typing import Any

import pytest

from shared.architect.domain.design import cost
from shared.architect.domain.design.dimensions import RATED
from shared.architect.domain.design.house_rules import NO_HOUSE_RULES
from shared.architect.domain.design.requirements import Requirements
from shared.architect.domain.design.scoring import Scorer
from shared.architect.knowledge.load import knowledge
from tests.architect.design.asked import published, random_requests, request
from tests.architect.design.solved import parts_of

RELATIONAL = {"postgresql", "mysql", "aurora_serverless"}
SPREAD = {"dynamodb", "cassandra_scylla"}
BANDS = ("<100", "<1k", "<10k", "<100k", ">=100k")


def requests(seed: int, count: int = 120) -> list[tuple[Requirements, Mapping[str, str]]]:
    told = [request(each["requirements"]) for each in published().values()]
    made = [(each, parts_of(each)) for each in (*told, *random_requests(count, seed))]
    return [(each, parts) for each, parts in made if parts is not None]


def test_more_writes_never_bring_postgresql_back() -> None:
    for requirements, before in requests(31):
        for factor in (3, 40):
            writes = min(1e7, requirements.number("write_rps") * factor)
            after = parts_of(requirements.with_values({"write_rps": writes}))
            if after is not None and before["primary"] in SPREAD:
                assert after["primary"] not in RELATIONAL


def test_a_tighter_latency_never_adds_lambda() -> None:
    for requirements, before in requests(32):
        for factor in (0.6, 0.1):
            tighter = max(1, requirements.number("p99_ms") * factor)
            after = parts_of(requirements.with_values({"p99_ms": tighter}))
            if after is not None and after["deployment"] == "lambda":
                assert before["deployment"] == "lambda"


def test_a_smaller_team_never_gets_more_to_run() -> None:
    for requirements, before in requests(33):
        for factor in (0.6, 0.2):
            smaller = max(1, int(requirements.number("team_size") * factor))
            after = parts_of(requirements.with_values({"team_size": smaller}))
            if after is not None:
                assert moving_parts(after) <= moving_parts(before)


def test_a_lower_budget_never_gets_a_dearer_system() -> None:
    for requirements, before in requests(34):
        for factor in (0.3, 0.02):
            poorer = requirements.with_values({"usd_month": requirements.number("usd_month") * factor})
            after = parts_of(poorer)
            if after is not None:
                assert band(poorer, after) <= band(requirements, before)


# Criterion -> values of one field, each asking more of it than the one before.
STRONGER: Mapping[str, tuple[str, tuple[Any, ...]]] = {
    "consistency": ("level", ("eventual", "read_your_writes", "strong", "serializable")),
    "scalability": ("read_rps", (1, 50, 900, 20_000, 400_000)),
    "latency": ("p99_ms", (5000, 1000, 200, 40, 8)),
    "deployment": ("ops_skill", ("strong", "basic", "none")),
    "availability": ("target", (0.99, 0.999, 0.9995, 0.9999)),
    "cost": ("usd_month", (100_000, 10_000, 1_000, 50)),
}


@pytest.mark.parametrize("criterion", STRONGER)
def test_a_stronger_requirement_never_lowers_the_score_of_what_serves_it_best(criterion: str) -> None:
    """Options rated 4 in a criterion never lose by its weight, those rated 0 never gain."""
    scorer = Scorer(knowledge(), NO_HOUSE_RULES)
    field, values = STRONGER[criterion]
    best = [n for n, option in enumerate(scorer.bench.options) if option.ratings[criterion] == 4]
    worst = [n for n, option in enumerate(scorer.bench.options) if option.ratings[criterion] == 0]
    assert len(best) > 5
    for requirements in random_requests(25, 35):
        marks = [scorer.marks(requirements.with_values({field: value}).values) for value in values]
        weights = [each.weights[RATED.index(criterion)] for each in marks]
        assert weights == sorted(weights)
        for number in best:
            scores = [scorer.weighted(number, each) for each in marks]
            assert scores == sorted(scores), scorer.bench.options[number].name
        for number in worst:
            scores = [scorer.weighted(number, each) for each in marks]
            assert scores == sorted(scores, reverse=True), scorer.bench.options[number].name


def test_a_smaller_team_and_a_nearer_deadline_make_all_work_dearer() -> None:
    scorer = Scorer(knowledge(), NO_HOUSE_RULES)
    every = range(len(scorer.bench.options))
    for requirements in random_requests(20, 36):
        large, small, soon = (
            scorer.marks(requirements.with_values({"team_size": people, "deadline_weeks": weeks}).values)
            for people, weeks in ((60, 26), (5, 26), (5, 4))
        )
        assert all(scorer.effort(n, large) <= scorer.effort(n, small) <= scorer.effort(n, soon) for n in every)


def moving_parts(parts: Mapping[str, str]) -> int:
    return sum(knowledge().option(dimension, option).moving_parts for dimension, option in parts.items())


def band(requirements: Requirements, parts: Mapping[str, str]) -> int:
    return BANDS.index(cost.band(requirements, parts, knowledge()))
