"""Each of the six criteria is heard: a pair of requests that differ in it alone get other parts, and are told why."""

from collections.abc import Mapping
from typing import Any

import pytest

from shared.architect.domain.design.outcome import Outcome
from shared.architect.domain.design.solve import solve
from shared.architect.knowledge.load import knowledge
from tests.architect.design.asked import published, request

STEADY = {"team_size": 10, "ops_skill": "strong", "read_rps": 2000, "write_rps": 400, "idle_fraction": 0.1}
# Criterion, dimension, field, what else is asked, one value and what it gives, another and what that gives.
PAIRS: tuple[tuple[str, str, str, Mapping[str, Any], Any, str, Any, str], ...] = (
    (
        "consistency", "primary", "level",
        {"multi_region": "active_active", "regions": 3, "model": "key_value", "access_patterns": "known", **STEADY},
        "eventual", "dynamodb", "serializable", "aurora_dsql",
    ),
    (
        "scalability", "primary", "write_rps",
        {"kind": ["stream_ingest"], "model": "time_series", "level": "eventual", "access_patterns": "known",
         "consumers": 2, "clients": ["device"], "auth_users": ["machines"], "team_size": 8},
        200, "aurora_serverless", 9000, "timeseries_db",
    ),
    (
        "latency", "deployment", "p99_ms",
        {"kind": ["api"], "team_size": 5, "idle_fraction": 0.7},
        800, "lambda", 30, "fargate",
    ),
    (
        "team", "framework", "existing",
        {"kind": ["api", "crud"], "team_size": 5},
        [], "fastapi", ["django"], "django",
    ),
    (
        "deployment", "background", "max_job_seconds",
        {"kind": ["api"], "team_size": 4, "idle_fraction": 0.6},
        1, "none", 5000, "batch_containers",
    ),
    (
        "data", "primary", "model",
        {"kind": ["api"], "team_size": 6, "ops_skill": "strong"},
        "relational", "aurora_serverless", "document", "mongodb",
    ),
)  # fmt: skip


def solved(given: Mapping[str, Any]) -> Outcome:
    return solve(request(given), knowledge())


@pytest.mark.parametrize("pair", PAIRS, ids=[pair[0] for pair in PAIRS])
def test_flipping_a_criterion_turns_a_choice_and_the_explanation_names_it(pair: tuple[Any, ...]) -> None:
    criterion, dimension, field, common, one, first, other, second = pair
    assert knowledge().schema.fields[field].criterion == criterion
    default = knowledge().schema.fields[field].default
    for value, expected in ((one, first), (other, second)):
        found = solved({**common, field: value})
        choice = next(choice for choice in found.choices if choice.dimension == dimension)
        assert choice.option == expected
        named = {driver.field for driver in choice.drivers} | {flip.field for flip in choice.flips}
        if value != default and tuple(value if isinstance(value, list) else ()) != default:
            assert field in named


def test_every_criterion_has_fields_and_a_share_in_what_is_told_of_a_system() -> None:
    criteria = {field.criterion for field in knowledge().schema.fields.values()} - {None}
    option = solved({}).options[0]
    assert set(option.criteria) == criteria == {
        "consistency", "scalability", "latency", "team", "deployment", "data", "availability", "cost",
    }  # fmt: skip
    assert all(0 <= value <= 4 for value in option.criteria.values())


def test_a_team_that_knows_the_parts_is_rated_better_in_team() -> None:
    plain = solved({"kind": ["crud", "api"]})
    known = solved({"kind": ["crud", "api"], "existing": ["fastapi", "postgres"]})
    assert known.options[known.recommended].criteria["team"] > plain.options[plain.recommended].criteria["team"]


@pytest.mark.parametrize("name", ["startup_crud_3p", "internal_admin_tool"])
def test_a_field_of_another_world_turns_nothing_here(name: str) -> None:
    """Nobody streams or batches here, so what streams and batches would ask does not matter."""
    given = published()[name]["requirements"]
    others = {"batch_window_hours": 2, "replay_days": 0, "ordering": "per_key", "hot_key_share": 0.002, "rto_s": 600}
    plain, with_others = solved(given), solved({**given, **others})
    assert plain.options[plain.recommended].parts == with_others.options[with_others.recommended].parts
