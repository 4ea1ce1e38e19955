"""Questions are few, asked only where the answer changes the outcome, and the fact that decides is among them."""

import time
from collections.abc import Mapping

import pytest

from shared.architect.domain.design.bench import POINT
from shared.architect.domain.design.conflicts import conflicts, with_parts
from shared.architect.domain.design.cost import band
from shared.architect.domain.design.house_rules import NO_HOUSE_RULES, HouseRules
from shared.architect.domain.design.options import settle
from shared.architect.domain.design.outcome import Parts, Question
from shared.architect.domain.design.questions import questions
from shared.architect.domain.design.requirements import Requirements, Value
from shared.architect.domain.design.scoring import Scorer
from shared.architect.domain.design.search import utility
from shared.architect.domain.design.warnings import warnings
from shared.architect.knowledge.load import knowledge
from tests.architect.scenarios.reading import SCENARIOS, Scenario

MOST_ASKED = 5
# A request has this long in all; questions are one part of it. Seconds of this process's own work.
LONGEST = 0.4
REMOVED = [(scenario, field) for scenario in SCENARIOS for field in scenario.ask_if_removed]
# Fields whose loss would lead to another style, store or deployment, and whose values nobody could guess from a list.
UNGUESSABLE = {"kind", "existing", "clients", "regimes", "residency"}


def complete(values: Mapping[str, Value]) -> Requirements:
    return knowledge().schema.complete(values)


def ask(values: Mapping[str, Value], house: HouseRules = NO_HOUSE_RULES) -> tuple[Question, ...]:
    return questions(complete(values), knowledge(), house)


def fields(values: Mapping[str, Value]) -> list[str]:
    return [question.field for question in ask(values)]


def recommended(requirements: Requirements, house: HouseRules = NO_HOUSE_RULES) -> Parts:
    scorer = Scorer(knowledge(), house)
    settled = settle(scorer, scorer.marks(requirements.values))
    assert settled is not None
    return knowledge().bench.parts(settled.recommended)


def sides(requirements: Requirements, parts: Parts) -> dict[str, set[str]]:
    """What an outcome tells beside its parts."""
    told = (*conflicts(requirements, knowledge()), *with_parts(requirements, parts, knowledge()))
    return {
        "conflict": {each.rule for each in told},
        "cost": {band(requirements, parts, knowledge())},
        "warning": {each.key for each in warnings(requirements, parts, knowledge())},
    }


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_what_must_be_asked_is_asked(scenario: Scenario) -> None:
    assert set(scenario.must_ask) <= set(fields(scenario.requirements))


@pytest.mark.parametrize(("scenario", "field"), REMOVED, ids=lambda one: str(one))
def test_a_fact_that_decides_is_asked_when_nobody_told_it(scenario: Scenario, field: str) -> None:
    assert field in fields(scenario.without(field))


def test_there_are_fifteen_such_facts_and_more() -> None:
    assert len(REMOVED) >= 15


def test_nearly_every_fact_whose_loss_turns_a_design_is_asked_for() -> None:
    """Not a list of ours: every field of every scenario is left out, and where that leads to another style, store,
    deployment or framework, by more than a near tie, it must be among the five questions."""
    turned, asked = 0, 0
    for scenario in SCENARIOS:
        full = recommended(complete(scenario.requirements))
        for field in scenario.requirements.keys() - UNGUESSABLE:
            if _differ(full, recommended(complete(scenario.without(field))), scenario):
                turned += 1
                asked += field in fields(scenario.without(field))
    assert turned >= 30
    assert asked / turned >= 0.85


