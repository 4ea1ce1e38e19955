"""The same defect with another library, or in another form, is found; what is well with another library is not.

The snippets lie in `equivalents/*.txt`: a line `=== RULE bad|good what it is`, then the code. Each is also tried in all
forms of `mutations.py`.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from shared.architect.domain.review.rule import Example, RuffRule
from shared.architect.domain.rules.registry import BY_ID
from tests.architect.rules.evidence import EVIDENCE, NOT_FOR
from tests.architect.rules.mutations import mutants
from tests.architect.rules.running import hits, ruff_hits


class Snippet(NamedTuple):
    rule: str
    which: str
    name: str
    code: str

    @property
    def forms(self) -> Mapping[str, Example]:
        """As it is written, and as somebody else would write it."""
        example = {"shop/part.py": self.code}
        found = mutants(example, EVIDENCE.get(self.rule, frozenset()))
        return {"as written": example} | {k: v for k, v in found.items() if k not in NOT_FOR.get(self.rule, ())}


def snippets() -> list[Snippet]:
    found: list[Snippet] = []
    for file in sorted((Path(__file__).parent / "equivalents").glob("*.txt")):
        for part in file.read_text("utf-8").split("=== ")[1:]:
            head, _, code = part.partition("\n")
            rule, which, name = head.split(" ", 2)
            found.append(Snippet(rule, which, name, code))
    return found


SNIPPETS = snippets()


@cache
def by_ruff() -> Mapping[tuple[Snippet, str], list[str]]:
    asked = [
        (snippet, rule, form, example)
        for snippet in SNIPPETS
        if isinstance(rule := BY_ID[snippet.rule], RuffRule)
        for form, example in snippet.forms.items()
    ]
    found = ruff_hits([(rule, example) for _, rule, _, example in asked])
    return {(one[0], one[2]): [hit.message for hit in told] for one, told in zip(asked, found, strict=True)}


def told(snippet: Snippet) -> Mapping[str, list[str]]:
    rule = BY_ID[snippet.rule]
    if isinstance(rule, RuffRule):
        return {form: messages for (one, form), messages in by_ruff().items() if one == snippet}
    return {form: [hit.message for hit in hits(rule, example)] for form, example in snippet.forms.items()}


@pytest.mark.parametrize(
    "snippet", [one for one in SNIPPETS if one.which == "bad"], ids=lambda one: f"{one.rule} {one.name}"
)
def test_another_library_or_form_does_not_hide_a_defect(snippet: Snippet) -> None:
    assert [form for form, messages in told(snippet).items() if not messages] == []


@pytest.mark.parametrize(
    "snippet", [one for one in SNIPPETS if one.which == "good"], ids=lambda one: f"{one.rule} {one.name}"
)
def test_what_is_well_with_another_library_is_left_alone(snippet: Snippet) -> None:
    assert {form: messages for form, messages in told(snippet).items() if messages} == {}


def test_snippets_are_of_rules_and_no_two_are_called_the_same() -> None:
    assert [one for one in SNIPPETS if one.which not in ("bad", "good") or one.rule not in BY_ID] == []
    assert len({(one.rule, one.which, one.name) for one in SNIPPETS}) == len(SNIPPETS)
