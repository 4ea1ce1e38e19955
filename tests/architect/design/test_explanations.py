"""What is told of a choice is so: sums, drivers, runners-up and flips are tried."""

from collections.abc import Iterator, Mapping

import pytest

from shared.architect.domain.design.conflicts import conflicts
from shared.architect.domain.design.house_rules import NO_HOUSE_RULES, HouseRules
from shared.architect.domain.design.options import settle
from shared.architect.domain.design.outcome import Choice, Flip, Outcome
from shared.architect.domain.design.requirements import Requirements, Value
from shared.architect.domain.design.scoring import Scorer
from shared.architect.domain.design.search import NothingFeasible, best
from shared.architect.domain.design.solve import solve
from shared.architect.knowledge.load import knowledge
from tests.architect.design.solved import SOME, outcome, recommended

CAP = 40


def parts(found: Outcome) -> Mapping[str, str]:
    return found.options[found.recommended].parts


def asked(found: Outcome) -> Requirements:
    """What the recommended option is made for: the request, but for what it gives up."""
    relaxed = found.options[found.recommended].relaxes
    return found.requirements.with_values(relaxed) if found.conflicts and relaxed else found.requirements


def calm(found: Outcome) -> bool:
    return not any(option.relaxes for option in found.options)


@pytest.mark.parametrize("name", SOME)
def test_the_score_of_every_option_is_the_sum_of_what_is_shown(name: str) -> None:
    for choice in outcome(name).choices:
        for score in choice.scores:
            shown = score.weighted + sum(fired.points for fired in score.fired) + score.synergy - score.effort
            assert score.utility == pytest.approx(shown, abs=1e-9)
            assert all(-100 < fired.points < 100 for fired in score.fired)


@pytest.mark.parametrize("name", SOME)
def test_the_utility_of_the_whole_is_the_sum_of_its_parts(name: str) -> None:
    """Synergy between two parts stands in both scores, so half of it is taken."""
    found = outcome(name)
    chosen = [next(s for s in choice.scores if s.option == choice.option) for choice in found.choices]
    total = sum(score.utility - score.synergy / 2 for score in chosen)
    assert found.options[found.recommended].utility == pytest.approx(total, abs=1e-6)


@pytest.mark.parametrize("name", SOME)
def test_scores_come_best_first_and_nobody_is_both_scored_and_excluded(name: str) -> None:
    for choice in outcome(name).choices:
        utilities = [score.utility for score in choice.scores]
        assert utilities == sorted(utilities, reverse=True)
        scored = {score.option for score in choice.scores}
        excluded = {each.option for each in choice.excluded}
        assert scored & excluded == set()
        every = {option.id for option in knowledge().dimension(choice.dimension).options}
        assert scored | excluded == every
        assert choice.option in scored


@pytest.mark.parametrize("name", [name for name in SOME if calm(outcome(name))])
def test_the_runner_up_is_what_wins_when_the_choice_is_banned(name: str) -> None:
    found = outcome(name)
    full = best(found.requirements, knowledge())
    assert full.parts == parts(found)
    for choice in found.choices:
        try:
            other = best(found.requirements, knowledge(), banned={choice.dimension: choice.option})
        except NothingFeasible:
            assert choice.runner_up is None
            continue
        assert choice.runner_up == other.parts[choice.dimension]
        assert choice.margin == pytest.approx(min(CAP, full.utility - other.utility), abs=1e-6)
        assert choice.near_tie == (choice.margin <= 3)


def margin(requirements: Requirements, choice: Choice) -> float:
    only = HouseRules(allowed={choice.dimension: (choice.option,)})
    try:
        held = best(requirements, knowledge(), only).utility
    except NothingFeasible:
        return -CAP
    try:
        against = best(requirements, knowledge(), banned={choice.dimension: choice.option}).utility
    except NothingFeasible:
        return CAP
    return max(-CAP, min(CAP, held - against))


@pytest.mark.parametrize("name", [name for name in SOME if calm(outcome(name))])
def test_every_driver_when_removed_lowers_its_option_by_what_is_told(name: str) -> None:
    found = outcome(name)
    fields = knowledge().schema.fields
    told = [(choice, driver) for choice in found.choices for driver in choice.drivers]
    for choice, driver in told:
        assert found.requirements[driver.field] == driver.value != fields[driver.field].default
        removed = found.requirements.with_values({driver.field: fields[driver.field].default})
        fallen = margin(found.requirements, choice) - margin(removed, choice)
        assert fallen == pytest.approx(driver.lost, abs=1e-6)
        assert driver.lost > 0
    for choice in found.choices:
        lost = [driver.lost for driver in choice.drivers]
        assert lost == sorted(lost, reverse=True)


