"""Check 52: no answer holds a hash, a secret or a token, and no parameter asks for one."""

import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.checks.access_matrix import ROWS, Public, path_of, rows_of
from tests.journeys.client import Client
from tests.journeys.town import NEW_PASSWORD, PASSWORD, Person, Town

USER = {
    *("id", "status", "email", "email_verified", "username", "display_name", "locale", "roles", "version"),
    *("created_at", "updated_at"),
}
# What links the events of a stream: digests of ciphertext, promised to readers of history.
CHAIN = {"hash", "previous_hash"}
TELLING = re.compile(r"password|secret|token|hash|totp|otp|salt|pepper|digest|private|credential", re.IGNORECASE)
READS = [route for route in ROWS if route.startswith("GET") and route not in rows_of(Public)]


@pytest.fixture(scope="module")
def subject(town: Town) -> Person:
    """Somebody with everything one can have: a name, a role, two sessions, a changed password, open links, failures."""
    person = town.staff("users:read", "audit:read", "roles:read", "designs:read", "reviews:read")
    change = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    assert person.client.put("/v1/me/password", change).status == 204
    person.password = NEW_PASSWORD
    for email in (person.email, "nobody@mail.example.com"):
        assert town.client().post("/v1/password-resets", {"email": email}).status == 202
    assert town.client().post("/v1/sessions", {**person.credentials, "password": PASSWORD}).status == 401
    town.mail(person.email, "password_reset")
    return town.sign_in(person)


def secrets_of(town: Town, person: Person) -> list[str]:
    mailed = [mail["token"] for mail in town.inbox(person.email) if mail["token"]]
    assert len(mailed) == 2
    token = str(person.client.token)
    return [PASSWORD, NEW_PASSWORD, person.refresh_token, token, token.rpartition(".")[2], *mailed]


def members(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Name and path of every member, however deep."""
    if isinstance(value, list):
        for item in value:
            yield from members(item, path)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name, f"{path}/{name}"
            yield from members(inner, f"{path}/{name}")


@pytest.mark.parametrize("route", READS)
def test_check_52_no_read_tells_a_secret(town: Town, admin: Person, subject: Person, route: str) -> None:
    queries = ("", f"?email={subject.email}", f"?q={subject.email}") if route == "GET /v1/users" else ("",)
    for reader, query in itertools.product((subject, admin), queries):
        answer = reader.client.get(path_of(route, user_id=subject.id) + query)
        assert answer.status == ROWS[route].ok
        told = answer.content.decode()
        assert [secret for secret in secrets_of(town, subject) if secret in told] == []
        assert not re.search(r"\$argon2|eyJ[\w-]{10,}\.|-----BEGIN|[A-Za-z0-9+/]{60,}={1,2}\"", told)
        telling = {name for name, _ in members(answer.body) if TELLING.search(name)}
        assert telling <= (CHAIN if route.endswith("/events") else set())


def test_check_52_an_account_is_shown_with_these_members_only(town: Town, admin: Person, subject: Person) -> None:
    one = f"/v1/users/{subject.id}"
    found = admin.client.get(f"/v1/users?email={subject.email}").body["items"]
    town.settled()
    found += admin.client.get(f"/v1/users?q={subject.email}").body["items"]
    changed = admin.client.patch(one, {"locale": "en"}, headers={"If-Match": "*"}).body
    for user in (subject.client.get("/v1/me").body, admin.client.get(one).body, *found, changed):
        assert user.keys() == USER
    assert len(found) == 2


def test_check_52_a_list_of_sessions_names_no_token(subject: Person) -> None:
    (item, *_) = subject.client.get("/v1/me/sessions").body["items"]
    assert item.keys() == {"id", "created_at", "last_seen_at", "source_ip", "user_agent", "current"}
    assert subject.refresh_token not in str(item)


ASKING = [
    "fields=password", "fields=password_hash", "attributes=password", "excludedAttributes=id", "include=secrets",
    "expand=credentials", "filter=password%20eq%20%22x%22", "sortBy=password", "sort=password_hash", "select=*",
    "order_by=password", "password=x", "view=full", "%24select=password", "populate=*", "_embed=secrets",
]  # fmt: skip


@pytest.mark.parametrize("route", READS)
def test_check_52_no_parameter_asks_for_a_secret(admin: Person, subject: Person, route: str) -> None:
    base = path_of(route, user_id=subject.id)
    for asked in ASKING:
        answer = admin.client.get(f"{base}?{asked}")
        assert answer.outcome == (422, "validation_failed"), asked
        assert subject.email not in answer.content.decode()


@pytest.mark.parametrize("route", [route for route in rows_of(Public) if route.startswith("GET")])
def test_check_52_what_is_for_everybody_ignores_parameters(town: Town, route: str) -> None:
    """The same bytes whatever is asked: nothing hides behind a parameter."""
    path, client = path_of(route), Client(town.url)
    plain = client.get(path).content
    assert {client.get(f"{path}?{asked}").content for asked in ASKING} == {plain}
    assert b"PRIVATE KEY" not in plain
