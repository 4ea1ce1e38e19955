"""Check 51: nobody sets a member that a route does not offer, nor empties one that must be there."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.checks.access_matrix import ROWS, Public, path_of, permissions, request, right_body, with_bodies
from tests.journeys.client import Client
from tests.journeys.town import Person, Town

NOT_OFFERED: Mapping[str, Any] = {
    "id": "01900000-0000-7000-8000-000000000000", "user_id": "01900000-0000-7000-8000-000000000000",
    "role": "admin", "is_admin": True, "isAdmin": True, "admin": True, "permissions": ["roles:write"],
    "roles": ["admin"], "tenant_id": "another", "email": "set@mail.example.com", "email_verified": True,
    "status": "active", "version": 99, "password": "set by somebody else 1", "password_hash": "$argon2id$v=19$",
    "hash": "x", "created_at": "2000-01-01T00:00:00Z", "updated_at": "2000-01-01T00:00:00Z", "builtin": True,
    "actor": {"type": "admin"}, "session_id": "x", "source_ip": "127.0.0.1", "expires_in": 10**9,
    "__proto__": {"admin": True}, "constructor": {"prototype": {}}, "Email": "x", "emailVerified": True, "email ": "x",
}  # fmt: skip

NOTHINGS: tuple[Any, ...] = (None, {}, [None])


@pytest.fixture(scope="module")
def document(town: Town) -> dict[str, Any]:
    return dict(town.client().get("/openapi.json").body)


def schema_of(document: dict[str, Any], route: str) -> dict[str, Any]:
    method, _, path = route.partition(" ")
    content = document["paths"][path][method.lower()]["requestBody"]["content"]
    name = content["application/json"]["schema"]["$ref"].rpartition("/")[2]
    return dict(document["components"]["schemas"][name])


def state(admin: Client, person: Person) -> tuple[bytes, bytes, bytes]:
    """The account as staff see it, its events, and every role."""
    one = f"/v1/users/{person.id}"
    return admin.get(one).content, admin.get(f"{one}/events").content, admin.get("/v1/roles?limit=100").content


@pytest.fixture(scope="module")
def staff(town: Town) -> Person:
    """Holds every permission that a route asks for, so that nothing but the body can be refused."""
    return town.staff(*permissions())


@pytest.mark.parametrize("route", with_bodies())
def test_check_51_a_member_that_is_not_offered_is_refused(
    admin: Person, staff: Person, document: dict[str, Any], route: str
) -> None:
    offered = schema_of(document, route)["properties"]
    before = state(admin.client, staff)
    for member, value in NOT_OFFERED.items():
        if member not in offered:
            body = {**right_body(route), member: value}
            answer = request(staff.client, route, body, user_id=staff.id, name="made-by-nobody")
            assert (answer.status, answer.faults) == (422, [(f"/{member}", "unknown_field")]), member
    assert state(admin.client, staff) == before


@pytest.mark.parametrize("route", with_bodies())
def test_check_51_null_is_refused_where_something_must_be(
    admin: Person, staff: Person, document: dict[str, Any], route: str
) -> None:
    schema = schema_of(document, route)
    nullable = {name for name, rule in schema["properties"].items() if {"type": "null"} in rule.get("anyOf", ())}
    before = state(admin.client, staff)
    assert not nullable & set(schema.get("required", ()))
    for member in schema["properties"].keys() - nullable:
        maps = schema["properties"][member].get("type") == "object"  # of which an empty one says something
        for value in (value for value in NOTHINGS if not (maps and value == {})):
            answer = request(staff.client, route, {**right_body(route), member: value}, user_id=staff.id)
            assert answer.outcome == (422, "validation_failed"), (member, value)
    assert state(admin.client, staff) == before


def test_check_51_what_was_refused_left_no_account_and_no_mail(town: Town, admin: Person) -> None:
    for route in ("POST /v1/signup", "POST /v1/users"):
        body = {**right_body(route), "email_verified": True}
        assert request(admin.client, route, body).status == 422
        town.settled()
        assert town.inbox(body["email"]) == []
        assert admin.client.get(f"/v1/users?email={body['email']}").body["items"] == []


def test_check_51_the_same_bodies_are_taken_without_the_odd_member(admin: Person) -> None:
    """Else a route that refuses everything would pass."""
    for route in (route for route in with_bodies() if isinstance(ROWS[route], Public)):
        assert request(admin.client, route).status == ROWS[route].ok, route


def test_check_51_members_are_not_taken_from_elsewhere(town: Town, person: Person) -> None:
    """Not from the query, not from another content type, not from a name with a path in it."""
    before = person.client.get("/v1/me").body
    patch = "PATCH /v1/me"
    assert person.client.patch(f"{path_of(patch)}?status=suspended", {}).status == 422
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert person.client.call("PATCH", "/v1/me", content=b"roles=admin", headers=form).status == 415
    for name in ("user.roles", "roles[]", "/roles", "$set", "roles[0]"):
        assert person.client.patch("/v1/me", {name: ["admin"]}).status == 422, name
    nested = json.dumps({"display_name": {"roles": ["admin"]}}).encode()
    assert person.client.call("PATCH", "/v1/me", content=nested).status == 422
    assert person.client.get("/v1/me").body == before
