"""Roles: defining, replacing, removing; nobody grants what they lack, and one administrator always remains."""

import uuid

import pytest

from tests.journeys.town import Person, Town, new_address, pages

ANY = {"If-Match": "*"}


def new_role() -> str:
    return f"role-{uuid.uuid4().hex[:8]}"


def test_a_role_is_made_replaced_held_and_removed(town: Town, admin: Person, person: Person) -> None:
    path, staff = f"/v1/roles/{(name := new_role())}", admin.client
    made = staff.put(path, {"permissions": ["users:read", "roles:read"], "description": "Looks only"})
    assert made.status == 200
    assert made.body == {
        "name": name,
        "permissions": ["roles:read", "users:read"],
        "description": "Looks only",
        "builtin": False,
    }
    assert staff.put(path, {"permissions": ["users:read"]}).body["description"] == ""
    names = [role["name"] for page in pages(staff, "/v1/roles", 3) for role in page]
    assert {"admin", "support", name} <= set(names)
    assert names == sorted(names)

    town.give(staff, person.id, name)
    assert person.client.get(f"/v1/users/{admin.id}").status == 403  # rights change with the next token
    holder = town.sign_in(person).client
    assert holder.get(f"/v1/users/{admin.id}").status == 200
    assert holder.get("/v1/roles").status == 200  # users:read is enough to list roles
    assert staff.delete(path).outcome == (409, "role_in_use")
    town.give(staff, person.id)
    assert staff.delete(path).outcome == (204, None)
    assert staff.delete(path).outcome == (404, "not_found")
    again = staff.put(path, {"permissions": ["audit:read"]})
    assert (again.status, again.body["permissions"]) == (200, ["audit:read"])


def test_built_in_roles_are_what_the_contract_says_and_refuse_change(admin: Person) -> None:
    roles = {role["name"]: role for page in pages(admin.client, "/v1/roles", 100) for role in page}
    assert roles["support"]["permissions"] == ["audit:read", "users:read"]
    assert len(roles["admin"]["permissions"]) == 15
    assert roles["admin"]["builtin"] is roles["support"]["builtin"] is True
    for name in ("admin", "support"):
        change = admin.client.put(f"/v1/roles/{name}", {"permissions": ["users:read"]})
        assert change.outcome == admin.client.delete(f"/v1/roles/{name}").outcome == (409, "builtin_role")


@pytest.mark.parametrize("name", ["A", "a", "Admin", "1st", "a_b", "a" * 51, "-ab", "%C3%A4b", "a%20b", "a%0A"])
def test_a_roles_name_is_plain(admin: Person, name: str) -> None:
    answer = admin.client.call("PUT", f"/v1/roles/{name}", {"permissions": []}, any_instance=True)
    assert answer.outcome == (422, "validation_failed")


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"permissions": ["users:read", "users:fly"]}, ("/permissions/1", "invalid")),
        ({"permissions": "users:read"}, ("/permissions", "invalid")),
        ({"permissions": [None]}, ("/permissions/0", "invalid")),
        ({}, ("/permissions", "required")),
        ({"permissions": [], "builtin": True}, ("/builtin", "unknown_field")),
        ({"permissions": [], "description": "x" * 501}, ("/description", "too_long")),
    ],
)
def test_a_role_is_refused_with_the_place_of_its_fault(admin: Person, body: object, fault: tuple[str, str]) -> None:
    assert admin.client.put(f"/v1/roles/{new_role()}", body).faults == [fault]


def test_nobody_grants_a_permission_they_lack(town: Town, admin: Person, person: Person) -> None:
    staff = town.staff("roles:write", "users:read").client
    name = new_role()
    assert staff.put(f"/v1/roles/{name}", {"permissions": ["users:write"]}).outcome == (403, "forbidden")
    assert staff.put(f"/v1/roles/{name}", {"permissions": ["users:read"]}).status == 200
    assert admin.client.put(f"/v1/roles/{name}", {"permissions": ["users:write"]}).status == 200
    narrowing = staff.put(f"/v1/roles/{name}", {"permissions": []})
    assert narrowing.outcome == staff.delete(f"/v1/roles/{name}").outcome == (403, "forbidden")
    for granted in (["admin"], ["support"], [name]):
        refused = staff.put(f"/v1/users/{person.id}/roles", {"roles": granted}, headers=ANY)
        assert refused.outcome == (403, "forbidden")
    unknown = admin.client.put(f"/v1/users/{person.id}/roles", {"roles": ["support", "nope"]}, headers=ANY)
    assert unknown.faults == [("/roles/1", "invalid")]
    assert admin.client.get(f"/v1/users/{person.id}").body["roles"] == []
    assert person.client.get("/v1/roles").outcome == (403, "forbidden")


def test_the_last_administrator_stays(town: Town, admin: Person) -> None:
    town.dismiss_keepers()
    staff, path = admin.client, f"/v1/users/{admin.id}"
    before = staff.get(path)
    refused = [
        staff.put(f"{path}/roles", {"roles": ["support"]}, headers=ANY),
        staff.post(f"{path}/suspend"),
        staff.delete(path, headers=ANY),
        staff.delete("/v1/me"),
    ]
    assert {answer.outcome for answer in refused} == {(409, "last_admin")}
    assert staff.get(path).body == before.body
    email = {"email": new_address(), "roles": ["admin"]}
    pending = staff.post("/v1/users", email, headers={"Idempotency-Key": uuid.uuid4().hex})
    assert pending.status == 201
    assert staff.post(f"{path}/suspend").outcome == (409, "last_admin")  # a pending one restores nobody's rights
    assert staff.delete(f"/v1/users/{pending.body['id']}", headers=ANY).status == 200


def test_a_second_administrator_lets_the_first_one_go(town: Town, admin: Person) -> None:
    second = town.person()
    town.give(admin.client, second.id, "admin")
    second = town.sign_in(second)
    assert second.client.put(f"/v1/users/{second.id}/roles", {"roles": ["support"]}, headers=ANY).status == 200
    demoted = town.sign_in(second).client
    assert demoted.put(f"/v1/users/{second.id}/roles", {"roles": ["admin"]}, headers=ANY).outcome == (403, "forbidden")
    assert demoted.get(f"/v1/users/{admin.id}/events").status == 200  # which support may read
