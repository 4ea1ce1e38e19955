"""Documents say what was decided: the same in both languages, each its own, with every reason there is."""

import itertools
import json
import re
from dataclasses import replace
from datetime import date

import pytest

from shared.architect.document.compose import compose
from shared.architect.document.decisions import decisions
from shared.architect.document.diagram import diagram
from shared.architect.document.monitoring import monitoring
from shared.architect.document.overview import overview
from shared.architect.document.telling import Telling
from shared.architect.document.test_strategy import test_strategy as strategy_of
from shared.architect.document.wording import Wording
from shared.architect.document.words import LANGUAGES, Language
from shared.architect.knowledge.load import knowledge
from tests.architect.document.drafts import (
    ALL,
    BRIEF,
    SOME,
    TODAY,
    TORN,
    blocks_of,
    document_of,
    numbers_in,
    outcome_of,
    sentences_of,
    texts_of,
)

SEVEN = ["overview", "decisions", "code", "configuration", "tests", "pitfalls", "monitoring"]


@pytest.mark.parametrize("name", ALL)
def test_a_document_has_the_seven_parts_and_the_sums_behind_them(name: str) -> None:
    document = document_of(name, "en")
    keys = [part["key"] for part in document["parts"]]
    assert keys == [*SEVEN, "arithmetic", "assumptions", "scores"]
    assert [part["number"] for part in document["parts"]] == list(range(1, 11))
    assert all(part["blocks"] for part in document["parts"])
    assert json.loads(json.dumps(document)) == document


@pytest.mark.parametrize("name", ALL)
def test_both_languages_tell_the_same_decision_in_the_same_shape(name: str) -> None:
    english, chinese = document_of(name, "en"), document_of(name, "zh")
    assert english["outcome"] == chinese["outcome"]
    shapes = [
        [
            (block["kind"], block.get("key"), len(block.get("items", ())), len(block.get("rows", ())))
            for block in blocks_of(document["parts"])
        ]
        for document in (english, chinese)
    ]
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("name", ALL)
def test_both_languages_tell_the_same_numbers_text_by_text(name: str) -> None:
    texts = [list(texts_of(document_of(name, language))) for language in LANGUAGES]
    for english, chinese in zip(*texts, strict=True):
        assert numbers_in(english) == numbers_in(chinese), (english, chinese)


@pytest.mark.parametrize("name", ALL)
def test_a_chinese_document_has_no_english_sentence(name: str) -> None:
    """Names of products are Latin; three plain words in a row are English."""
    for text in texts_of(document_of(name, "zh")):
        bare = re.sub(r"`[^`]*`", "", text).replace(BRIEF, "")
        assert not re.search(r"(?:\b[a-z]{2,} ){2,}[a-z]{2,}\b", bare), text


def test_two_designs_share_less_than_sixty_percent_of_their_sentences() -> None:
    for one, other in itertools.combinations(SOME, 2):
        here, there = sentences_of(document_of(one, "en")), sentences_of(document_of(other, "en"))
        assert len(here) > 150
        assert len(here & there) < 0.6 * min(len(here), len(there)), (one, other)


def test_the_same_outcome_gives_the_same_bytes() -> None:
    outcome = outcome_of(SOME[0])
    twice = [json.dumps(compose(outcome, "Shop", "en", None, TODAY)) for _ in range(2)]
    assert twice[0] == twice[1]


@pytest.mark.parametrize("name", ALL)
def test_every_line_of_the_diagram_tells_what_goes_over_it_and_what_happens_when_it_fails(name: str) -> None:
    drawn = next(block for block in blocks_of(document_of(name, "en")["parts"]) if block["kind"] == "diagram")
    nodes = {node["key"] for node in drawn["nodes"]}
    assert "app" in nodes
    assert "primary" in nodes
    assert all({edge["from"], edge["to"]} <= nodes and edge["protocol"] and edge["fails"] for edge in drawn["edges"])
    joined = {end for edge in drawn["edges"] for end in (edge["from"], edge["to"])}
    assert joined == nodes


@pytest.mark.parametrize("name", ALL)
def test_every_choice_is_told_with_its_runner_up_its_flips_and_why_the_others_are_out(name: str) -> None:
    outcome = outcome_of(name)
    told = document_of(name, "en")["parts"][1]
    for choice in outcome.choices:
        if choice.option == "none":
            continue
        section = next(block for block in told["blocks"] if block["key"] == f"decision-{choice.dimension}")
        text = json.dumps(section, ensure_ascii=False)
        assert all(f"`{flip.field}`" in text for flip in choice.flips)
        assert all(rule.rule in text for rule in choice.excluded if ":" not in rule.rule and " " in rule.rule)
        words = Wording("en", outcome.requirements)
        assert choice.runner_up is None or words.option(choice.runner_up).lower() in text.lower()
        assert choice.near_tie == ("near tie" in text)


