"""The dashboard and the saved queries name what exists, and show what an operator asks for."""

import json
from typing import Any

import pytest

from functions.sessions.routes import REFRESHES, SIGN_INS
from infra.topology import FUNCTIONS, TABLES
from shared.edge.metrics import Metric
from tests.docs.documents import DOCS, ROOT
from tests.infra.synthesis import PREFIX, Synthesised


@pytest.fixture(scope="module")
def board(stack: Synthesised) -> Any:
    """Its body; references are `x`."""
    (made,) = stack.of_type("CloudWatch::Dashboard").values()
    assert made["DashboardName"] == PREFIX
    return json.loads(plain(made["DashboardBody"]))


def plain(text: Any) -> str:
    return text if isinstance(text, str) else "".join(p if isinstance(p, str) else "x" for p in text["Fn::Join"][1])


def shown(board: Any) -> list[list[Any]]:
    """Every metric: namespace, name, then names and values of dimensions. Expressions are left out."""
    rows = [row for widget in board["widgets"] for row in widget["properties"].get("metrics", ())]
    return [[part for part in row if isinstance(part, str)] for row in rows if isinstance(row[0], str)]


def test_every_thing_that_the_issue_asks_for_is_on_the_board(board: Any) -> None:
    names = {(row[0], row[1]) for row in shown(board)}
    expected = {
        "AWS/ApiGateway": {"Count", "4xx", "5xx", "Latency"},
        "Rollbook": {"SignIns", "MessagesParked", "SchedulesDone", "SchedulesFailed", "SigningKeyAgeDays"},
        "AWS/Lambda": {"Duration", "Errors", "Throttles", "IteratorAge", "Invocations"},
        "AWS/SQS": {"ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesVisible"},
        "AWS/DynamoDB": {"ReadThrottleEvents", "WriteThrottleEvents", "ConsumedReadCapacityUnits"},
        "AWS/SES": {"Send", "Reputation.BounceRate", "Reputation.ComplaintRate"},
        "AWS/KMS": {"SuccessfulRequest"},
        "AWS/Logs": {"IncomingBytes"},
    }
    assert {(space, name) for space, wanted in expected.items() for name in wanted} - names == set()


def test_latency_is_shown_by_percentiles_for_the_api_and_each_function_that_answers(board: Any) -> None:
    statistics: dict[str, set[str]] = {}
    for widget in board["widgets"]:
        for row in widget["properties"].get("metrics", ()):
            if isinstance(row[0], str) and row[1] in ("Latency", "Duration"):
                said = row[-1] if isinstance(row[-1], dict) else {}
                statistics.setdefault(str(row[3]), set()).add(str(said.get("stat")))
    answering = ("sessions", "accounts", "directory", "wellknown")
    for name in ("x", *(f"{PREFIX}-{function}" for function in answering)):
        assert statistics[name] >= {"p50", "p95", "p99"}, name


def test_every_outcome_is_shown(board: Any) -> None:
    rows = [row for row in shown(board) if "outcome" in row]
    said = {name: {row[-1] for row in rows if row[1] == name} for name in ("SignIns", "Refreshes")}
    assert said == {"SignIns": set(SIGN_INS.names), "Refreshes": set(REFRESHES.names)}


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


def test_memory_of_a_function_is_part_of_what_it_costs(board: Any) -> None:
    (graph,) = [each for each in board["widgets"] if each["properties"].get("title") == "Lambda, GB-seconds"]
    said = {row[0]["label"]: row[0]["expression"] for row in graph["properties"]["metrics"] if isinstance(row[0], dict)}
    assert said == {each.name: f"{each.name} / 1000 * {each.memory / 1024:g}" for each in FUNCTIONS}


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
