"""Where requests contradict themselves, or nothing fits: what to give up is named, tried, and as little as can be."""

from collections.abc import Mapping
from typing import Any

import pytest

from shared.architect.domain.design.conflicts import conflicts
from shared.architect.domain.design.house_rules import HouseRules
from shared.architect.domain.design.outcome import Outcome
from shared.architect.domain.design.requirements import Value
from shared.architect.domain.design.search import NothingFeasible, best
from shared.architect.domain.design.solve import solve
from shared.architect.knowledge.load import knowledge
from tests.architect.design.asked import request
from tests.architect.design.solved import outcome, whole

ONLY_DYNAMODB = HouseRules(allowed={"primary": ("dynamodb",)})


def relaxed(found: Outcome, rule: str) -> list[Mapping[str, Value]]:
    return [way.changes for conflict in found.conflicts if conflict.rule == rule for way in conflict.relaxations]


def test_a_contradiction_gives_one_system_for_each_way_out() -> None:
    found = outcome("contradiction_strong_active_active_20ms")
    assert [conflict.rule for conflict in found.conflicts] == ["strong_active_active_latency"]
    assert len(found.options) == 3
    for option in found.options:
        assert option.relaxes
        assert conflicts(found.requirements.with_values(option.relaxes), knowledge()) == ()
    assert found.options[found.recommended].relaxes == {"p99_ms": 300}
    assert found.options[found.recommended].parts["primary"] == "aurora_dsql"


def test_where_nothing_fits_the_smallest_changes_are_told_and_work() -> None:
    """The only store that the team allows cannot do what is asked: not linked to one vendor, asked ad hoc."""
    asked = request({"lock_in": "avoid", "team_size": 8})
    with pytest.raises(NothingFeasible):
        best(asked, knowledge(), ONLY_DYNAMODB)
    found = solve(asked, knowledge(), ONLY_DYNAMODB)
    ways = relaxed(found, "nothing_feasible")
    assert {"lock_in": "ok"} in ways
    assert all(len(way) == 1 for way in ways)
    for way in ways:
        assert best(asked.with_values(way), knowledge(), ONLY_DYNAMODB).parts["primary"] == "dynamodb"
    assert len(found.options) >= 2
    assert all("lock_in" in option.relaxes for option in found.options)


def test_where_two_changes_do_not_suffice_the_teams_rule_is_what_has_to_go() -> None:
    """Three rules stand against the one store that is allowed: that is no request to mend, but a rule to drop."""
    asked = request({"lock_in": "avoid", "access_patterns": "ad_hoc", "item_kb": 500, "team_size": 8})
    found = solve(asked, knowledge(), ONLY_DYNAMODB)
    assert found.conflicts[0].rule == "house_rules"
    assert all(option.relaxes["house_rules"] == ("allowed:primary",) for option in found.options)
    assert all(option.parts["primary"] != "dynamodb" for option in found.options)


def two_clashes() -> Mapping[str, Any]:
    return {"lock_in": "avoid", "access_patterns": "ad_hoc", "team_size": 8}


def test_two_changes_are_the_fewest_where_two_rules_stand_in_the_way() -> None:
    asked = request(two_clashes())
    found = solve(asked, knowledge(), ONLY_DYNAMODB)
    ways = relaxed(found, "nothing_feasible")
    assert ways
    for way in ways:
        assert set(way) == {"lock_in", "access_patterns"}
        assert best(asked.with_values(way), knowledge(), ONLY_DYNAMODB).parts["primary"] == "dynamodb"
        for name in way:
            with pytest.raises(NothingFeasible):
                best(asked.with_values({name: way[name]}), knowledge(), ONLY_DYNAMODB)


def test_where_a_teams_own_rules_leave_nothing_they_are_named() -> None:
    house = HouseRules(forbidden=tuple(option.id for option in knowledge().dimension("primary").options))
    found = solve(request({}), knowledge(), house)
    assert [conflict.rule for conflict in found.conflicts][:1] == ["house_rules"]
    for option in found.options:
        assert set(option.relaxes["house_rules"] or ()) >= {"forbidden:postgresql"}  # type: ignore[arg-type]


def test_where_one_system_alone_fits_the_second_says_what_it_gives_up() -> None:
    found = outcome("stack_overflow_monolith")
    assert len(found.options) == 2
    second = next(option for number, option in enumerate(found.options) if number != found.recommended)
    assert found.options[found.recommended].relaxes == {}
    assert second.relaxes == {"cloud": "aws"}
    assert whole(second.parts) != whole(found.options[found.recommended].parts)


def test_a_system_that_misses_what_others_hold_is_not_shown() -> None:
    """Effectively once needs a store that refuses a key it has seen; a lake has none."""
    found = outcome("serverless_webhook_receiver")
    assert "s3_lake" not in {option.parts["primary"] for option in found.options}
    assert all(option.relaxes == {} for option in found.options)
