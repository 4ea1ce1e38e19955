"""Whatever is asked for: numbers are finite, bands exist, and what a conflict offers could be sent back as it is."""

import contextlib
import math

import pytest

from shared.architect.domain.design import capacity, cost
from shared.architect.domain.design.conflicts import conflicts, with_parts
from shared.architect.domain.design.questions import questions
from shared.architect.domain.design.requirements import Requirements
from shared.architect.domain.design.search import NothingFeasible, best
from shared.architect.domain.design.warnings import warnings
from shared.architect.knowledge.load import knowledge
from tests.architect.scenarios.chance import by_chance

REQUESTS = by_chance(24, seed=11)


@pytest.mark.parametrize("requirements", REQUESTS, ids=range(len(REQUESTS)))
def test_any_request_is_answered_in_numbers_that_are_finite(requirements: Requirements) -> None:
    assert len(questions(requirements, knowledge())) <= 5
    try:
        parts = best(requirements, knowledge()).parts
    except NothingFeasible:
        return
    for each in capacity.calculations(requirements, parts, knowledge()):
        assert math.isfinite(each.result)
        assert each.result >= 0
    assert 0 < capacity.availability(requirements, parts, knowledge()) < 1
    assert cost.monthly(requirements, parts, knowledge()) >= 0
    told = [each.key for each in warnings(requirements, parts, knowledge())]
    assert len(told) == len(set(told))


@pytest.mark.parametrize("requirements", REQUESTS, ids=range(len(REQUESTS)))
def test_what_a_conflict_offers_can_be_sent_back_and_is_no_more_than_it_says(requirements: Requirements) -> None:
    found = list(conflicts(requirements, knowledge()))
    with contextlib.suppress(NothingFeasible):
        found += with_parts(requirements, best(requirements, knowledge()).parts, knowledge())
    for conflict in found:
        # A load that no budget of the schema pays, nor a tenth of it, has no way out to offer.
        assert conflict.relaxations or conflict.rule == "budget_below_load", conflict.rule
        fields = [frozenset(each.changes) for each in conflict.relaxations]
        assert len(fields) == len(set(fields))
        for relaxation in conflict.relaxations:
            again = knowledge().schema.complete({**requirements.known(), **relaxation.changes})
            assert all(again[field] == value for field, value in relaxation.changes.items())
