"""Each sign-in and each refresh is counted once, by how it ended, and without a word about whom."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from functions.sessions.routes import REFRESHES, SIGN_INS, routes
from infra.local.invoke import context_for
from infra.topology import FUNCTIONS
from shared.accounts.use_cases.sign_up import SignUpWish
from shared.bootstrap import Container
from shared.edge.http import http_handler
from shared.edge.telemetry import Telemetry, json_logger
from shared.kernel.errors import ServiceUnavailable
from tests.functions.office import sample
from tests.use_cases.world import PASSWORD, PHONE, World, by_staff

ADA = "ada@example.org"
SESSIONS = next(function for function in FUNCTIONS if function.name == "sessions")


class Counted:
    """The function `sessions` on in-memory twins, and its metrics."""

    def __init__(self) -> None:
        self.world, self.lines = World(), list[str]()
        telemetry = Telemetry("sessions", json_logger(io.StringIO()), write_metrics=self.lines.append)
        container: Container = self.world
        self._handle = http_handler(container, [routes], self.world.authenticate, telemetry)

    def post(self, name: str, **body: str) -> int:
        event = sample(f"sessions/{name}") | {"body": json.dumps(body)}
        return int(self._handle(event, context_for(SESSIONS, "eu-central-1"))["statusCode"])

    def sign_in(self, identifier: str = ADA, password: str = PASSWORD) -> int:
        return self.post("sign_in", identifier=identifier, password=password)

    def outcomes(self, metric: str) -> list[str]:
        """Of the lines that count it, in order."""
        lines: list[dict[str, Any]] = [json.loads(line) for line in self.lines]
        assert [line[metric] for line in lines if metric in line and line[metric] != [1.0]] == []
        return [line["outcome"] for line in lines if metric in line]


@pytest.fixture
def counted() -> Counted:
    return Counted()


def suspended(counted: Counted) -> None:
    world = counted.world
    world.suspend_user.suspend(world.staff(), world.person(ADA), None, None, by_staff(world.staff("other@example.org")))


def pending(counted: Counted) -> None:
    counted.world.sign_up(SignUpWish(ADA, PASSWORD), PHONE, "correlation")
    counted.world.settle()


def active(counted: Counted) -> None:
    counted.world.person(ADA)


def throttled(counted: Counted) -> None:
    active(counted)
    for _ in range(10):
        assert counted.sign_in(password="quite another phrase") == 401
    counted.lines.clear()


def broken(counted: Counted) -> None:
    def fail(*_arguments: object) -> None:
        raise ServiceUnavailable

    counted.world.store.get = fail  # type: ignore[method-assign]


@pytest.mark.parametrize(
    ("given", "password", "outcome"),
    [
        (active, PASSWORD, "succeeded"),
        (active, "quite another phrase", "invalid_credentials"),
        (lambda _: None, PASSWORD, "invalid_credentials"),
        (pending, PASSWORD, "email_not_verified"),
        (suspended, PASSWORD, "account_suspended"),
        (throttled, PASSWORD, "throttled"),
        (broken, PASSWORD, "failed"),
    ],
)
def test_a_sign_in_is_counted_once(
    counted: Counted, given: Callable[[Counted], None], password: str, outcome: str
) -> None:
    given(counted)
    counted.sign_in(password=password)
    assert counted.outcomes("SignIns") == [outcome]
    assert ADA not in "".join(counted.lines)


def test_a_body_that_breaks_a_rule_is_no_sign_in(counted: Counted) -> None:
    assert counted.post("sign_in", identifier=ADA) == 422
    assert counted.outcomes("SignIns") == []


def test_a_refresh_is_counted_once_and_a_reused_token_apart(counted: Counted) -> None:
    active(counted)
    token = counted.world.signed_in(ADA).refresh_token
    answers = [counted.post("refresh", refresh_token=each) for each in (token, token, token, "no token at all")]
    assert answers == [200, 401, 401, 401]
    assert counted.outcomes("Refreshes") == ["rotated", "reuse", "refused", "refused"]


def test_what_is_counted_is_timed_too_whatever_its_outcome(counted: Counted) -> None:
    active(counted)
    for password in (PASSWORD, "not the right one"):
        counted.sign_in(password=password)
    timed = [json.loads(line) for line in counted.lines if "Duration" in line]
    assert [line["_aws"]["CloudWatchMetrics"][0]["Dimensions"] for line in timed] == [[["function", "route"]]] * 2
    assert [line["route"] for line in timed] == ["POST /v1/sessions"] * 2
    assert all(line["Duration"][0] > 0 for line in timed)


def test_metrics_have_few_dimensions_and_no_name_beyond_those_declared(counted: Counted) -> None:
    active(counted)
    counted.sign_in()
    line = next(json.loads(line) for line in counted.lines if "SignIns" in line)
    assert line["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["function", "outcome"]]
    assert {name: line[name] for name in ("function", "outcome", "SignIns")} == {
        "function": "sessions",
        "outcome": "succeeded",
        "SignIns": [1.0],
    }
    for outcomes in (SIGN_INS, REFRESHES):
        assert len(outcomes.names) <= 6
