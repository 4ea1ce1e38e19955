"""The knowledge is whole: what its files name exists, and what must be said of each option is said."""

import re
from collections.abc import Iterator
from datetime import date

import pytest

from shared.architect.domain.design.dimensions import RATED, Option, Rule
from shared.architect.knowledge.load import knowledge, knowledge_of

KNOWN = knowledge()
NAMES = set(KNOWN.schema.fields) | set(KNOWN.schema.derived)
OPTIONS = KNOWN.bench.options
DIMENSIONS = (
    "style", "api", "framework", "primary", "secondary", "cache", "messaging", "background", "schedules", "deployment",
    "observability", "auth", "analytics",
)  # fmt: skip


def rules() -> Iterator[Rule]:
    for dimension in KNOWN.dimensions:
        if dimension.need:
            yield dimension.need
        for option in dimension.options:
            yield from (*option.outs, *option.fits)


def test_the_thirteen_dimensions_are_there_each_with_a_choice() -> None:
    assert tuple(dimension.id for dimension in KNOWN.dimensions) == DIMENSIONS
    assert [dimension.id for dimension in KNOWN.dimensions if len(dimension.options) < 3] == []
    assert len(OPTIONS) == 86


def test_every_rule_reads_only_fields_and_what_follows_from_them() -> None:
    odd = [rule.text for rule in rules() if not rule.when.names <= NAMES]
    assert odd == []
    weighing = (*KNOWN.weights.values(), KNOWN.pace, KNOWN.upkeep)
    assert [each.text for each in weighing if not each.names <= NAMES] == []
    assert [each.text for each in KNOWN.schema.derived.values() if not each.names <= NAMES] == []


def test_every_word_that_a_rule_compares_with_can_be_said() -> None:
    """A misspelt word would make a rule that never holds, and nobody would see it."""
    words = {word for field in KNOWN.schema.fields.values() for word in field.words}
    told = {word for rule in rules() for word in re.findall(r"'([^']*)'", rule.text)}
    assert told - words == set()


def test_every_rule_can_be_worked_out_for_the_plain_request() -> None:
    values = KNOWN.schema.derive(KNOWN.schema.complete({}).values)
    for rule in rules():
        assert rule.when.value(values) in (True, False), rule.text


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_an_option_is_rated_dated_and_owned(option: Option) -> None:
    assert set(option.ratings) == set(RATED)
    assert {rating for rating in option.ratings.values() if rating is not None} <= {0, 1, 2, 3, 4}
    assert option.ratings["deployment"] is not None
    assert option.maturity in KNOWN.maturity
    assert date.fromisoformat(option.reviewed_on) <= date(2027, 11, 22)
    assert option.owner
    assert option.person_days >= 0
    assert option.moving_parts >= 0


def test_every_option_but_doing_nothing_has_a_fact() -> None:
    bare = [option.name for option in OPTIONS if not KNOWN.facts.about(option.dimension, option.id)]
    assert [name for name in bare if not name.endswith(".none")] == []


def test_pairs_name_options_of_two_dimensions_once() -> None:
    names = {option.name for option in OPTIONS}
    for pair in KNOWN.pairs:
        assert {pair.one, pair.other} <= names
        assert pair.one.split(".")[0] != pair.other.split(".")[0]
    assert len({(pair.one, pair.other) for pair in KNOWN.pairs}) == len(KNOWN.pairs)


def test_a_dimension_that_can_do_without_has_a_none() -> None:
    for dimension in KNOWN.dimensions:
        if dimension.need:
            assert "none" in {option.id for option in dimension.options}, dimension.id


def test_nothing_on_own_machines_needs_aws() -> None:
    never = {frozenset((pair.one, pair.other)) for pair in KNOWN.pairs if pair.points is None}
    bound = [option.name for option in OPTIONS if option.aws_only and option.dimension != "deployment"]
    assert [name for name in bound if frozenset((name, "deployment.on_prem")) not in never] == []


def test_the_version_names_the_youngest_review_and_the_content() -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\d\.[0-9a-f]{8}", KNOWN.version)
    assert knowledge_of(KNOWN.tables, "abcd").version == f"{KNOWN.version[:10]}.abcd"


def test_no_team_is_shut_out_by_its_size() -> None:
    """A codebase of one piece has served a thousand developers: people are points, never a wall."""
    walls = {"team_size", "teams", "ops_skill"}
    assert [(o.name, rule.text) for o in OPTIONS for rule in o.outs if rule.fields & walls] == []


def test_what_a_team_runs_already_counts_some_twenty_points() -> None:
    named = {
        "django": "framework.django", "flask": "framework.flask", "fastapi": "framework.fastapi",
        "quart": "framework.quart", "postgres": "primary.postgresql", "mysql": "primary.mysql",
        "mongodb": "primary.mongodb", "kafka": "messaging.kafka", "rabbitmq": "messaging.rabbitmq",
        "celery": "background.celery", "arq": "background.arq", "k8s": "deployment.eks",
        "aws_lambda": "deployment.lambda", "elasticsearch": "secondary.opensearch",
    }  # fmt: skip
    fits = {option.name: {rule.text: rule.points or 0 for rule in option.fits} for option in OPTIONS}
    assert {product for product, name in named.items() if fits[name].get(f"has('{product}')", 0) < 20} == set()


def test_what_is_not_known_is_said_so() -> None:
    assert KNOWN.option("primary", "redis").name == "primary.redis"
    with pytest.raises(KeyError):
        KNOWN.option("primary", "paper")
    with pytest.raises(KeyError):
        KNOWN.dimension("fashion")
