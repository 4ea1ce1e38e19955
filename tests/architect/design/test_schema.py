"""Requests: what may be said, what is assumed, what follows."""

import math
from typing import Any

import pytest

from shared.architect.knowledge.load import knowledge
from shared.kernel.errors import ValidationFailed

SCHEMA = knowledge().schema


def test_what_was_not_said_is_assumed_and_marked_so() -> None:
    made = SCHEMA.complete({"team_size": 9}, {"p99_ms": 80})
    assert set(made.values) == set(SCHEMA.fields)
    assert (made["team_size"], made.origins["team_size"]) == (9, "given")
    assert (made["p99_ms"], made.origins["p99_ms"]) == (80, "asked")
    assert made["model"] == "relational"
    assert "model" in made.assumed()
    assert made.known() == {"team_size": 9, "p99_ms": 80}


def test_an_answer_counts_more_than_what_was_said_before() -> None:
    made = SCHEMA.complete({"p99_ms": 500}, {"p99_ms": 80})
    assert (made["p99_ms"], made.origins["p99_ms"]) == (80, "asked")


def test_every_default_is_a_value_that_may_be_said() -> None:
    defaults = {name: field.default for name, field in SCHEMA.fields.items()}
    assert SCHEMA.complete(defaults).values == SCHEMA.complete({}).values


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("team_sise", 3, "unknown_field"),
        ("team_size", 0, "invalid"),
        ("team_size", 2001, "invalid"),
        ("team_size", 2.5, "invalid"),
        ("team_size", True, "invalid"),
        ("team_size", "3", "invalid"),
        ("team_size", None, "invalid"),
        ("p99_ms", math.nan, "invalid"),
        ("p99_ms", math.inf, "invalid"),
        ("target", 1, "invalid"),
        ("gpu", 1, "invalid"),
        ("level", "strict", "invalid"),
        ("level", ["strong"], "invalid"),
        ("kind", "api", "invalid"),
        ("kind", ["api", "games"], "invalid"),
        ("kind", ["api"] * 31, "too_long"),
        ("residency", ["x" * 65], "invalid"),
        ("residency", ["a\nb"], "invalid"),
        ("a/b~c", 1, "unknown_field"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(field: str, value: Any, code: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        SCHEMA.complete({field: value})
    (fault,) = refused.value.errors
    assert (fault.pointer, fault.code) == (f"/requirements/{field.replace('~', '~0').replace('/', '~1')}", code)


def test_all_faults_are_told_at_once_and_answers_have_their_own_place() -> None:
    with pytest.raises(ValidationFailed) as refused:
        SCHEMA.complete({"team_size": 0, "nonsense": 1}, {"gpu": "yes"})
    pointers = [fault.pointer for fault in refused.value.errors]
    assert pointers == ["/requirements/team_size", "/requirements/nonsense", "/answers/gpu"]


def test_a_whole_number_may_be_written_with_a_point() -> None:
    made = SCHEMA.complete({"team_size": 3.0})
    assert made["team_size"] == 3
    assert isinstance(made["team_size"], int)


def test_lists_have_no_order_and_no_doubles() -> None:
    one = SCHEMA.complete({"kind": ("ledger", "api", "api"), "residency": ("eu-west-1", "eu-central-1")})
    other = SCHEMA.complete({"kind": ("api", "ledger"), "residency": ("eu-central-1", "eu-west-1")})
    assert one == other


def test_an_unset_budget_of_days_stays_unset() -> None:
    assert SCHEMA.complete({"build_days": None})["build_days"] is None
    assert SCHEMA.complete({"build_days": 30})["build_days"] == 30


def test_what_follows_is_worked_out() -> None:
    made = SCHEMA.complete(
        {"read_rps": 240, "write_rps": 60, "peak_to_avg": 3, "size_gb": 10, "growth_gb_month": 5, "growth_12m": 2}
    )
    known = SCHEMA.derive(made.values)
    assert known["rps"] == 300
    assert known["peak_conc"] == pytest.approx(15)  # 300/s * 50 ms
    assert known["avg_conc"] == pytest.approx(5)
    assert known["size_2y"] == 130
    assert known["write_rps_12m"] == 120
    assert known["nines"] == pytest.approx(3)


def test_the_fields_behind_a_derived_name_are_known() -> None:
    read = SCHEMA.fields_of(SCHEMA.derived["avg_conc"])
    assert read == {"read_rps", "write_rps", "cpu_ms", "io_wait_ms", "peak_to_avg"}


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ({"p99_ms": 40, "cpu_ms": 10, "io_wait_ms": 40}, "implausible_p99"),
        ({"idle_fraction": 0.6, "peak_to_avg": 1}, "implausible_idle_without_peaks"),
        ({"team_size": 3, "teams": 5}, "implausible_teams"),
        ({"push": "server", "clients": []}, "implausible_push_without_clients"),
    ],
)
def test_what_can_hardly_be_meant_is_a_warning_not_a_refusal(said: dict[str, Any], key: str) -> None:
    warned = {each.key: each.fields for each in SCHEMA.warnings(SCHEMA.complete(said))}
    assert set(said) <= set(warned[key])


def test_a_plain_request_warns_of_nothing() -> None:
    assert SCHEMA.warnings(SCHEMA.complete({})) == ()
