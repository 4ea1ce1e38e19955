"""Refusals: every status has its own code, one shape, and checks come in the contract's order."""

import uuid
from collections.abc import Mapping

import pytest

from tests.journeys.client import Answer, Client, check_problem
from tests.journeys.town import PASSWORD, Person, Town, new_address
from tests.local.raw_client import RawClient

JSON = "application/json"
MISSING = "/v1/users/01900000-0000-7000-8000-000000000000"
ANY = {"If-Match": "*"}


@pytest.fixture(scope="module")
def staff(town: Town) -> Client:
    return town.admin().client


@pytest.fixture(scope="module")
def nobody(town: Town) -> Client:
    return town.person().client


def raw(town: Town, content: bytes, method: str = "GET") -> Answer:
    """Bytes as they are, on a connection of their own."""
    with RawClient(int(town.url.rpartition(":")[2])) as client:
        client.takes(content)
        found = client.answer(method)
    answer = Answer(found.status, found.headers, found.body)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "server" not in answer.headers
    return answer


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"GET /v1/me HTTP/9.9\r\n\r\n", 400, "bad_request"),
        (b"GET\r\n\r\n", 400, "bad_request"),
        (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", 400, "bad_request"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "bad_request"),
        (b"GET /v1/me HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n", 400, "bad_request"),
        (b"GET /v1/me HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "bad_request"),
        (b"POST /v1/signup HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", 400, "bad_request"),
        (b"GET /" + b"a" * 8193 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414, "uri_too_long"),
        (b"GET /v1/me HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 17_000 + b"\r\n\r\n", 431, "headers_too_large"),
        (b"POST /v1/signup HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n\r\n", 413, "body_too_large"),
        (b"TRACE /v1/me HTTP/1.1\r\nHost: a\r\n\r\n", 405, "method_not_allowed"),
        (b"FOO /v1/me HTTP/1.1\r\nHost: a\r\n\r\n", 405, "method_not_allowed"),
        (b"get /v1/me HTTP/1.1\r\nHost: a\r\n\r\n", 405, "method_not_allowed"),
        (b"PROPFIND /v1/users HTTP/1.1\r\nHost: a\r\n\r\n", 405, "method_not_allowed"),
        (b"FOO /nowhere HTTP/1.1\r\nHost: a\r\n\r\n", 404, "no_such_route"),
    ],
)  # fmt: skip
def test_the_front_refuses_in_the_same_words_as_everybody(town: Town, content: bytes, status: int, code: str) -> None:
    answer = raw(town, content)
    assert answer.outcome == (status, code)
    check_problem(answer, None)


def test_checks_come_in_the_contracts_order(town: Town, staff: Client, nobody: Client) -> None:
    """Each request breaks one rule less than the one before it, and is told the first that it breaks."""
    text, form = {"Content-Type": "text/plain", "If-Match": "nonsense"}, {"If-Match": "nonsense"}
    too_large = b"x" * 65_537
    steps: list[tuple[Client, str, str, bytes, Mapping[str, str], tuple[int, str]]] = [
        (town.client(), "PATCH", "/v1/nowhere", too_large, text, (413, "body_too_large")),  # the front has not read on
        (town.client(), "PATCH", "/v1/nowhere", b"{", text, (404, "no_such_route")),
        (town.client(), "PURGE", MISSING, b"{", text, (405, "method_not_allowed")),
        (town.client(), "PATCH", f"{MISSING}?x=1&x=2", b"{", text, (401, "unauthenticated")),
        (nobody, "PATCH", f"{MISSING}?x=1&x=2", b"{", text, (403, "forbidden")),
        (staff, "PATCH", f"{MISSING}?x=1&x=2", b"{", text, (415, "unsupported_media_type")),
        (staff, "PATCH", f"{MISSING}?x=1&x=2", b"{", form, (400, "malformed_request")),
        (staff, "PATCH", MISSING, b"{", form, (400, "malformed_json")),
        (staff, "PATCH", MISSING, b'{"nickname": 1}', form, (422, "validation_failed")),
        (staff, "PATCH", f"{MISSING}?x=1", b"{}", form, (422, "validation_failed")),
        (staff, "PATCH", MISSING, b"{}", form, (400, "invalid_if_match")),
        (staff, "PATCH", MISSING, b"{}", {}, (404, "not_found")),
    ]
    for client, method, path, content, headers, outcome in steps:
        assert client.call(method, path, content=content, headers=headers).outcome == outcome


def test_existence_comes_before_the_condition_and_the_condition_before_the_conflict(town: Town, staff: Client) -> None:
    one, other = town.person(), town.person()
    path = f"/v1/users/{one.id}/email"
    taken = {"email": other.email}
    missing = staff.put(f"{MISSING}/email", taken)
    assert missing.outcome == (404, "not_found")
    assert staff.put(path, taken).outcome == (428, "precondition_required")
    assert staff.put(path, taken, headers={"If-Match": '"1"'}).outcome == (412, "stale_version")
    assert staff.put(path, taken, headers={"If-Match": '"2"'}).outcome == (409, "email_taken")
    assert staff.delete(f"/v1/users/{one.id}", headers=ANY).status == 200
    assert staff.put(path, taken).outcome == (410, "user_erased")
    keyless = staff.post("/v1/users", {"email": "broken"})
    assert keyless.outcome == (422, "validation_failed") or keyless.outcome == (400, "idempotency_key_missing")


def test_each_status_has_its_code(town: Town, staff: Client, nobody: Client) -> None:
    """What has been met nowhere else in these journeys is met here."""
    key = {"Idempotency-Key": uuid.uuid4().hex}
    created = staff.post("/v1/users", {"email": new_address()}, headers=key)
    assert created.status == 201
    met = [
        staff.get("/v1/users?limit=0"),
        staff.post("/v1/users", {"email": new_address()}, headers=key),
        nobody.post("/v1/me/email", {"new_email": "x", "password": PASSWORD}),
        nobody.get("/v1/me/history?limit=1&limit=1"),
        town.client().get("/v1"),
        town.client().get("/v1/"),
        town.client().get("/v1/me/"),
        town.client().get("/V1/me"),
        town.client().get("/"),
    ]
    assert [answer.outcome for answer in met] == [
        (422, "validation_failed"),
        (422, "idempotency_key_reused"),
        (422, "validation_failed"),
        (400, "malformed_request"),
        *[(404, "no_such_route")] * 5,
    ]


def test_a_deletion_of_ones_account_needs_a_recent_sign_in_only(person: Person) -> None:
    assert person.client.delete("/v1/me", headers={"If-Match": '"99"'}).status == 200
