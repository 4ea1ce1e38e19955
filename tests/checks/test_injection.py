"""Checks 24 and 25: text that other programs would take for their own language, in names and in identifiers."""

import uuid
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import pytest

from tests.checks.opened import Opened
from tests.journeys.client import Client
from tests.journeys.town import NEW_PASSWORD, PASSWORD, PUBLIC_URL, Person, Town, new_address

# As typed, and what a reader of the mail must see of it: nothing calculated, nothing that can be clicked.
NAMES = {
    "template": ("{{7777*7777}} {% if 1 %}x{% endif %}", "{{7777*7777}}"),
    "other template": ("${7777*7777} #{7777*7777} <%= 7777*7777 %>", "${7777*7777} #{7777*7777} <%= 7777*7777 %>"),
    "format": ("{0.__class__} %s %(x)s {mail}", "{0. __class__} %s %(x)s {mail}"),
    "script": ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    "attribute": ('"><img src=x onerror=alert(1)>', '"><img src=x onerror=alert(1)>'),
    "end of an entity": ("&lt;b&gt; &#60;i&#62;", "&lt;b&gt; &#60;i&#62;"),
    "formula": ('=HYPERLINK("http://evil.example.net","x")', '=HYPERLINK("http: //evil. example. net","x")'),
    "other formula": ("@SUM(1+1)*cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0"),
    "link": ("https://evil.example.net/?token=AAAA", "https: //evil. example. net/?token =AAAA"),
    "address": ("mailto:eve@evil.example.net", "mailto: eve@evil. example. net"),
}


