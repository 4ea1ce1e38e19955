"""Every rule finds its bad example, is silent about the good one, and tells what a reader needs."""

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import RuffRule, Rule
from shared.architect.domain.rules.registry import BY_ID, RULES
from tests.architect.rules.running import hits, ruff_hits

by_id = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.about.id)

FOLDERS = {
    "ARC": "architecture", "ASY": "asynchrony", "DAT": "storage", "EVT": "events", "RES": "resilience",
    "CAC": "caching", "SEC": "security", "OBS": "observability", "CFG": "configuration", "ERR": "errors",
    "SLS": "serverless", "TPL": "templates", "TYP": "types_and_tests", "DOC": "types_and_tests",
    "TST": "types_and_tests", "RUN": "runs",
}  # fmt: skip
SOURCE = re.compile(r"https://\S+\.\S+|RFC \d+|PEP \d+|ISBN|§|\b(19|20)\d\d\b")


@cache
def by_ruff() -> Mapping[str, tuple[list[Hit], list[Hit]]]:
    rules = [rule for rule in RULES if isinstance(rule, RuffRule)]
    found = ruff_hits([(rule, rule.about.bad) for rule in rules] + [(rule, rule.about.good) for rule in rules])
    return {rule.about.id: (found[at], found[at + len(rules)]) for at, rule in enumerate(rules)}


@cache
def in_bad(rule: str) -> list[Hit]:
    return by_ruff()[rule][0] if rule in by_ruff() else hits(BY_ID[rule], BY_ID[rule].about.bad)


@by_id
def test_the_bad_example_is_found_and_the_good_one_is_not(rule: Rule) -> None:
    found = in_bad(rule.about.id)
    assert found, f"{rule.about.id} does not see its own bad example"
    good = by_ruff()[rule.about.id][1] if isinstance(rule, RuffRule) else hits(rule, rule.about.good)
    assert [hit.message for hit in good] == []


@by_id
def test_a_hit_names_its_place_and_speaks_in_a_sentence(rule: Rule) -> None:
    for hit in in_bad(rule.about.id):
        lines = rule.about.bad[hit.place.path].splitlines() if hit.place.path in rule.about.bad else [""] * 999
        assert 1 <= hit.place.line <= max(1, len(lines)), hit
        assert hit.place.end_line == 0 or hit.place.end_line >= hit.place.line
        assert len(hit.message) >= 20, hit.message
        assert hit.statement


@by_id
def test_a_rule_tells_its_principle_its_reason_its_remedy_and_its_source(rule: Rule) -> None:
    about = rule.about
    assert re.fullmatch(r"[A-Z]{3}\d{3}|RUN-[A-Z]+", about.id)
    assert len(about.title) >= 10
    assert not about.title.endswith(".")
    for text, least in ((about.principle, 30), (about.why, 60), (about.fix, 40)):
        assert len(text) >= least, text
        assert text[0].isupper() and text[-1] in ".!?)", text  # noqa: PT018 - one thing: it is a sentence
    assert SOURCE.search(about.source), about.source
    assert about.bad != about.good
    assert {**about.bad} and {**about.good}  # noqa: PT018 - none is empty


@by_id
def test_a_rule_lives_in_the_folder_of_its_family(rule: Rule) -> None:
    expected = FOLDERS[rule.about.id[:3]]
    assert rule.about.family == expected
    folder = import_module(f"shared.architect.domain.rules.{expected}").__path__[0]
    named = rule.about.id.lower().replace("-", "_")
    assert [path.name for path in Path(folder).glob("*.py") if path.name.startswith(named)] != []


@by_id
def test_a_rule_that_is_often_wrong_is_never_above_a_note(rule: Rule) -> None:
    if rule.about.confidence is Confidence.LOW:
        assert rule.about.severity is Severity.NOTE
        assert {hit.severity for hit in in_bad(rule.about.id)} <= {None, Severity.NOTE}


@by_id
def test_no_hit_is_graver_than_its_rule(rule: Rule) -> None:
    order = [Severity.NOTE, Severity.WARNING, Severity.ERROR]
    for hit in in_bad(rule.about.id):
        assert hit.severity is None or order.index(hit.severity) <= order.index(rule.about.severity)


def test_no_two_rules_share_an_id_or_tell_the_same() -> None:
    abouts = [rule.about for rule in RULES]
    for member in ("id", "title", "principle", "why", "fix"):
        twice = [text for text, count in Counter(getattr(about, member) for about in abouts).items() if count > 1]
        assert twice == [], member


def test_rules_of_ruff_name_codes() -> None:
    for rule in RULES:
        if isinstance(rule, RuffRule):
            assert [code for code in rule.codes if re.fullmatch(r"[A-Z]+\d+", code)] == [*rule.codes] != []
