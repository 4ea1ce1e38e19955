"""Check 57, in bad times: without the database every route that needs it answers 503, and nobody gets in or out."""

from typing import Any

import pytest

from tests.checks.access_matrix import ROWS, path_of, permissions, request_at
from tests.checks.opened import Opened
from tests.checks.test_problem_documents import INSIDES
from tests.journeys.client import Answer
from tests.journeys.town import PASSWORD, Person, new_address

UNAVAILABLE = (503, "service_unavailable")
NEW_PASSWORD = "tin, copper and a blue door"
# What is decided without the database: pages, the keys we already have, and secrets that cannot be ours.
WITHOUT = {
    "GET /healthz": 200,
    "GET /docs": 200,
    "GET /openapi.json": 200,
    "GET /.well-known/openid-configuration": 200,
    "GET /.well-known/jwks.json": 200,
    "POST /v1/email/verify": 400,
    "POST /v1/password-resets/confirm": 400,
    "POST /v1/sessions/refresh": 401,
}


@pytest.fixture(scope="module")
def staff(opened: Opened) -> Person:
    return opened.town.staff(*permissions())


@pytest.fixture(scope="module")
def person(opened: Opened) -> Person:
    return opened.town.person()


def state(staff: Person, person: Person) -> tuple[Any, ...]:
    """What an outage must not have changed."""
    accounts = [staff.client.get(f"/v1/users/{who.id}").content for who in (staff, person)]
    events = [staff.client.get(f"/v1/users/{who.id}/events").content for who in (staff, person)]
    sessions = [len(who.client.get("/v1/me/sessions").body["items"]) for who in (staff, person)]
    return accounts, events, sessions, staff.client.get("/v1/roles?limit=100").content


def test_check_57_without_the_database_every_route_that_needs_it_is_503(
    opened: Opened, staff: Person, person: Person
) -> None:
    before = state(staff, person)
    ids = {"user_id": person.id, "session_id": staff.session_id, "name": "support"}
    assert opened.town.client().get("/.well-known/jwks.json").status == 200
    answers: dict[str, Answer] = {}
    with opened.gate.without("dynamodb"):
        for route in ROWS:
            path = path_of(route, **ids)
            answers[route] = request_at(staff.client, route, path, may_fail=True)
    assert opened.gate.refused
    assert {route: answer.status for route, answer in answers.items()} == {r: WITHOUT.get(r, 503) for r in ROWS}
    refused = [answer for answer in answers.values() if answer.status == 503]
    assert {answer.outcome for answer in refused} == {UNAVAILABLE}
    for answer in refused:
        assert 1 <= int(answer.headers["retry-after"]) <= 60
        told = {**answer.body, "instance": "", "type": ""}
        assert INSIDES.search(str(told)) is None
        assert "not today" not in answer.content.decode()  # what AWS said
    assert state(staff, person) == before
    # The workers come back by themselves; after an outage as long as this they look at most every half minute.
    assert opened.town.mail(opened.town.newcomer().email, "verify_email", patience=60)


def test_check_57_without_the_database_nobody_is_let_in_and_nobody_is_thrown_out(opened: Opened) -> None:
    town, person = opened.town, opened.town.person()
    admin = town.admin().client
    token = town.mail(town.newcomer(email := new_address()).email, "verify_email")["token"]
    with opened.gate.without("dynamodb"):
        refused = [
            town.client().post("/v1/sessions", person.credentials, may_fail=True),
            town.client().post("/v1/sessions", {**person.credentials, "password": "not the right one"}, may_fail=True),
            town.client().post("/v1/sessions/refresh", {"refresh_token": person.refresh_token}, may_fail=True),
            town.client().post("/v1/signup", {"email": new_address(), "password": PASSWORD}, may_fail=True),
            town.client().post("/v1/email/verify", {"token": token}, may_fail=True),
            person.client.get("/v1/me", may_fail=True),
            person.client.patch("/v1/me", {"display_name": "Lost"}, may_fail=True),
            admin.get(f"/v1/users/{person.id}", may_fail=True),
        ]
        assert {answer.outcome for answer in refused} == {UNAVAILABLE}
        assert town.client().get("/healthz").status == 200
        assert town.client("made.up.token").get("/v1/me").outcome == (401, "unauthenticated")
        assert town.client().post("/v1/signup", {"email": "broken"}).status == 422
    me = person.client.get("/v1/me")
    assert (me.status, me.version) == (200, '"2"')
    assert town.client().post("/v1/email/verify", {"token": token}).status == 204
    assert town.client().post("/v1/sessions/refresh", {"refresh_token": person.refresh_token}).status == 200
    assert town.client().post("/v1/sessions", {"identifier": email, "password": PASSWORD}).status == 201


def test_check_57_what_was_revoked_stays_revoked_through_an_outage(opened: Opened, staff: Person) -> None:
    """Revocation is read at each use: where it cannot be read, the answer is no."""
    person = opened.town.person()
    assert staff.client.post(f"/v1/users/{person.id}/suspend").status == 200
    for _ in range(2):
        with opened.gate.without("dynamodb"):
            assert person.client.get("/v1/me", may_fail=True).outcome == UNAVAILABLE
            change = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
            assert person.client.put("/v1/me/password", change, may_fail=True).outcome == UNAVAILABLE
        assert person.client.get("/v1/me").outcome == (401, "unauthenticated")


def test_check_57_limits_are_not_lifted_by_an_outage(opened: Opened) -> None:
    """A try that cannot be counted is not made."""
    town, person = opened.town, opened.town.person()
    wrong = {**person.credentials, "password": "not the right one"}
    client, before = town.client(), opened.hashes.count
    with opened.gate.without("dynamodb"):
        answers = [client.post("/v1/sessions", wrong, may_fail=True) for _ in range(3)]
    assert {answer.outcome for answer in answers} == {UNAVAILABLE}
    assert opened.hashes.count == before
    assert [client.post("/v1/sessions", wrong).status for _ in range(10)] == [401] * 10
    with opened.gate.without("dynamodb"):
        assert client.post("/v1/sessions", person.credentials, may_fail=True).outcome == UNAVAILABLE
    assert client.post("/v1/sessions", person.credentials).outcome == (429, "too_many_attempts")