def test_choices_have_drivers() -> None:
    driven = [choice for name in SOME for choice in outcome(name).choices if choice.drivers and choice.runner_up]
    assert len(driven) > 40


def flips(found: Outcome) -> Iterator[tuple[str, str, Flip]]:
    for choice in found.choices:
        for flip in choice.flips:
            yield choice.dimension, choice.option, flip


def just_before(current: Value, flip: Flip) -> Value:
    """A value about one part in a hundred nearer to the present one, or the rung before on a ladder."""
    field = knowledge().schema.fields[flip.field]
    assert isinstance(current, int | float)
    assert isinstance(flip.at, int | float)
    above = flip.side == "above"
    if field.steps:
        between = [s for s in field.steps if (current < s < flip.at if above else flip.at < s < current)]
        return (max(between) if above else min(between)) if between else current
    if field.kind == "int":
        return flip.at - 1 if above else flip.at + 1
    nearer = flip.at * (0.989 if above else 1.011)
    return max(current, nearer) if above else min(current, nearer)


@pytest.mark.parametrize("name", ["startup_crud_3p", "discord_messages", "nightly_etl_2tb"])
def test_at_a_flip_the_choice_turns_and_just_before_it_does_not(name: str) -> None:
    found = outcome(name)
    told = list(flips(found))
    assert len(told) > 15
    for dimension, option, flip in told:
        turned = settled(found, {flip.field: flip.at})
        assert turned[dimension] == flip.to != option
        if flip.side != "equal":
            current = found.requirements[flip.field]
            assert settled(found, {flip.field: just_before(current, flip)})[dimension] == option


def settled(found: Outcome, changes: Mapping[str, Value]) -> Mapping[str, str]:
    """What is recommended by scores alone: contradictions of the changed request are told, not weighed."""
    scorer = Scorer(knowledge(), NO_HOUSE_RULES)
    made = settle(scorer, scorer.marks(found.requirements.with_values(changes).values))
    assert made is not None
    return scorer.bench.parts(made.recommended)


def test_flips_of_calm_requests_are_what_a_new_design_would_say() -> None:
    found = outcome("startup_crud_3p")
    for dimension, _, flip in flips(found):
        changed = found.requirements.with_values({flip.field: flip.at})
        if not conflicts(changed, knowledge()):
            assert recommended(changed)[dimension] == flip.to


@pytest.mark.parametrize("name", SOME)
def test_sensitive_fields_are_those_that_flip_something(name: str) -> None:
    found = outcome(name)
    told = {flip.field for choice in found.choices for flip in choice.flips}
    assert told <= set(found.sensitivity)
    assert len(set(found.sensitivity)) == len(found.sensitivity)


def test_weights_are_told_with_what_work_costs() -> None:
    found = outcome("startup_crud_3p")
    assert set(found.weights) == {
        "consistency", "scalability", "latency", "deployment", "availability", "cost", "pace", "upkeep",
    }  # fmt: skip
    assert found.weights["consistency"] == 4.5  # strong, with transactions over several entities


def test_a_relaxed_request_is_the_one_that_is_explained() -> None:
    found = outcome("contradiction_strong_active_active_20ms")
    assert asked(found)["p99_ms"] == 300
    drivers = {driver.field for choice in found.choices for driver in choice.drivers}
    assert "multi_region" in drivers


@pytest.mark.parametrize("value", [5e-324, 1e-300, 9e-8])
def test_next_to_nothing_is_nothing_to_what_turns_a_choice(value: float) -> None:
    """Somebody may send the smallest number that there is."""
    fields = ("idle_fraction", "size_gb", "batch_gb", "write_rps", "io_wait_ms", "max_job_seconds")
    known = knowledge()
    tiny, nothing = (solve(known.schema.complete(dict.fromkeys(fields, each)), known) for each in (value, 0))
    turned = [(dimension, flip.field, flip.to) for dimension, _, flip in flips(tiny) if flip.field in fields]
    assert turned
    assert turned == [(dimension, flip.field, flip.to) for dimension, _, flip in flips(nothing) if flip.field in fields]
