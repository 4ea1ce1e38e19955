"""Facts have sources and dates, options stand on facts or on a judgement that says so, and none is past its review."""

from datetime import date, timedelta
from typing import Any

import pytest

from shared.architect.domain.design.facts import Fact, facts_of
from shared.architect.knowledge.load import knowledge

FACTS = knowledge().lore.facts
# The day on which the knowledge was last gone through as a whole. Move it when it is; never without.
GONE_THROUGH = date(2026, 11, 27)
OPTIONS = [(option.dimension, option.id) for each in knowledge().dimensions for option in each.options]


@pytest.mark.parametrize("fact", FACTS.by_key.values(), ids=lambda fact: fact.key)
def test_what_is_quoted_names_a_source_with_its_date(fact: Fact) -> None:
    if fact.quotable:
        assert fact.source.title
        assert fact.source.dated[:4].isdigit()
    else:
        assert fact.confidence in {"judgement", "unverified"}
    assert fact.text
    assert (fact.value is None) == (fact.unit == "")


@pytest.mark.parametrize(("dimension", "option"), OPTIONS)
def test_every_option_stands_on_a_fact_or_on_a_judgement_that_says_so(dimension: str, option: str) -> None:
    if option != "none":
        assert FACTS.about(dimension, option), "nothing is told of it"


def test_facts_speak_of_options_that_there_are() -> None:
    known = {name for dimension, option in OPTIONS for name in (option, f"{dimension}/{option}")}
    assert {each for fact in FACTS.by_key.values() for each in fact.options} <= known


def test_two_options_of_one_name_have_facts_of_their_own() -> None:
    cached, background = (FACTS.about(dimension, "in_process") for dimension in ("cache", "background"))
    assert [fact.key for fact in cached] == ["in_process.copies"]
    assert [fact.key for fact in background] == ["in_process.dies"]


def test_no_fact_is_past_its_review_on_the_day_of_the_last_one() -> None:
    assert [each for each in FACTS.flagged(GONE_THROUGH) if each.fault == "stale"] == []


def test_a_year_and_a_day_later_all_are_flagged_and_unverified_ones_always() -> None:
    reviewed = min(fact.reviewed_on for fact in FACTS.by_key.values())
    later = {each.key: each.fault for each in FACTS.flagged(reviewed + timedelta(days=FACTS.review_days + 400))}
    today = {each.key: each.fault for each in FACTS.flagged(GONE_THROUGH)}
    assert later.keys() == FACTS.by_key.keys()
    unverified = {fact.key for fact in FACTS.by_key.values() if fact.confidence == "unverified"}
    assert {key for key, fault in today.items() if fault == "unverified"} == unverified
    assert unverified
    assert not any(FACTS.by_key[key].quotable for key in unverified)


def test_the_last_day_of_a_review_still_counts() -> None:
    one = _table("sourced")
    kept = facts_of(one)
    assert kept.flagged(date(2027, 1, 1)) == ()
    assert [each.fault for each in kept.flagged(date(2027, 1, 2))] == ["stale"]


def test_a_fact_without_a_title_to_its_source_is_flagged() -> None:
    bare = _table("sourced")
    bare["sources"] = {"S": {"title": "", "urls": [], "date": "2026"}}
    assert [each.fault for each in facts_of(bare).flagged(date(2026, 2, 1))] == ["no_source"]


def test_a_fact_told_twice_or_with_an_unknown_confidence_is_refused() -> None:
    twice = _table("sourced")
    twice["facts"] = [*twice["facts"], *twice["facts"]]
    with pytest.raises(ValueError, match="twice"):
        facts_of(twice)
    with pytest.raises(ValueError, match="certain"):
        facts_of(_table("certain"))


def _table(confidence: str) -> dict[str, Any]:
    fact = {"key": "x.y", "options": ["lambda"], "text": "It is so.", "source": "S", "confidence": confidence}
    return {
        "reviewed_on": "2026-01-01",
        "review_days": 365,
        "sources": {"S": {"title": "Somebody's page", "urls": [], "date": "2026"}},
        "facts": [fact],
    }
