"""What people usually say, as data: every value could be said, every kind of system has what it must be asked."""

import pytest

from shared.architect.domain.design.expressions import Expression
from shared.architect.domain.design.lore import Bound, Prior
from shared.architect.domain.design.probing import probes
from shared.architect.domain.design.requirements import Value
from shared.architect.knowledge.load import knowledge

PRIORS = knowledge().lore.priors
SCHEMA = knowledge().schema
TOLD = [(kind, field, prior) for kind, fields in PRIORS.by_kind.items() for field, prior in fields.items()]
RULES: list[Expression] = [
    *PRIORS.settled.values(),
    *(each.when for each in PRIORS.likelier),
    *(when for when, _ in PRIORS.wished),
]


@pytest.mark.parametrize(("kind", "field", "prior"), TOLD, ids=lambda one: str(one)[:20])
def test_a_prior_is_a_probability_over_values_that_the_schema_takes(kind: str, field: str, prior: Prior) -> None:
    assert kind == "any" or kind in SCHEMA.fields["kind"].words
    assert 0 < prior.probability < 1
    assert prior.probes
    for value in prior.probes:
        assert SCHEMA.complete({field: value})[field] == value


def test_every_kind_of_system_has_what_it_must_be_asked_and_what_people_then_say() -> None:
    assert PRIORS.required.keys() == set(SCHEMA.fields["kind"].words)
    for kind, fields in PRIORS.required.items():
        assert all(field in PRIORS.by_kind.get(kind, {}) or field in PRIORS.by_kind["any"] for field in fields), kind


def test_rules_about_questions_read_names_that_there_are() -> None:
    known = SCHEMA.fields.keys() | SCHEMA.derived.keys()
    for rule in RULES:
        assert rule.names <= known, rule.text
    bounds: tuple[Bound, ...] = (*PRIORS.ceilings, *PRIORS.floors)
    assert {name for bound in bounds for name in (bound.field, bound.of)} <= SCHEMA.fields.keys()


def test_every_decisive_field_that_can_be_guessed_has_a_prior() -> None:
    """But what a team already runs: nobody says that because it was on a list."""
    decisive = {field.name for field in SCHEMA.fields.values() if field.decisive}
    assert decisive - {"existing"} <= {field for _, field, _ in TOLD}


def _values(field: str, **told: Value) -> tuple[Value, ...]:
    return next((each.values for each in probes(SCHEMA.complete(told), SCHEMA, PRIORS) if each.field == field), ())


def test_a_small_team_is_not_asked_about_fifty_terabytes_nor_a_large_one_about_a_hundred_dollars() -> None:
    assert 5000 in _values("size_gb")
    assert 5000 not in _values("size_gb", usd_month=50)
    assert 100 in _values("usd_month")
    assert 100 not in _values("usd_month", team_size=30)
    assert 10_000 in _values("usd_month", team_size=30)


def test_streams_write_more_than_their_readers_read() -> None:
    assert 100_000 not in _values("write_rps", kind=("api",), read_rps=40)
    assert 100_000 in _values("write_rps", kind=("stream_ingest",), read_rps=40)


def test_what_is_assumed_is_no_answer_of_its_own() -> None:
    for each in probes(SCHEMA.complete({}), SCHEMA, PRIORS):
        assert SCHEMA.fields[each.field].default not in each.values