def _differ(full: Parts, without: Parts, scenario: Scenario) -> bool:
    if all(full[name] == without[name] for name in ("style", "primary", "deployment", "framework")):
        return False
    scorer = Scorer(knowledge(), NO_HOUSE_RULES)
    own = scorer.marks(complete(scenario.requirements).values).own
    bench = knowledge().bench
    at_best, otherwise = (tuple(bench.numbers[f"{each}.{of[each]}"] for each in of) for of in (full, without))
    lost = utility(bench, own, at_best) - utility(bench, own, otherwise)
    return lost / POINT >= knowledge().limits["near_tie"]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_a_question_is_about_what_nobody_told_and_each_answer_that_it_names_changes_the_outcome(
    scenario: Scenario,
) -> None:
    requirements = complete(scenario.requirements)
    now = recommended(requirements)
    for question in ask(scenario.requirements):
        assert requirements.origins[question.field] == "assumed"
        assert question.turns
        for turn in question.turns:
            answered = complete({**scenario.requirements, question.field: turn.value})
            then = recommended(answered)
            if turn.dimension in now:
                assert (now[turn.dimension], then[turn.dimension]) == (turn.from_, turn.to)
            else:
                before, after = sides(requirements, now)[turn.dimension], sides(answered, then)[turn.dimension]
                assert turn.from_ in {"none", *(before - after)}
                assert turn.to in {"none", *(after - before)}
            assert turn.from_ != turn.to


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_questions_are_few_best_first_and_quick(scenario: Scenario) -> None:
    knowledge().bench.memo.clear()
    began = time.process_time()
    asked = ask(scenario.requirements)
    took = time.process_time() - began
    assert len(asked) <= MOST_ASKED
    assert list(asked) == sorted(asked, key=lambda each: (not each.required, -each.worth))
    assert took < LONGEST


def test_an_empty_request_is_asked_three_to_five_things_and_what_it_is_comes_first() -> None:
    asked = fields({})
    assert 3 <= len(asked) <= MOST_ASKED
    assert asked[0] == "kind"


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_a_full_request_is_asked_nothing(scenario: Scenario) -> None:
    told = complete(scenario.requirements)
    assert ask(told.values) == ()


def test_answers_lead_to_an_end_and_nothing_is_asked_twice() -> None:
    told: dict[str, Value] = {"kind": ("crud", "api")}
    asked: set[str] = set()
    for _ in range(12):
        wanted = fields(told)
        assert asked.isdisjoint(wanted)
        if not wanted:
            break
        asked.update(wanted)
        told |= {field: complete(told)[field] for field in wanted}
    else:
        pytest.fail("it asks for ever")
    assert len(asked) <= 25


def test_an_answer_changes_what_is_asked_next() -> None:
    unknown = fields({})
    stream = fields({"kind": ("stream_ingest",), "clients": ("device",), "auth_users": ("machines",)})
    batch = fields({"kind": ("batch_etl",), "clients": (), "auth_users": ()})
    assert stream[0] == "write_rps"
    assert "batch_gb" in batch
    assert len({tuple(unknown), tuple(stream), tuple(batch)}) == 3


def test_nothing_is_asked_that_could_only_change_an_addition() -> None:
    """Where style, store, framework and deployment stand fast, an extra is no reason to ask."""
    for scenario in SCENARIOS:
        hard = [
            turn.dimension
            for question in ask(scenario.requirements)
            for turn in question.turns
            if question.required or turn.dimension in {"style", "primary", "framework", "deployment"}
        ]
        assert hard or ask(scenario.requirements) == ()


def test_devices_are_not_asked_for_an_admin_interface_nor_small_teams_for_many_teams() -> None:
    devices: dict[str, Value] = {"kind": ("stream_ingest",), "clients": ("device",), "auth_users": ("machines",)}
    assert "admin_ui" not in fields(devices)
    assert "teams" not in fields({"kind": ("crud",), "team_size": 3})


def test_answers_are_in_proportion_to_what_is_known() -> None:
    small: dict[str, Value] = {"kind": ("crud", "api"), "read_rps": 5, "team_size": 3, "usd_month": 50}
    for question in ask(small):
        for turn in question.turns:
            if question.field == "write_rps":
                assert isinstance(turn.value, int | float)
                assert turn.value <= 10 * 5
            if question.field in {"size_gb", "read_rps"}:
                assert isinstance(turn.value, int | float)
                assert turn.value <= 10 * 50


def test_a_team_s_rules_take_questions_away() -> None:
    """Where only one store is allowed, the model of the data turns no store."""
    house = HouseRules(allowed={"primary": ("postgresql",)})
    open_turns = {turn.dimension for question in ask({}) for turn in question.turns}
    bound_turns = {turn.dimension for question in ask({}, house) for turn in question.turns}
    assert "primary" in open_turns
    assert "primary" not in bound_turns


def test_nothing_is_asked_where_nothing_is_feasible() -> None:
    house = HouseRules(allowed={"primary": ("redis",)})
    assert ask({"level": "strong"}, house) == ()
