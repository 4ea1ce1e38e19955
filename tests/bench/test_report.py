"""What make bench writes: rows of five members, goals that hold or not, sides that take turns."""

import json
from collections.abc import Callable

import pytest

from infra.bench.report import Goal, Measure, as_json, as_table
from infra.bench.rounds import least_cpu

ROWS = [
    Measure("quick", 0.9, "x", Goal("<=", 1.0)),
    Measure("slow", 4.0, "x", Goal(">=", 5)),
    Measure("told", 3.14159, "ms"),
]


def test_a_row_has_five_members_and_says_whether_its_goal_holds() -> None:
    assert json.loads(as_json(ROWS)) == [
        {"name": "quick", "value": 0.9, "unit": "x", "goal": "<= 1", "holds": True},
        {"name": "slow", "value": 4.0, "unit": "x", "goal": ">= 5", "holds": False},
        {"name": "told", "value": 3.142, "unit": "ms", "goal": None, "holds": None},
    ]


def test_the_table_names_what_was_missed() -> None:
    assert [line.split()[-1] for line in as_table(ROWS).splitlines()] == ["holds", "MISSED", "ms"]


@pytest.mark.parametrize(("value", "holds"), [(1.05, True), (1.051, False)])
def test_a_bound_itself_holds(value: float, holds: bool) -> None:
    assert Goal("<=", 1.05).holds(value) is holds


def test_sides_take_turns_and_the_least_round_after_the_first_counts() -> None:
    now, order = 0.0, ""
    costs = {"a": [0.0, 0.5, 0.25], "b": [0.0, 1.0, 2.0]}

    def side(name: str) -> Callable[[], None]:
        def call() -> None:
            nonlocal now, order
            now, order = now + costs[name].pop(0), order + name

        return call

    assert least_cpu({"a": side("a"), "b": side("b")}, 2, 1, clock=lambda: now) == {"a": 250.0, "b": 1000.0}
    assert order == "ababab"
