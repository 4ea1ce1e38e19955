"""What is told is told in both languages, of everything there is, and never without a value of the request."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from shared.architect.document.words import LANGUAGES, Language, Words
from shared.architect.domain.design import systems
from shared.architect.domain.design.outcome import Calculation
from shared.architect.knowledge.load import knowledge
from tests.architect.document.drafts import ALL, blocks_of, document_of, numbers_in, outcome_of

FOLDER = Path(__file__).parents[3] / "shared/architect/knowledge/words"
FILES = sorted(path.stem for path in (FOLDER / "en").glob("*.toml"))
PLACE = re.compile(r"\{[^}]+\}")
CONDITION = re.compile(r"\[(\w+)\?")
HAN = re.compile(r"[\u4e00-\u9fff]")
# Singulars are a matter of English; facts are in English where they are kept.
ENGLISH_ONLY = re.compile(r"^fields\.\w+\.one$")
# Whole sentences of advice: each must be about this request.
SPEAKING = re.compile(
    r"\.(\w*gain|\w*price|fails|passes|means|what|avoid|message|when|measure)$|^options\.none\.|^overview\.(costs|why)"
)
HEADING = re.compile(r"\.head\.|\.leads\.|\.verdicts\.|^fields\.|^options\.none\.label|^document\.|^overview\.what$")
# Where a value turns something: each language says it in its own way, with the value in it.
TURNING = re.compile(r"^(decisions\.(flips|returns)|assumptions\.turns|record\.flip)\.(above|below)$")
CONDITIONAL = re.compile(r"\[\w+\?[^\]]*\]")
NOT_PROSE = re.compile(r"`[^`]*`|\{[^}]*\}|\[\w+\?")
LATIN = re.compile(r"[A-Za-z][\w.+/#-]*")
TERMS = {"worker", "SSE", "GB", "GB/月", "USD/月"}


def messages(language: Language) -> dict[str, str]:
    return {f"{file}.{key}": text for file in FILES for key, text in _flat(Words(language).table(file) or {})}


def _flat(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for key, held in table.items():
        if isinstance(held, Mapping):
            yield from _flat(held, f"{above}{key}.")
        else:
            yield f"{above}{key}", held


ENGLISH, CHINESE = messages("en"), messages("zh")


def test_both_languages_have_the_same_files_and_messages() -> None:
    chinese = sorted(path.stem for path in (FOLDER / "zh").glob("*.toml"))
    assert [name for name in chinese if name != "facts"] == FILES
    assert {key for key in ENGLISH if not ENGLISH_ONLY.match(key)} == set(CHINESE)


def test_a_message_asks_for_the_same_values_and_tells_the_same_numbers_in_both_languages() -> None:
    for key in CHINESE:
        english, chinese = ENGLISH[key], CHINESE[key]
        assert TURNING.search(key) or sorted(PLACE.findall(english)) == sorted(PLACE.findall(chinese)), key
        assert sorted(CONDITION.findall(english)) == sorted(CONDITION.findall(chinese)), key
        assert numbers_in(PLACE.sub("", english)) == numbers_in(PLACE.sub("", chinese)), key


def test_what_a_message_asks_for_exists() -> None:
    fields, dimensions = set(knowledge().schema.fields), {each.id for each in knowledge().dimensions}
    for key, text in ENGLISH.items():
        for name, of in re.findall(r"\{(\w+):([\w.]+)\}", text):
            assert name in ("said", "value", "label", "part"), key
            assert of in (dimensions if name == "part" else fields), key
        assert set(CONDITION.findall(text)) <= fields, key


def test_every_message_of_advice_names_a_value_of_the_request() -> None:
    """Always: what is said only on a condition does not count. Headings are no advice."""
    speaking = {key: text for key, text in ENGLISH.items() if SPEAKING.search(key) and not HEADING.search(key)}
    assert len(speaking) > 400
    assert [key for key, text in speaking.items() if not PLACE.search(CONDITIONAL.sub("", text))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_of_the_knowledge_has_its_words(language: Language) -> None:
    words, known = Words(language), knowledge()
    wanted = [f"fields.{name}.{what}" for name in known.schema.fields for what in ("label", "ask")]
    wanted += [f"document.dimensions.{each.id}" for each in known.dimensions]
    wanted += [f"options.{option.id}.label" for each in known.dimensions for option in each.options]
    wanted += [f"warnings.{each.key}.{what}" for each in known.lore.pitfalls for what in ("title", "what", "avoid")]
    wanted += [f"warnings.{each.key}.title" for each in known.schema.implausible]
    wanted += [f"conflicts.{each.rule}.{what}" for each in known.lore.contradictions for what in ("title", "message")]
    wanted += [f"conflicts.{rule}.message" for rule in (systems.NOTHING_FEASIBLE, systems.HOUSE_RULES)]
    assert [path for path in wanted if not words.find(path)] == []
    for dimension in known.dimensions:
        for option in dimension.options:
            own = f"none.{dimension.id}" if option.id == "none" else option.id
            told = (f"{own}.gain", f"{own}.{dimension.id}_gain", own)
            assert any(words.find(f"options.{each}") for each in told), f"{dimension.id}.{option.id}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_field_can_be_said(language: Language) -> None:
    words = Words(language)
    for field in knowledge().schema.fields.values():
        said = words.table(f"fields.{field.name}.said")
        if field.kind == "bool":
            assert set(said) == {"true", "false"}, field.name
        elif field.kind == "enum":
            assert set(said) == set(field.words), field.name
        else:
            assert "{v}" in said, field.name
        if field.kind == "list":
            named = words.table(f"fields.{field.name}.choice") or words.table("options.products")
            assert set(field.words) <= set(named), field.name


def test_facts_about_options_are_told_in_chinese_with_the_same_numbers() -> None:
    words = Words("zh")
    for fact in knowledge().lore.facts.by_key.values():
        chinese = words.find(f"facts.{fact.key}")
        if fact.options:
            assert chinese, fact.key
            assert numbers_in(chinese) == numbers_in(fact.text), fact.key


def test_chinese_is_chinese_outside_of_code_and_names() -> None:
    """Latin words are those that the English says as well: names of products, units, terms. All else is Han."""
    told = {**CHINESE, **{f"facts.{key}": text for key, text in _flat(Words("zh").table("facts"))}}
    english = {**ENGLISH, **{f"facts.{key}": fact.text for key, fact in knowledge().lore.facts.by_key.items()}}
    for key, text in told.items():
        bare = NOT_PROSE.sub("", text)
        known = english[key].lower()
        strange = "".join(word for word in LATIN.findall(bare) if word.lower() not in known and word not in TERMS)
        han = len(HAN.findall(bare))
        assert not strange or han / (han + len(strange)) > 0.5, key
        if len(english[key].split()) > 7 and not LATIN.sub("", bare).isascii():
            assert han > 3, key


@pytest.mark.parametrize("name", ALL)
def test_every_sum_of_a_design_has_a_label_and_its_unit_is_known(name: str) -> None:
    outcome = outcome_of(name)
    sums: list[Calculation] = [each for option in outcome.options for each in option.calculations]
    sums += [each for warned in outcome.warnings for each in warned.numbers]
    sums += [each for conflict in outcome.conflicts for each in conflict.numbers]
    for language in LANGUAGES:
        labels = Words(language).table("calculations.labels")
        assert {each.key for each in sums} - set(labels) == set()


@pytest.mark.parametrize("name", ALL)
def test_product_names_are_the_same_in_both_languages(name: str) -> None:
    """What the English names in capitals or with digits stands in the Chinese as well."""
    pairs = zip(*(blocks_of(document_of(name, language)["parts"]) for language in LANGUAGES), strict=True)
    for english, chinese in pairs:
        for one, other in zip(english.get("items", ()), chinese.get("items", ()), strict=True):
            assert set(re.findall(r"`[^`]+`", one)) == set(re.findall(r"`[^`]+`", other))
