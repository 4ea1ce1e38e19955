"""Each contradiction of the knowledge fires for a request, does not for one that nearly has it, and can be relaxed."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from shared.architect.domain.design.conflicts import conflicts, with_parts
from shared.architect.domain.design.facing import Facing
from shared.architect.domain.design.lore import Contradiction
from shared.architect.domain.design.outcome import Conflict, Parts
from shared.architect.domain.design.requirements import Requirements, Value
from shared.architect.domain.design.search import best
from shared.architect.knowledge.load import knowledge
from tests.architect.scenarios.reading import SCENARIOS, Scenario

CASES: Mapping[str, Any] = json.loads((Path(__file__).parent / "cases.json").read_text(encoding="utf-8"))
RULES = {rule.rule: rule for rule in knowledge().lore.contradictions}
# Scenarios that ask for what cannot be, and the rules that say so.
CONTRADICTORY = {
    "contradiction_strong_active_active_20ms": {"strong_active_active_latency"},
    # Four nines in one's own room, in one place: 37signals had two.
    "hey_leaves_the_cloud": {"target_above_chain"},
}


def complete(values: Mapping[str, Value]) -> Requirements:
    return knowledge().schema.complete(values)


def parts_of(requirements: Requirements, pinned: Parts) -> Parts:
    found = best(requirements, knowledge())
    return {**found.parts, **pinned}


def found_in(requirements: Requirements, pinned: Parts) -> dict[str, Conflict]:
    told = (
        *conflicts(requirements, knowledge()),
        *with_parts(requirements, parts_of(requirements, pinned), knowledge()),
    )
    return {each.rule: each for each in told}


def test_every_rule_has_a_case_and_every_case_a_rule() -> None:
    assert CASES.keys() == RULES.keys()


@pytest.mark.parametrize("rule", RULES)
def test_a_contradiction_is_found_and_named_with_its_fields(rule: str) -> None:
    conflict = found_in(complete(CASES[rule]["fires"]), CASES[rule].get("parts", {}))[rule]
    assert conflict.fields
    assert set(conflict.fields) <= knowledge().schema.fields.keys()


@pytest.mark.parametrize("rule", RULES)
def test_a_request_that_nearly_has_it_is_left_alone(rule: str) -> None:
    assert rule not in found_in(complete(CASES[rule]["near"]), {})


@pytest.mark.parametrize("rule", RULES)
def test_each_relaxation_takes_the_contradiction_away(rule: str) -> None:
    requirements = complete(CASES[rule]["fires"])
    conflict = found_in(requirements, CASES[rule].get("parts", {}))[rule]
    assert conflict.relaxations, "nothing that is offered helps"
    for relaxation in conflict.relaxations:
        relaxed = complete({**requirements.known(), **relaxation.changes})
        assert rule not in found_in(relaxed, {}), relaxation
        assert all(relaxed[field] != requirements[field] for field in relaxation.changes)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.rule)
def test_a_rule_reads_what_it_names_and_shows_numbers_that_exist(rule: Contradiction) -> None:
    requirements = complete(CASES[rule.rule]["fires"])
    facing = Facing(requirements, parts_of(requirements, CASES[rule.rule].get("parts", {})), knowledge())
    assert rule.when.names <= facing.values.keys()
    assert {number.key for number in facing.shown(rule.numbers)} == set(rule.numbers)
    read = set(facing.fields_of(rule.when.names))
    assert read & set(rule.fields) or rule.of_parts


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_only_the_contradictory_scenarios_contradict_themselves(scenario: Scenario) -> None:
    found = found_in(complete(scenario.requirements), {})
    assert set(found) == CONTRADICTORY.get(scenario.name, set())


def test_self_hosted_kafka_without_anybody_to_run_it_names_the_wish_the_team_and_the_skill() -> None:
    asked = complete({"existing": ("kafka",), "ops_skill": "none", "team_size": 3, "write_rps": 5})
    (conflict,) = conflicts(asked, knowledge())
    assert conflict.fields == ("existing", "team_size", "ops_skill")
    assert {"existing": ()} in [dict(each.changes) for each in conflict.relaxations]


def test_strong_everywhere_at_twenty_milliseconds_offers_each_way_out_with_its_number() -> None:
    (conflict,) = conflicts(complete(CASES["strong_active_active_latency"]["fires"]), knowledge())
    assert [set(each.changes) for each in conflict.relaxations] == [{"multi_region"}, {"level"}, {"p99_ms"}]
    (number,) = conflict.numbers
    assert number.holds is False
    assert number.limit == 20 < number.result


def test_an_assumed_time_of_work_contradicts_nobody() -> None:
    """10 + 40 ms are our own assumption; a p99 below that is a question, not a contradiction."""
    assert conflicts(complete({"p99_ms": 20}), knowledge()) == ()
