"""Every error has one status, one title and one shape."""

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.adapters.aws.errors import AwsRefused, AwsUnreachable
from shared.edge.problems import TABLE, problem_of
from shared.edge.telemetry import Telemetry, json_logger
from shared.kernel.errors import RollbookError, ServiceUnavailable, TooManyAttempts
from tests.edge.sample import GOOD, call, event, sample_handler

ROOT = Path(__file__).parents[2]
CONTRACT = """
malformed_json validation_failed unauthenticated invalid_credentials invalid_refresh_token invalid_token forbidden
not_found no_such_route method_not_allowed not_acceptable email_taken username_taken version_conflict stale_version
precondition_required body_too_large unsupported_media_type too_many_attempts invalid_cursor idempotency_key_missing
idempotency_key_invalid idempotency_key_reused idempotency_in_flight user_erased wrong_status wrong_password
reauthentication_required email_not_verified account_suspended builtin_role role_in_use last_admin service_unavailable
"""


def every_error(root: type[RollbookError] = RollbookError) -> Iterator[type[RollbookError]]:
    yield root
    for kind in root.__subclasses__():
        yield from every_error(kind)


def codes_of_errors() -> set[str]:
    return {code for kind in every_error() if kind.__module__ == "shared.kernel.errors" for code in kind.codes}


def test_the_table_holds_exactly_the_codes_that_errors_have() -> None:
    assert codes_of_errors() == set(TABLE) - {"internal_error"}


def test_the_table_holds_every_code_of_the_contract() -> None:
    assert set(CONTRACT.split()) <= set(TABLE)


def test_the_documentation_tells_every_code_with_its_status() -> None:
    told = re.findall(r"^\| `(\w+)` \| (\d+) \|", (ROOT / "docs" / "problems.md").read_text("utf-8"), re.MULTILINE)
    assert [(code, int(status)) for code, status in told] == [(code, status) for code, (status, _) in TABLE.items()]


def test_statuses_are_those_of_errors() -> None:
    assert all(400 <= status <= 503 and title for status, title in TABLE.values())


def test_a_problem_has_the_members_of_the_contract() -> None:
    status, problem, headers = call("GET", "/v1/nowhere/é", "token=secret", authorization=GOOD)
    assert status == 404
    assert headers["Content-Type"] == "application/problem+json"
    assert problem == {
        "type": "https://rollbook.dev/problems/no_such_route",
        "title": "No such route",
        "status": 404,
        "detail": "There is no such route.",
        "instance": "/v1/nowhere/%C3%A9",
        "code": "no_such_route",
        "trace_id": "JKJaXmPLvHcESHA=",
    }


def test_only_422_lists_errors() -> None:
    assert "errors" in call(query="x=1", authorization=GOOD)[1]
    assert "errors" not in call(query="x=1&x=1", authorization=GOOD)[1]


def test_the_trace_id_is_the_invocations_and_not_the_clients() -> None:
    class Context:
        aws_request_id = "5f6a"

    asked = event("GET", "/nowhere", x_amzn_trace_id="Root=1-mine", x_correlation_id="mine")
    answer = sample_handler()(asked, Context())
    assert json.loads(answer["body"])["trace_id"] == "5f6a"


@pytest.mark.parametrize(("how", "status", "wait"), [("outage", 503, "7"), ("throttled", 429, "900")])
def test_what_can_be_tried_again_says_when(how: str, status: int, wait: str) -> None:
    told, _, headers = call("GET", f"/broken/{how}")
    assert (told, headers["Retry-After"]) == (status, wait)


def test_a_wait_is_at_least_a_second() -> None:
    assert problem_of(TooManyAttempts(retry_after=0)).headers == {"Retry-After": "1"}
    assert problem_of(ServiceUnavailable()).headers == {"Retry-After": "1"}


@pytest.mark.parametrize(
    "outage",
    [
        AwsRefused("ThrottlingException", 400, {"message": "x"}),
        AwsUnreachable("TimeoutError"),
    ],
)
def test_an_outage_that_escaped_its_adapter_is_503(outage: Exception) -> None:
    problem = problem_of(outage)
    assert (problem.status, problem.headers) == (503, {"Retry-After": "1"})


@pytest.mark.parametrize("how", ["unknown", "no_principal"])
def test_anything_else_is_500_without_a_word_and_logged_once(how: str) -> None:
    lines = io.StringIO()
    handler = sample_handler(telemetry=Telemetry("sample", json_logger(lines)))
    answer = handler(event("GET", f"/broken/{how}"), None)
    problem = json.loads(answer["body"])
    assert (answer["statusCode"], problem["code"]) == (500, "internal_error")
    assert "detail" not in problem
    logged = [line for line in map(json.loads, lines.getvalue().splitlines()) if line["level"] == "ERROR"]
    assert [line["trace_id"] for line in logged] == [problem["trace_id"]]
    assert "Traceback" in logged[0]["exception"]
