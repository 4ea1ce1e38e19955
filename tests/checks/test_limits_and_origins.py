"""Check 60: limits count the peer whatever headers say, and tell when to come back; no other origin is let in.

How often a password may be guessed at all: checks 10 to 12. Addresses that webhooks call: there are none yet.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from tests.checks.access_matrix import ROWS, path_of, right_body
from tests.checks.opened import Opened
from tests.journeys.client import Answer, Client
from tests.journeys.town import PASSWORD, Person, Town, new_address, new_source

WRONG, TOO_MANY = (401, "invalid_credentials"), (429, "too_many_attempts")
PER_ACCOUNT, PER_SOURCE, REQUESTS_PER_HOUR = 10, 100, 200
WINDOW, HOUR = 15 * 60, 3600
_addresses = count(1)


def spoofed() -> Mapping[str, str]:
    """As if each request came from somewhere else: every header that proxies use, a new address each time."""
    number = next(_addresses)
    of_vendors = ("X-Real-IP", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP", "X-Cluster-Client-IP")
    other = f"198.51.{number // 250}.{1 + number % 250}"
    return {
        "X-Forwarded-For": f"{other}, 127.0.0.1",
        "Forwarded": f"for={other};proto=https",
        **dict.fromkeys(of_vendors, other),
        **dict.fromkeys(("X-Originating-IP", "X-Remote-IP", "X-Remote-Addr", "Client-IP", "Via"), other),
        "User-Agent": f"Browser/{number}",
        "X-Correlation-Id": f"{number:032d}",
    }


def test_check_60_spoofed_addresses_do_not_reset_the_limit_of_an_account(town: Town, person: Person) -> None:
    client = town.client()
    wrong = {**person.credentials, "password": "not the right one"}
    answers = [client.post("/v1/sessions", wrong, headers=spoofed()) for _ in range(PER_ACCOUNT)]
    assert [answer.outcome for answer in answers] == [WRONG] * PER_ACCOUNT
    for _ in range(3):
        refused = client.post("/v1/sessions", person.credentials, headers=spoofed())
        assert refused.outcome == TOO_MANY
        assert WINDOW - 100 < int(refused.headers["retry-after"]) <= WINDOW + 1


def test_check_60_spoofed_addresses_do_not_reset_the_limit_of_a_source(town: Town, person: Person) -> None:
    client = town.client()

    def guess() -> Answer:
        attempt = {"identifier": new_address("nobody"), "password": "not the right one"}
        return client.post("/v1/sessions", attempt, headers=spoofed())

    assert [guess().outcome for _ in range(PER_SOURCE)] == [WRONG] * PER_SOURCE
    refused = [guess(), client.post("/v1/sessions", person.credentials, headers=spoofed())]
    assert {answer.outcome for answer in refused} == {TOO_MANY}
    assert all(WINDOW - 100 < int(answer.headers["retry-after"]) <= WINDOW + 1 for answer in refused)
    assert town.client().post("/v1/sessions", person.credentials).status == 201  # whoever comes from elsewhere


def test_check_60_the_address_that_is_shown_is_the_peers(town: Town, person: Person) -> None:
    source = new_source()
    signed_in = Client(town.url, source).post("/v1/sessions", person.credentials, headers=spoofed())
    (newest, *_) = person.client.get("/v1/me/sessions").body["items"]
    assert (newest["id"], newest["source_ip"]) == (signed_in.body["session_id"], source)
    (entry, *_) = person.client.get("/v1/me/activity").body["items"]
    assert entry["source_ip"] == source


REQUESTS = {
    "/v1/signup": {"password": PASSWORD},
    "/v1/email/verify/resend": {},
    "/v1/password-resets": {},
}


def ask(client: Client, path: str, email: str) -> Answer:
    return client.post(path, {"email": email, **REQUESTS[path]}, headers=spoofed())


def early_in_an_hour(opened: Opened) -> timedelta:
    """How far ahead that is: quotas count by the hours of the clock."""
    now = opened.clock.now().astimezone(UTC)
    return datetime(now.year, now.month, now.day, now.hour, tzinfo=UTC) + timedelta(hours=1, minutes=1) - now


def test_check_60_two_hundred_requests_for_mails_an_hour_from_one_source(opened: Opened) -> None:
    town, known = opened.town, opened.town.person().email
    with opened.clock.later(early_in_an_hour(opened)):
        client = town.client()
        paths = [*REQUESTS] * 10 + ["/v1/password-resets"] * (REQUESTS_PER_HOUR - 30)
        assert {ask(client, path, new_address()).outcome for path in paths} == {(202, None)}
        refused = [ask(client, path, email) for path in REQUESTS for email in (new_address(), known)]
        assert {answer.outcome for answer in refused} == {TOO_MANY}
        assert len({str(answer.without_ids()[2]) for answer in refused}) == 1
        waits = [int(answer.headers["retry-after"]) for answer in refused]
        assert all(HOUR - 600 < wait <= HOUR for wait in waits)
        assert ask(town.client(), "/v1/password-resets", known).status == 202  # from elsewhere
        with opened.clock.later(timedelta(seconds=waits[-1])):
            assert ask(client, "/v1/password-resets", known).status == 202


ORIGINS = ["https://evil.example.net", "null", "http://localhost:3000", "https://accounts.rollbook.example.evil.net"]


def of_cors(answer: Answer) -> set[str]:
    return {name for name in answer.headers if name.startswith("access-control-")}


@pytest.mark.parametrize("origin", ORIGINS)
def test_check_60_no_route_answers_to_another_origin(town: Town, person: Person, origin: str) -> None:
    """Neither allowed nor denied by name: without these headers a browser keeps every answer to itself."""
    for route in ROWS:
        method, path = route.partition(" ")[0], path_of(route)
        body = right_body(route) if ROWS[route].body is not None else None
        foreign = {"Origin": origin, "Cookie": "session=x", "Sec-Fetch-Site": "cross-site"}
        answers = [Client(town.url, new_source()).call(method, path, body and {}, headers=foreign)]
        if method == "GET":
            answers.append(person.client.get(path, headers=foreign))
        preflight = {**foreign, "Access-Control-Request-Method": method,
                     "Access-Control-Request-Headers": "authorization, content-type"}  # fmt: skip
        answers.append(Client(town.url, new_source()).call("OPTIONS", path, headers=preflight))
        assert answers[-1].status == 204
        for answer in answers:
            assert of_cors(answer) == set(), route
            assert origin == "null" or origin not in str(answer.headers)


def test_check_60_errors_of_the_front_answer_to_no_other_origin_either(town: Town) -> None:
    foreign = {"Origin": ORIGINS[0]}
    client = town.client()
    answers = [
        client.post("/v1/signup", content=b" " * 65_537, headers=foreign),
        client.get("/nowhere", headers=foreign),
        client.call("PURGE", "/v1/me", headers=foreign),
        client.get("/v1/me", headers={**foreign, "X": "a" * 17_000}),
    ]
    assert [answer.status for answer in answers] == [413, 404, 405, 431]
    assert [of_cors(answer) for answer in answers] == [set()] * 4


def test_check_60_a_cookie_is_nobody(town: Town, person: Person) -> None:
    """What a browser sends by itself opens nothing, so another site's form can do nothing in one's name."""
    token = str(person.client.token)
    for name in ("session", "access_token", "Authorization", "token", "__Host-session"):
        answer = town.client().get("/v1/me", headers={"Cookie": f"{name}={token}; {name}=Bearer {token}"})
        assert answer.outcome == (401, "unauthenticated")
    signed_in = town.client().post("/v1/sessions", person.credentials)
    assert "set-cookie" not in signed_in.headers