@pytest.mark.parametrize("name", ALL)
def test_the_sum_behind_each_choice_can_be_checked_by_hand(name: str) -> None:
    table = next(b for b in blocks_of(document_of(name, "en")["parts"]) if b.get("key") == "options-scored")["blocks"][
        0
    ]
    assert len(table["rows"]) == sum(len(choice.scores) for choice in outcome_of(name).choices)
    for row in table["rows"]:
        weighted, points, synergy, effort, utility = (float(cell.replace(",", "")) for cell in row[1:])
        assert weighted + points + synergy - effort == pytest.approx(utility, abs=0.021)


def test_facts_carry_their_source_and_date_and_what_cannot_be_trusted_is_marked() -> None:
    facts = [fact for b in blocks_of(document_of(SOME[0], "en")["parts"]) for fact in b.get("facts", ())]
    assert facts
    assert all(fact["source"] or fact["flag"] for fact in facts)
    assert all(fact["flag"] for fact in facts if fact["key"] == "postgresql.write_limit")
    later = compose(outcome_of(SOME[0]), "Shop", "en", None, date(2029, 1, 1))
    old = [fact for b in blocks_of(later["parts"]) for fact in b.get("facts", ())]
    assert {fact["flag"] for fact in old} <= {"stale", "unverified", "no_source"}


def test_a_contradiction_is_named_with_the_fields_that_clash_and_what_could_give_way() -> None:
    document = document_of(TORN, "en")
    assert document["status"] == "contradictory"
    conflict = next(b for b in blocks_of(document["parts"]) if str(b.get("key", "")).startswith("conflict-"))
    text = json.dumps(conflict)
    for field in ("level", "multi_region", "p99_ms"):
        assert f"`{field}`" in text
    assert "20 ms" in text  # as it was asked, not as it was relaxed
    assert "to 300 ms" in text


def test_the_recommended_option_is_told_with_what_it_gives_up() -> None:
    outcome = outcome_of(TORN)
    relaxes = outcome.options[outcome.recommended].relaxes
    assert relaxes
    texts = " ".join(texts_of(document_of(TORN, "en")))
    assert "does not hold everything that was asked" in texts
    assert "relaxed" in texts


def test_near_ties_are_said() -> None:
    outcome = outcome_of(SOME[0])
    first = outcome.choices[0]
    tied = replace(outcome, choices=(replace(first, near_tie=True, margin=1.5), *outcome.choices[1:]))
    text = " ".join(texts_of(compose(tied, "Shop", "en", None, TODAY)))
    assert "Too close to call" in text
    assert "1.5 points" in text


def test_numbers_come_from_the_outcome_and_nowhere_else() -> None:
    outcome = outcome_of(SOME[0])
    option = replace(outcome.options[outcome.recommended], person_days=777.0, moving_parts=55, availability=0.98765)
    changed = replace(outcome, options=(option,), recommended=0)
    text = " ".join(texts_of(compose(changed, "Shop", "en", None, TODAY)))
    assert "777 person-days" in text
    assert "55 moving parts" in text
    assert "98.7%" in text  # never rounded up


def test_assumptions_that_can_turn_a_choice_come_first_with_the_value_at_which() -> None:
    outcome = outcome_of(SOME[0])
    told = next(b for b in blocks_of(document_of(SOME[0], "en")["parts"]) if b.get("key") == "assumed")["blocks"]
    assumed = set(outcome.requirements.assumed())
    turning = [field for field in outcome.sensitivity if field in assumed]
    assert len(told[0]["items"]) == len(turning)
    assert all(f"`{field}`" in item for field, item in zip(turning, told[0]["items"], strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_option_of_every_dimension_can_be_told(language: Language) -> None:
    """Whatever is chosen, nothing is without words: the diagram, the tests, what to measure, the decision."""
    outcome = outcome_of(SOME[2])
    chosen = outcome.options[outcome.recommended]
    for dimension in knowledge().dimensions:
        for option in dimension.options:
            parts = {**chosen.parts, dimension.id: option.id}
            choice = replace(next(c for c in outcome.choices if c.dimension == dimension.id), option=option.id)
            changed = replace(outcome, options=(replace(chosen, parts=parts),), recommended=0, choices=(choice,))
            wording = Wording(language, outcome.requirements, parts)
            telling = Telling(changed, wording, knowledge().lore, TODAY)
            told = [*overview(telling, None), *decisions(telling), *strategy_of(telling), *monitoring(telling)]
            assert diagram(telling)["edges"]
            assert told


@pytest.mark.parametrize("name", ALL)
def test_thresholds_are_those_of_the_request(name: str) -> None:
    asked = outcome_of(name).options[outcome_of(name).recommended]
    document = document_of(name, "en")
    rows = {row[0]: row for row in document["parts"][6]["blocks"][1]["rows"]}
    target = outcome_of(name).requirements.number("target")
    if "Share of failed requests (burn of the error budget)" in rows:
        threshold = rows["Share of failed requests (burn of the error budget)"][1]
        burned = float(re.findall(r"page at ([\d.]+)%", threshold)[0])
        assert burned == pytest.approx(100 * min(1, (1 - target) * 14.4), rel=0.01)
    assert ("Throttled requests of DynamoDB" in rows) == (asked.parts["primary"] == "dynamodb")
    assert any("Cost" in row for row in rows)
