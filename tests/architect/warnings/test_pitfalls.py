"""Each pitfall is told where it is near, is not where it nearly is, and a plain system is not cried over."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from shared.architect.domain.design.facing import PART, Facing
from shared.architect.domain.design.lore import Pitfall
from shared.architect.domain.design.outcome import Parts, Warned
from shared.architect.domain.design.requirements import Requirements, Value
from shared.architect.domain.design.search import best
from shared.architect.domain.design.warnings import warnings
from shared.architect.knowledge.load import knowledge
from tests.architect.scenarios.reading import PUBLIC, SCENARIOS, Scenario

CASES: Mapping[str, Any] = json.loads((Path(__file__).parent / "cases.json").read_text(encoding="utf-8"))
PITFALLS = {pitfall.key: pitfall for pitfall in knowledge().lore.pitfalls}
# More than these is a list that nobody reads.
MOST_FOR_A_PLAIN_SYSTEM = 8
MOST_FOR_ANY = 15


def complete(values: Mapping[str, Value]) -> Requirements:
    return knowledge().schema.complete(values)


def told(values: Mapping[str, Value], pinned: Parts | None = None) -> dict[str, Warned]:
    requirements = complete(values)
    parts = {**best(requirements, knowledge()).parts, **(pinned or {})}
    return {each.key: each for each in warnings(requirements, parts, knowledge())}


def test_every_pitfall_has_a_case_and_every_case_a_pitfall() -> None:
    assert CASES.keys() == PITFALLS.keys()


@pytest.mark.parametrize("key", PITFALLS)
def test_a_pitfall_is_told_where_it_is_and_not_where_it_nearly_is(key: str) -> None:
    case = CASES[key]
    assert key in told(case["fires"], case.get("parts"))
    assert key not in told(case["near"], case.get("near_parts"))


@pytest.mark.parametrize("key", PITFALLS)
def test_a_pitfall_names_what_it_was_read_from(key: str) -> None:
    warned = told(CASES[key]["fires"], CASES[key].get("parts"))[key]
    assert warned.fields or warned.parts or key == "assumptions"
    assert set(warned.fields) <= knowledge().schema.fields.keys()


@pytest.mark.parametrize("pitfall", PITFALLS.values(), ids=lambda pitfall: pitfall.key)
def test_a_pitfall_says_why_it_bites_and_how_to_avoid_it_and_reads_only_what_there_is(pitfall: Pitfall) -> None:
    requirements = complete({})
    facing = Facing(requirements, best(requirements, knowledge()).parts, knowledge())
    assert pitfall.when.names <= facing.values.keys()
    assert pitfall.gist.endswith(".")
    assert pitfall.avoid.endswith(".")
    assert pitfall.gist != pitfall.avoid


@pytest.mark.parametrize("pitfall", PITFALLS.values(), ids=lambda pitfall: pitfall.key)
def test_options_that_a_pitfall_looks_for_exist(pitfall: Pitfall) -> None:
    """A rule that compares a part with a word that no option has would be silent for ever."""
    known = {dimension.id: {option.id for option in dimension.options} for dimension in knowledge().dimensions}
    for name in pitfall.when.names:
        if name.startswith(PART):
            assert name.removeprefix(PART) in known
    quoted = set(pitfall.when.text.split("'")[1::2])
    options = set().union(*known.values())
    words = {word for field in knowledge().schema.fields.values() for word in field.words}
    assert quoted <= options | words


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_scenarios_are_warned_of_what_they_must_be_and_not_of_everything(scenario: Scenario) -> None:
    found = told(scenario.requirements)
    assert set(scenario.must_warn) <= found.keys()
    assert len(found) <= MOST_FOR_ANY


def test_a_plain_system_of_three_people_is_not_cried_over() -> None:
    plain = next(scenario for scenario in PUBLIC if scenario.name == "startup_crud_3p")
    assert len(told(plain.requirements)) <= MOST_FOR_A_PLAIN_SYSTEM


def test_no_pitfall_is_told_to_nearly_everybody() -> None:
    counts = dict.fromkeys(PITFALLS, 0)
    for scenario in SCENARIOS:
        for key in told(scenario.requirements):
            counts[key] += 1
    assert {key: count for key, count in counts.items() if count > 0.75 * len(SCENARIOS)} == {}
