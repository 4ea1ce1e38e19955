"""The same fault in SAM, in JSON, in another resource or under another name; and the twin that is well.

Each line of `variants.txt` that begins with `===` names a rule, `bad` or `good`, and what it is; the template follows.
"""

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from shared.adapters.review.template_text import read_template
from shared.architect.domain.review.rule import TemplateRule
from tests.architect.templates.asking import OWN, example, hits, messages


class Variant(NamedTuple):
    rule: str
    which: str
    name: str
    text: str


def variants() -> list[Variant]:
    found: list[Variant] = []
    for file in sorted(Path(__file__).parent.glob("*.txt")):
        for part in file.read_text("utf-8").split("=== ")[1:]:
            head, _, text = part.partition("\n")
            rule, which, name = head.split(" ", 2)
            found.append(Variant(rule, which, name, text))
    return found


VARIANTS = variants()


def of(which: str) -> "pytest.MarkDecorator":
    chosen = [one for one in VARIANTS if one.which == which]
    return pytest.mark.parametrize("variant", chosen, ids=lambda one: f"{one.rule} {one.name}")


@of("bad")
def test_a_fault_is_found_in_every_form(variant: Variant) -> None:
    assert messages(variant.rule, variant.text) != []


@of("good")
def test_what_is_well_is_left_alone(variant: Variant) -> None:
    assert messages(variant.rule, variant.text) == []


@of("bad")
def test_json_hides_nothing_and_neither_do_other_logical_names(variant: Variant) -> None:
    document = read_template(variant.text).document
    renamed = json.dumps(document)
    for number, name in enumerate(document["Resources"]):
        for left, right in (('"', '"'), ("${", "}"), ("${", "."), ('"', ".")):
            renamed = renamed.replace(f"{left}{name}{right}", f"{left}R{number}x{right}")
    assert len(messages(variant.rule, json.dumps(document, indent=1))) == len(messages(variant.rule, variant.text))
    assert len(messages(variant.rule, renamed)) == len(messages(variant.rule, variant.text))


@pytest.mark.parametrize("rule", OWN, ids=lambda rule: rule.about.id)
def test_a_hit_stands_on_a_line_of_the_resource_that_it_names(rule: TemplateRule) -> None:
    text = example(rule, "bad")
    read = read_template(text)
    for hit in hits(rule.about.id, text):
        start = read.lines[f"Resources/{hit.place.symbol}"]
        later = [line for path, line in read.lines.items() if path.count("/") == 1 and line > start]
        assert start <= hit.place.line < min(later, default=10_000)


def test_every_rule_of_ours_has_variants_or_needs_none() -> None:
    told = {one.rule for one in VARIANTS}
    assert {rule.about.id for rule in OWN} - told == set()
    assert len({(one.rule, one.which, one.name) for one in VARIANTS}) == len(VARIANTS)
