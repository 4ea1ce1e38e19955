"""The dashboard and the saved queries name what exists, and show what an operator asks for."""

import json
import re
from typing import Any

import pytest

from functions.sessions.routes import REFRESHES, SIGN_INS
from infra.resources.objectives import OBJECTIVES
from infra.resources.queues import dead_letter_names
from infra.topology import ARCHITECT, FUNCTIONS, QUEUES, TABLES
from shared.edge.metrics import Metric
from tests.docs.documents import DOCS, ROOT
from tests.infra.synthesis import PREFIX, Synthesised

# Metrics of each of the three dashboards that AWS charges nothing for.
FREE = 50


@pytest.fixture(scope="module")
def boards(stack: Synthesised) -> dict[str, Any]:
    """Their bodies by name; references are `x`."""
    made = stack.of_type("CloudWatch::Dashboard").values()
    return {each["DashboardName"]: json.loads(plain(each["DashboardBody"])) for each in made}


@pytest.fixture(scope="module")
def board(boards: dict[str, Any]) -> Any:
    return boards[PREFIX]


@pytest.fixture(scope="module")
def architects(boards: dict[str, Any]) -> Any:
    return boards[f"{PREFIX}-architect"]


def plain(text: Any) -> str:
    return text if isinstance(text, str) else "".join(p if isinstance(p, str) else "x" for p in text["Fn::Join"][1])


def shown(board: Any) -> list[list[Any]]:
    """Every metric: namespace, name, then names and values of dimensions. Expressions are left out."""
    rows = [row for widget in board["widgets"] for row in widget["properties"].get("metrics", ())]
    return [[part for part in row if isinstance(part, str)] for row in rows if isinstance(row[0], str)]


def titled(board: Any, title: str) -> dict[str, Any]:
    (found,) = [each["properties"] for each in board["widgets"] if each["properties"].get("title") == title]
    assert isinstance(found, dict)
    return found


def test_it_shows_no_more_metrics_than_a_free_dashboard_may(board: Any) -> None:
    """Each place counts, hidden or not, and nothing is searched for: what a search finds counts too."""
    assert 40 < len(shown(board)) <= FREE
    rows = [row[0] for widget in board["widgets"] for row in widget["properties"].get("metrics", ())]
    expressions = [row["expression"] for row in rows if isinstance(row, dict)]
    assert expressions
    assert not re.search(r"SEARCH|SELECT|METRICS\(", " ".join(expressions))
    assert {each["type"] for each in board["widgets"]} == {"alarm", "metric", "text"}
    assert not [each for each in board["widgets"] if "alarms" in each["properties"].get("annotations", {})]


def test_every_thing_that_an_operator_asks_for_is_on_the_board(board: Any) -> None:
    names = {(row[0], row[1]) for row in shown(board)}
    expected = {
        "AWS/ApiGateway": {"Count", "4xx", "5xx", "Latency"},
        "Rollbook": {"SignIns", "Refreshes", "Duration"},
        "AWS/Lambda": {"Duration", "Errors", "Throttles", "IteratorAge", "Invocations"},
        "AWS/SQS": {"ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesVisible"},
        "AWS/DynamoDB": {"WriteThrottleEvents", "ConsumedWriteCapacityUnits"},
        "AWS/SES": {"Send", "Reputation.BounceRate", "Reputation.ComplaintRate"},
        "AWS/Logs": {"IncomingBytes"},
    }
    assert {(space, name) for space, wanted in expected.items() for name in wanted} - names == set()


def test_there_are_two_dashboards_of_the_three_that_are_free(boards: dict[str, Any]) -> None:
    assert set(boards) == {PREFIX, f"{PREFIX}-architect"}
    assert {name: len(shown(board)) <= FREE for name, board in boards.items()} == dict.fromkeys(boards, True)


