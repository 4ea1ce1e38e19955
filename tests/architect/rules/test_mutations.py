"""A defect does not hide behind other names, other imports, other files, a class, or code around it; and what is well
stays well."""

from collections.abc import Mapping
from functools import cache
from typing import Literal

import pytest

from shared.architect.domain.review.finding import Hit
from shared.architect.domain.review.rule import LintRule, RuffRule, Rule, TemplateRule
from shared.architect.domain.rules.registry import BY_ID, RULES
from tests.architect.rules.evidence import EVIDENCE, NEVER, NOT_FOR
from tests.architect.rules.mutations import mutants
from tests.architect.rules.running import hits, ruff_hits
from tests.architect.rules.template_mutations import template_mutants

Which = Literal["bad", "good"]
FOR_CODE = [
    rule.about.id for rule in RULES if not isinstance(rule, TemplateRule | LintRule) and rule.about.id not in NEVER
]


def changed(rule: Rule, which: Which) -> Mapping[str, Mapping[str, str]]:
    found = mutants(getattr(rule.about, which), EVIDENCE.get(rule.about.id, frozenset()))
    return {name: one for name, one in found.items() if name not in NOT_FOR.get(rule.about.id, ())}


@cache
def by_ruff() -> Mapping[tuple[str, Which, str], list[Hit]]:
    """All mutants of rules that ruff finds, in one run of it."""
    both: tuple[Which, ...] = ("bad", "good")
    asked = [
        (rule, which, name, example)
        for rule in RULES
        if isinstance(rule, RuffRule)
        for which in both
        for name, example in changed(rule, which).items()
    ]
    found = ruff_hits([(rule, example) for rule, _, _, example in asked])
    return {(rule.about.id, which, name): one for (rule, which, name, _), one in zip(asked, found, strict=True)}


def seen(rule: Rule, which: Which) -> Mapping[str, list[str]]:
    if isinstance(rule, RuffRule):
        found = {name: one for (id, of, name), one in by_ruff().items() if (id, of) == (rule.about.id, which)}
    else:
        found = {name: hits(rule, example) for name, example in changed(rule, which).items()}
    return {name: [hit.message for hit in one] for name, one in found.items()}


@pytest.mark.parametrize("id", FOR_CODE)
def test_a_defect_is_found_however_it_is_written(id: str) -> None:
    assert [name for name, messages in seen(BY_ID[id], "bad").items() if not messages] == []


@pytest.mark.parametrize("id", FOR_CODE)
def test_what_is_well_stays_well_however_it_is_written(id: str) -> None:
    assert {name: messages for name, messages in seen(BY_ID[id], "good").items() if messages} == {}


FOR_TEMPLATES = [rule.about.id for rule in RULES if isinstance(rule, TemplateRule)]


@pytest.mark.parametrize("id", FOR_TEMPLATES)
def test_a_template_hides_nothing_behind_other_ids_or_another_order(id: str) -> None:
    rule = BY_ID[id]
    bad, good = (template_mutants(one) for one in (rule.about.bad, rule.about.good))
    assert [name for name, example in bad.items() if not hits(rule, example)] == []
    assert {name: found for name, example in good.items() if (found := hits(rule, example))} == {}
    assert bad
