"""What-if: the same arithmetic, asked twice and held against each other."""

import pytest

from shared.architect.domain.design.requirements import Value
from shared.architect.domain.design.solve import solve
from shared.architect.domain.design.what_if import what_if
from shared.architect.knowledge.load import knowledge
from shared.kernel.errors import ValidationFailed
from tests.architect.design.asked import published, request
from tests.architect.design.solved import outcome

STARTUP = request(published()["startup_crud_3p"]["requirements"])


def test_it_says_what_a_new_design_of_the_changed_request_would_say() -> None:
    changes: dict[str, Value] = {"p99_ms": 30, "search": "simple"}
    told = what_if(STARTUP, changes, knowledge())
    anew = solve(STARTUP.with_values(changes), knowledge())
    before = outcome("startup_crud_3p")
    assert told.before.parts == before.options[before.recommended].parts
    assert told.after.parts == anew.options[anew.recommended].parts
    assert told.after.utility == anew.options[anew.recommended].utility
    assert told.after.cost_band == anew.options[anew.recommended].cost_band
    assert [each.key for each in told.after.warnings] == [each.key for each in anew.warnings]
    moved = {each.dimension: (each.from_, each.to) for each in told.moved}
    assert moved["deployment"] == ("lambda", "fargate")
    assert moved["secondary"] == ("none", "postgres_fts")
    assert all(told.before.parts[d] == a and told.after.parts[d] == b for d, (a, b) in moved.items())


def test_what_changes_nothing_moves_nothing() -> None:
    told = what_if(STARTUP, {"tenants": 40}, knowledge())
    assert told.moved == ()
    assert told.before.parts == told.after.parts
    assert told.before.utility == told.after.utility


def test_new_conflicts_are_told() -> None:
    told = what_if(STARTUP, {"multi_region": "active_active", "p99_ms": 20}, knowledge())
    assert "strong_active_active_latency" in told.new_conflicts
    assert told.gone_conflicts == ()
    assert told.after.relaxes


def test_a_value_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValidationFailed) as refused:
        what_if(STARTUP, {"p99_ms": 0}, knowledge())
    assert [fault.pointer for fault in refused.value.errors] == ["/answers/p99_ms"]
