"""Questions, contradictions and what-ifs as people read them."""

import re

import pytest

from shared.architect.document.conflicts import conflicts_told
from shared.architect.document.questions import questions_told
from shared.architect.document.what_if import what_if_told
from shared.architect.document.words import LANGUAGES, Language
from shared.architect.domain.design.outcome import Conflict, Question, Relaxation, Turn
from shared.architect.domain.design.what_if import what_if
from shared.architect.knowledge.load import knowledge
from tests.architect.document.drafts import SOME, TORN, numbers_in, outcome_of, requirements_of

NOTHING_SAID = knowledge().schema.complete({})
PUSH = Question(
    "push", 7.5, False, (Turn("bidirectional", "api", "rest", "websocket"), Turn("server", "api", "rest", "sse"))
)
READS = Question("read_rps", 3.0, True, ())


def test_a_question_says_what_it_could_change_and_at_which_value() -> None:
    push, reads = questions_told([PUSH, READS], NOTHING_SAID, "en")
    assert push["question"].endswith("?")
    assert "at messages both ways, API becomes WebSocket instead of REST" in push["why"]
    assert "no push" in push["why"]
    assert push["turns"][0] == {"value": "bidirectional", "dimension": "api", "from": "rest", "to": "websocket"}
    assert "CRUD" in reads["why"]
    assert "20 reads/s" in reads["why"]


def test_a_question_tells_the_kind_of_its_answer() -> None:
    fields = ("push", "read_rps", "team_size", "gpu", "existing", "residency")
    told = questions_told([Question(field, 1.0, True, ()) for field in fields], NOTHING_SAID, "en")
    answers = {each["field"]: each["answer"] for each in told}
    assert [word["word"] for word in answers["push"]["words"]] == ["none", "server", "bidirectional"]
    assert (answers["read_rps"]["kind"], answers["read_rps"]["least"]) == ("number", 0)
    assert answers["read_rps"]["unit"]
    assert answers["team_size"]["kind"] == "whole_number"
    assert answers["gpu"]["kind"] == "flag"
    assert {"word": "k8s", "label": "Kubernetes"} in answers["existing"]["words"]
    assert "words" not in answers["residency"]
    assert answers["team_size"]["assumed"] == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_can_be_asked_for(language: Language) -> None:
    told = questions_told(
        [Question(field, 1.0, True, ()) for field in knowledge().schema.fields], NOTHING_SAID, language
    )
    assert len(told) == 61
    assert len({each["question"] for each in told}) == 61
    assert all(re.search(r"[?.？。]$", each["question"]) and each["why"] for each in told)


def test_questions_are_the_same_in_both_languages_but_for_their_words() -> None:
    english, chinese = (questions_told([PUSH, READS], NOTHING_SAID, language) for language in LANGUAGES)
    for one, other in zip(english, chinese, strict=True):
        assert {key: one[key] for key in ("field", "turns", "worth", "required")} == {
            key: other[key] for key in ("field", "turns", "worth", "required")
        }
        assert numbers_in(one["why"]) == numbers_in(other["why"])
        assert re.search("[\u4e00-\u9fff]", other["question"] + other["why"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_contradiction_tells_the_clash_the_numbers_and_the_ways_out(language: Language) -> None:
    outcome = outcome_of(TORN)
    told = conflicts_told(outcome.conflicts, outcome.requirements, language)
    assert [each["rule"] for each in told] == [each.rule for each in outcome.conflicts]
    first = told[0]
    assert all(f"`{field}`" in first["message"] for field in first["fields"])
    assert "20 ms" in first["message"]
    assert len(first["relaxations"]) == len(outcome.conflicts[0].relaxations)
    assert all(way["message"] for way in first["relaxations"])


def test_a_teams_own_rules_are_told_when_they_leave_nothing() -> None:
    rules = ("forbidden:postgresql", "allowed:primary")
    clash = Conflict("house_rules", (), (), (Relaxation({"house_rules": rules}),))
    (told,) = conflicts_told([clash], NOTHING_SAID, "en")
    assert told["title"] == "The team's own rules leave nothing"
    assert "`forbidden:postgresql`" in told["relaxations"][0]["message"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_if_tells_each_part_that_moves_and_nothing_when_nothing_does(language: Language) -> None:
    asked = requirements_of(SOME[0])
    found = what_if(asked, {"p99_ms": 20}, knowledge())
    told = what_if_told(found, asked, language)
    assert found.moved
    assert "20 ms" in told["title"]
    assert len(told["changes"]) >= len(found.moved)
    same = what_if_told(what_if(asked, {"stage": "growth"}, knowledge()), asked, language)
    assert len(same["changes"]) == 1