class Reader(HTMLParser):
    """What a mail program makes of a mail: its elements, the addresses they lead to, and its text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: set[str] = set()
        self.leads_to: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        assert not [name for name, _ in attrs if name.startswith("on")]
        self.leads_to += [value or "" for name, value in attrs if name in ("href", "src", "action", "background")]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(("name", "seen"), NAMES.values(), ids=NAMES)
def test_check_24_a_name_is_inert_in_every_mail(town: Town, name: str, seen: str) -> None:
    person = town.person(display_name=name)
    move, shown = {"new_email": new_address("moved"), "password": PASSWORD}, ""
    assert person.client.post("/v1/me/email", move).status == 202
    town.mail(person.email, "email_change_requested")
    change = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    assert person.client.put("/v1/me/password", change).status == 204
    town.mail(person.email, "password_changed")
    assert person.client.get("/v1/me").body["display_name"] == name
    assert person.client.delete("/v1/me").status == 200
    farewell = town.mail(person.email, "account_closed")
    for mail in town.inbox(person.email) + town.inbox(move["new_email"]):
        reader = Reader()
        reader.feed(mail["html"])
        assert not reader.elements & {"script", "img", "iframe", "form", "object", "link", "base", "i"}
        assert all(place.startswith(PUBLIC_URL) for place in reader.leads_to), mail["kind"]
        assert str(7777 * 7777) not in mail["subject"] + mail["text"] + reader.text
        assert name not in mail["subject"] + str(mail["headers"])
        shown += reader.text
    assert seen in farewell["text"]
    assert seen in shown


def hostile_ids(own: str) -> Iterator[str]:
    """Path segments, percent-encoded where a URL needs it. `own`: the id of somebody who exists."""
    yield from ("..", "%2e%2e", "..%2f..", "%2e%2e%2f%2e%2e", "%252e%252e", ".", "%2f", "..%5c", "*", "%25", "0", "-1")
    yield from ("%23", "x%23y", "USER%23x", "%00", "%FF", "%ED%A0%80", "%F0%9F%A6%89", "%0d%0aX-Evil:%201", "a" * 4000)
    yield from (f"USER%23{own}", f"{own}%23STATE", f"DATA%23{own}", f"{own}%00", f"{own}%0a", f"%20{own}", f"{own}%20")
    yield from (own.upper(), own.replace("-", ""), f"%7B{own}%7D", f"urn:uuid:{own}", f"{own}%2f..%2f{own}", f"{own},x")
    yield from (f"..%2f{own}", f"{own}%2fSTATE", own[:-1], f"{own}0", "%24ne", "%7B%22%24gt%22:%22%22%7D", "null", "me")


BODIES: dict[str, dict[str, str] | None] = {
    "PATCH": {"display_name": "Reached"},
    "PUT": {"email": "reached@mail.example.com"},
    "POST": {},
    "DELETE": None,
    "GET": None,
}


def routes_with_ids(client: Client) -> list[tuple[str, str]]:
    """Method and path of each route that takes an identifier in its path, as the system itself declares them."""
    paths = client.get("/openapi.json").body["paths"]
    return [
        (method.upper(), path)
        for path, operations in paths.items()
        for method in operations
        if "{" in path and method.upper() in BODIES
    ]


def reach(client: Client, method: str, path: str, segment: str) -> int:
    body: dict[str, Any] | None = BODIES[method]
    if path.endswith("/roles"):
        body = {"roles": []}
    elif path.startswith("/v1/roles"):
        body = {"permissions": []} if method == "PUT" else None
    filled = path[: path.index("{")] + segment + path[path.index("}") + 1 :]
    return client.call(method, filled, body, headers={"If-Match": "*"}, any_instance=True).status


def test_check_25_no_identifier_in_a_path_reaches_anything(opened: Opened) -> None:
    town, person = opened.town, opened.town.person()
    admin = town.admin().client
    town.settled()
    before = opened.dump()
    routes = routes_with_ids(admin)
    assert {path for _, path in routes} >= {"/v1/users/{user_id}", "/v1/me/sessions/{session_id}", "/v1/roles/{name}"}
    for method, path in routes:
        for segment in hostile_ids(person.id):
            if (method, path) == ("PUT", "/v1/roles/{name}") and segment in ("me", "null"):
                continue  # a role may have such a name
            status = reach(admin, method, path, segment)
            assert status in (404, 422), (method, path, segment, status)
    assert opened.dump() == before, "and nothing was stored, changed or counted"


def test_check_25_no_identifier_in_a_body_or_a_query_reaches_another_key(town: Town, admin: Person) -> None:
    person = town.person()
    keys = [f"USER#{person.id}", f"{person.id}#STATE", f"CLAIM#email#{person.email}", "#", "ROLE#admin", person.id]
    for text in keys:
        wrong = {"identifier": text, "password": PASSWORD}
        assert town.client().post("/v1/sessions", wrong).outcome == (401, "invalid_credentials"), text
        for name in ("email", "username", "q"):
            answer = admin.client.get(f"/v1/users?{name}={quote(text, safe='')}")
            assert (answer.status == 422 and name == "q") or answer.body["items"] == [], (name, text)
        assert admin.client.get(f"/v1/users?cursor={quote(text, safe='')}").outcome == (400, "invalid_cursor")
        roles = admin.client.put(f"/v1/users/{person.id}/roles", {"roles": [text]}, headers={"If-Match": "*"})
        assert roles.outcome == (422, "validation_failed"), text


def test_check_25_two_names_of_which_one_holds_the_separator_stay_apart(town: Town, admin: Person) -> None:
    unique = uuid.uuid4().hex[:10]
    plain, odd = (town.person(f"{unique}{rest}@mail.example.com") for rest in ("", "#USER"))
    assert plain.id != odd.id
    assert odd.client.delete("/v1/me").status == 200
    assert plain.client.get("/v1/me").body["email"] == plain.email
    key, other = f"{unique}", f"{unique}#{admin.id}"
    made = [
        admin.client.post("/v1/users", {"email": new_address()}, headers={"Idempotency-Key": text})
        for text in (key, other, f"{key}#", f"USER#{key}")
    ]
    assert [answer.status for answer in made] == [201] * 4
    assert len({answer.body["id"] for answer in made}) == 4
