"""Systems that were built and told of, and what they decided: the architect must agree, and warn where it must."""

import json
import subprocess
import sys
from collections import Counter

import pytest

from shared.architect.domain.design.house_rules import NO_HOUSE_RULES
from shared.architect.domain.design.options import settle
from shared.architect.domain.design.outcome import Parts
from shared.architect.domain.design.scoring import Scorer
from shared.architect.knowledge.load import knowledge
from tests.architect.scenarios.reading import OWN, PUBLIC, SCENARIOS, Scenario

_WHOLE = ("style", "primary", "deployment")


def recommended(scenario: Scenario) -> Parts:
    """As a design has it: the simplest of those near the best."""
    scorer = Scorer(knowledge(), NO_HOUSE_RULES)
    settled = settle(scorer, scorer.marks(knowledge().schema.complete(scenario.requirements).values))
    assert settled is not None
    return knowledge().bench.parts(settled.recommended)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_what_was_decided_is_recommended_and_nothing_that_must_not_be(scenario: Scenario) -> None:
    parts = recommended(scenario)
    missed = {name: parts[name] for name, options in scenario.expected.items() if parts[name] not in options}
    wrong = {name: parts[name] for name, options in scenario.forbidden.items() if parts[name] in options}
    assert (missed, wrong) == ({}, {})


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_a_scenario_names_options_and_fields_that_there_are(scenario: Scenario) -> None:
    known = {dimension.id: {option.id for option in dimension.options} for dimension in knowledge().dimensions}
    for name, options in (*scenario.expected.items(), *scenario.forbidden.items()):
        assert set(options) <= known[name]
    asked = {*scenario.must_ask, *scenario.ask_if_removed}
    assert asked <= knowledge().schema.fields.keys()
    assert set(scenario.ask_if_removed) <= scenario.requirements.keys()
    assert set(scenario.must_ask).isdisjoint(scenario.requirements)
    assert set(scenario.must_warn) <= {pitfall.key for pitfall in knowledge().lore.pitfalls}


def test_own_scenarios_name_a_source_with_a_year_and_what_of_it_is_assumed() -> None:
    assert len(OWN) >= 10
    for scenario in OWN:
        assert any(str(year) in scenario.grounded_in for year in range(2010, 2027)), scenario.name
        assert "assumed" in scenario.grounded_in or "asked for" in scenario.grounded_in, scenario.name


def test_different_systems_get_different_designs() -> None:
    wholes = Counter(tuple(recommended(scenario)[name] for name in _WHOLE) for scenario in SCENARIOS)
    assert len(wholes) >= 0.5 * len(SCENARIOS)
    assert max(wholes.values()) <= 4


def test_a_small_team_and_a_large_one_with_the_same_load_are_told_different_things() -> None:
    by_name = {scenario.name: scenario for scenario in SCENARIOS}
    assert recommended(by_name["monzo_microservices"])["style"] == "microservices"
    assert recommended(by_name["segment_back_from_microservices"])["style"] != "microservices"


def test_the_same_requests_are_answered_alike_in_another_process_with_another_hash_seed() -> None:
    """Sets and hashes of strings must not decide anything."""
    program = (
        "import json\n"
        "from tests.architect.scenarios.reading import PUBLIC\n"
        "from tests.architect.scenarios.told import told\n"
        "print(json.dumps([told(scenario) for scenario in PUBLIC]))\n"
    )
    answers = {_run(program, seed) for seed in ("1", "4242")}
    assert len(answers) == 1
    assert len(json.loads(answers.pop())) == len(PUBLIC)


def _run(program: str, seed: str) -> str:
    environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(each for each in sys.path if each)}
    ran = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    return ran.stdout
