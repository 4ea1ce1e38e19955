"""Check 57, in quiet times: every refusal has the same members, and none tells what it was made of or what was sent."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.checks.access_matrix import MISSING, NEW, ROWS, path_of, permissions, request, right_body, with_bodies
from tests.journeys.client import MEMBERS, PROBLEM_TYPE, Answer, Client, check_problem
from tests.journeys.town import PASSWORD, Person, Town, new_address
from tests.local.raw_client import RawClient

PLANTED = "planted-9f3a7c-secret"
INSIDES = re.compile(
    r"Traceback|File \"|line \d+, in|\.py\b|Exception|Error\b|arn:aws|amazonaws|dynamo|boto|pydantic|pynamodb|lambda"
    r"|ministack|rollbook-\w|USER#|CLAIM#|\$argon2|127\.0\.0\.1|localhost|/work/|/home/|/var/|0x[0-9a-f]{6}|None\b|<class",
    re.IGNORECASE,
)
TRACE = re.compile(r"[0-9a-f-]{30,40}")
ANY = {"If-Match": "*"}


def raw(town: Town, content: bytes) -> Answer:
    with RawClient(int(town.url.rpartition(":")[2])) as client:
        client.takes(content)
        found = client.answer()
    return Answer(found.status, found.headers, found.body)


def refusals(town: Town, admin: Client) -> Iterator[Answer]:
    """At least one of every status that a client can cause."""
    person, gone, stranger = town.person(), town.person(), town.client()
    one = f"/v1/users/{person.id}"
    assert gone.client.delete("/v1/me").status == 200
    yield stranger.post("/v1/signup", content=b"{")
    yield person.client.get("/v1/me/history?cursor=x")
    yield stranger.post("/v1/email/verify", {"token": "x"})
    yield admin.patch(one, {}, headers={"If-Match": "x"})
    yield admin.post("/v1/users", {"email": new_address()})
    yield stranger.get("/v1/me")
    yield stranger.post("/v1/sessions", {**person.credentials, "password": "wrong"})
    yield stranger.post("/v1/sessions/refresh", {"refresh_token": "x"})
    yield person.client.get(one)
    yield person.client.put("/v1/me/password", {"current_password": "wrong", "new_password": PASSWORD})
    yield admin.get(f"/v1/users/{MISSING}")
    yield stranger.get("/v1/nowhere")
    yield stranger.delete("/healthz")
    yield stranger.get("/healthz", headers={"Accept": "image/png"})
    yield admin.put(f"{one}/email", {"email": town.newcomer().email}, headers=ANY)
    yield admin.put("/v1/roles/admin", {"permissions": []})
    yield admin.get(f"/v1/users/{gone.id}")
    yield admin.patch(one, {}, headers={"If-Match": '"99"'})
    yield stranger.post("/v1/signup", content=b" " * 65_537)
    yield stranger.get(f"/{'a' * 9_000}", any_instance=True)
    yield stranger.post("/v1/signup", {}, headers={"Content-Type": "text/plain"})
    yield stranger.post("/v1/signup", {})
    yield admin.patch(one, {})
    guess = {"identifier": new_address(), "password": "wrong"}
    yield [stranger.post("/v1/sessions", guess) for _ in range(11)][-1]
    yield stranger.get("/v1/me", headers={"X": "a" * 17_000})
    yield raw(town, b"GET /v1/me HTTP/9.9\r\n\r\n")


STATUSES = {400, 401, 403, 404, 405, 406, 409, 410, 412, 413, 414, 415, 422, 428, 429, 431}


def test_check_57_every_status_has_the_same_members_and_says_nothing_of_the_inside(town: Town, admin: Person) -> None:
    answers = list(refusals(town, admin.client))
    assert {answer.status for answer in answers} == STATUSES
    traces = set()
    for answer in answers:
        check_problem(answer, None)
        problem = answer.body
        assert list(problem)[:5] == ["type", "title", "status", "detail", "instance"]
        assert problem["type"] == PROBLEM_TYPE + problem["code"]
        assert (problem["status"], bool(problem["title"]), bool(problem["detail"])) == (answer.status, True, True)
        assert problem["instance"].startswith("/")
        assert TRACE.fullmatch(problem["trace_id"])
        told = json.dumps({**problem, "instance": "", "type": ""}) + str(answer.headers)
        assert INSIDES.search(told) is None, told
        traces.add(problem["trace_id"])
    assert len(traces) == len(answers)


def planted(value: Any) -> Any:
    """The same shape with a secret in every text."""
    match value:
        case str():
            return PLANTED if value != NEW else f"{PLANTED}@mail.example.com"
        case list():
            return [PLANTED]
    return value


@pytest.fixture(scope="module")
def staff(town: Town) -> Person:
    return town.staff(*permissions())


@pytest.mark.parametrize("route", with_bodies())
def test_check_57_what_was_sent_is_not_said_again(town: Town, staff: Person, route: str) -> None:
    """Whatever is wrong with it: a type, a length, a value, a name, the syntax, the place."""
    texts = {name: planted(value) for name, value in (ROWS[route].body or {}).items()}
    bodies: list[Any] = [
        *({**right_body(route), name: value} for name, value in texts.items() if value == PLANTED),
        *({**right_body(route), name: [PLANTED]} for name in texts),
        *({**right_body(route), name: {PLANTED: PLANTED}} for name in texts),
        *({**right_body(route), name: PLANTED * 200} for name in texts),
        {**right_body(route), "unknown": PLANTED},
        [PLANTED],
        PLANTED,
    ]
    refused = 0
    for body in bodies:
        answer = request(staff.client, route, body, user_id=MISSING, name="planted")
        if answer.status >= 400:
            refused += 1
            without_pointers = json.dumps({**answer.body, "errors": [fault["detail"] for fault in faults(answer)]})
            assert PLANTED not in without_pointers + str(answer.headers), body
    assert refused > 3
    for content in (f'{{"password": "{PLANTED}', f'{{"{PLANTED}": 1, "{PLANTED}": 1}}', f"{PLANTED}"):
        answer = staff.client.call(route.partition(" ")[0], path_of(route), content=content.encode(), headers=ANY)
        assert answer.outcome == (400, "malformed_json")
        assert PLANTED not in answer.content.decode() + str(answer.headers)


def faults(answer: Answer) -> list[dict[str, str]]:
    return list(answer.body.get("errors", ()))


def test_check_57_secrets_in_headers_and_queries_are_not_said_again(town: Town, person: Person) -> None:
    client, stranger = person.client, town.client()
    answers = [
        stranger.get("/v1/me", headers={"Authorization": f"Bearer {PLANTED}"}),
        stranger.get("/v1/me", headers={"Authorization": f"Basic {PLANTED}", "Cookie": f"session={PLANTED}"}),
        client.get(f"/v1/me?password={PLANTED}"),
        client.get(f"/v1/me?{PLANTED}=1&{PLANTED}=2"),
        client.get(f"/v1/me/history?cursor={PLANTED}"),
        client.get(f"/v1/me/history?limit={PLANTED}"),
        client.patch("/v1/me", {}, headers={"If-Match": PLANTED}),
        client.patch("/v1/me", {}, headers={"If-Match": f'"{PLANTED}"'}),
        client.patch("/v1/me", {}, headers={"Content-Type": PLANTED}),
        client.patch("/v1/me", {}, headers={"Content-Encoding": PLANTED}),
        client.get("/v1/me", headers={"Accept": f"{PLANTED}/x"}),
        stranger.get(f"/v1/nowhere?token={PLANTED}"),
        stranger.call("PATCH", f"/healthz?token={PLANTED}"),
        town.admin().client.post("/v1/users", {"email": "x"}, headers={"Idempotency-Key": f"{PLANTED} x"}),
    ]
    for answer in answers:
        assert answer.status >= 400
        problem = {**answer.body, "errors": [fault["detail"] for fault in faults(answer)]}
        assert PLANTED not in json.dumps(problem) + str(answer.headers)
        assert list(answer.body)[: len(MEMBERS)] == MEMBERS