def test_every_queue_and_every_place_of_dead_letters_is_on_one_of_the_boards(board: Any, architects: Any) -> None:
    def of(title: str) -> list[str]:
        rows = [row for each in (board, architects) for row in titled(each, title)["metrics"]]
        return sorted(row[3].removeprefix(f"{PREFIX}-") for row in rows)

    assert of("Oldest message, s") == sorted(queue.name for queue in QUEUES)
    assert of("Dead letters") == sorted(dead_letter_names())


def test_every_function_of_the_architect_is_on_its_board(architects: Any) -> None:
    for title in ("Calls", "Crashes", "Time of the slowest hundredth, ms"):
        names = {row[3].removeprefix(f"{PREFIX}-").replace("-", "_") for row in titled(architects, title)["metrics"]}
        assert names == {function.name for function in ARCHITECT}


def test_latency_is_shown_by_percentiles_and_beside_it_the_sign_ins_own_time(board: Any) -> None:
    rows = titled(board, "Latency of the API, ms")["metrics"]
    assert [(row[1], row[3], row[-1]["stat"]) for row in rows] == [
        ("Latency", "x", "p50"),
        ("Latency", "x", "p95"),
        ("Latency", "x", "p99"),
        ("Duration", f"{PREFIX}-sessions", "p99"),
    ]


def test_every_outcome_of_a_sign_in_is_shown_and_of_a_refresh_what_needs_somebody(board: Any) -> None:
    said = {
        name: {row[-1] for row in shown({"widgets": [{"properties": titled(board, title)}]})}
        for name, title in (("signed", "Sign-ins by outcome"), ("refreshed", "Refreshes that are not everyday"))
    }
    assert said["signed"] == set(SIGN_INS.names)
    assert said["refreshed"] == {"reuse", "failed"} < set(REFRESHES.names)


def test_a_leak_that_calls_nobody_shows_by_days_of_a_month_against_what_is_allowed(board: Any) -> None:
    graph = titled(board, "Share of bad sign-ins, by day")
    shares = [row[0] for row in graph["metrics"] if isinstance(row[0], dict)]
    assert (graph["start"], {each["period"] for each in shares}) == ("-P30D", {86_400})
    assert ["IF(" in each["expression"] for each in shares] == [True] * len(OBJECTIVES)
    assert [line["value"] for line in graph["annotations"]["horizontal"]] == [each.budget for each in OBJECTIVES]


def test_the_board_names_functions_tables_and_metrics_that_exist(board: Any) -> None:
    functions = {f"{PREFIX}-{function.name.replace('_', '-')}" for function in FUNCTIONS}
    tables = {f"{PREFIX}-{table.name}" for table in TABLES}
    for space, name, *dimensions in shown(board):
        said = dict(zip(dimensions[::2], dimensions[1::2], strict=True))
        assert said.get("FunctionName", f"{PREFIX}-sessions") in functions
        assert said.get("function", f"{PREFIX}-sessions") in functions
        assert said.get("TableName", f"{PREFIX}-events") in tables
        if space == "Rollbook":
            assert name in {metric.value for metric in Metric}


def saved(stack: Synthesised) -> dict[str, Any]:
    found = stack.of_type("Logs::QueryDefinition").values()
    return {each["Name"].removeprefix(f"{PREFIX}/"): each for each in found}


def test_the_runbook_names_the_saved_queries(stack: Synthesised) -> None:
    text = (DOCS / "runbook.md").read_text("utf-8")
    assert {name for name in saved(stack) if f"`{name}`" not in text} == set()


def test_queries_ask_all_functions_for_members_that_log_lines_have(stack: Synthesised) -> None:
    written = "".join(path.read_text("utf-8") for path in (ROOT / "shared/edge").glob("*.py"))
    for member in ("route", "status", "ms", "trace_id", "correlation_id", "reason"):
        assert f'"{member}"' in written or f"{member}=" in written, member
        assert [name for name, each in saved(stack).items() if member in each["QueryString"]], member
    assert {len(each["LogGroupNames"]) for each in saved(stack).values()} == {len(FUNCTIONS)}
