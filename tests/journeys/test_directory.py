"""Staff and the accounts of others: inviting, finding, changing, suspending, and what nobody may do."""

import uuid
from typing import Any
from urllib.parse import quote

import pytest

from tests.journeys.client import Answer, Client
from tests.journeys.town import NEW_PASSWORD, PASSWORD, PUBLIC_URL, Person, Town, new_address

ANY = {"If-Match": "*"}
MISSING = "01900000-0000-7000-8000-000000000000"


def invite(staff: Client, email: str, **more: object) -> Answer:
    return staff.post("/v1/users", {"email": email, **more}, headers={"Idempotency-Key": uuid.uuid4().hex})


def find(staff: Client, **query: str) -> list[str]:
    answer = staff.get("/v1/users?" + "&".join(f"{name}={quote(value)}" for name, value in query.items()))
    assert (answer.status, answer.body["next_cursor"]) == (200, None)
    return [user["id"] for user in answer.body["items"]]


def test_somebody_is_invited_and_sets_the_first_password_by_mail(town: Town, admin: Person) -> None:
    email, name = new_address("grace"), f"grace{uuid.uuid4().hex[:8]}"
    created = invite(admin.client, email, display_name="Grace", locale="en", username=name, roles=["support"])
    user = created.body
    assert (created.status, created.headers["location"], created.version) == (201, f"/v1/users/{user['id']}", '"1"')
    assert (user["status"], user["email_verified"], user["roles"]) == ("pending", False, ["support"])
    assert admin.client.get(created.headers["location"]).body == user
    reasons = admin.client.get(f"/v1/users/{user['id']}/explain").body
    assert (reasons["can_sign_in"], [reason["code"] for reason in reasons["reasons"]]) == (False, ["no_password"])

    invitation = town.mail(email, "invitation")
    assert f"{PUBLIC_URL}/invitation?token={invitation['token']}" in invitation["text"]
    body = {"token": invitation["token"], "new_password": NEW_PASSWORD}
    assert town.client().post("/v1/email/verify", {"token": body["token"]}).outcome == (400, "invalid_token")
    assert town.client().post("/v1/password-resets/confirm", body).status == 204
    assert town.client().post("/v1/password-resets/confirm", body).outcome == (400, "invalid_token")
    grace = town.sign_in(Person(email, NEW_PASSWORD, town.client()))
    me = grace.client.get("/v1/me").body
    assert (me["status"], me["email_verified"], me["id"]) == ("active", True, user["id"])
    assert grace.client.get(f"/v1/users/{admin.id}").status == 200  # the role came with the invitation


@pytest.mark.parametrize("member", ["password", "status", "email_verified", "id", "version"])
def test_an_invitation_takes_no_more_than_it_says(admin: Person, member: str) -> None:
    answer = invite(admin.client, new_address(), **{member: "x"})
    assert (answer.status, answer.faults) == (422, [(f"/{member}", "unknown_field")])


def test_an_address_or_name_that_is_taken_is_a_conflict_for_staff(town: Town, admin: Person) -> None:
    person = town.person(username=f"ada{uuid.uuid4().hex[:8]}")
    name = person.client.get("/v1/me").body["username"]
    assert invite(admin.client, person.email.upper()).outcome == (409, "email_taken")
    assert invite(admin.client, new_address(), username=name).outcome == (409, "username_taken")
    other = town.person()
    path = f"/v1/users/{other.id}"
    assert admin.client.put(f"{path}/email", {"email": person.email}, headers=ANY).outcome == (409, "email_taken")
    assert admin.client.patch(path, {"username": name}, headers=ANY).outcome == (409, "username_taken")
    assert invite(admin.client, new_address(), roles=["no-such-role"]).faults == [("/roles/0", "invalid")]


def test_accounts_are_found_by_exact_address_and_name_only(town: Town, admin: Person) -> None:
    name = f"straße{uuid.uuid4().hex[:8]}"
    person = town.person(new_address("Ofﬁce"), username=name)
    staff = admin.client
    assert find(staff, email=person.email) == find(staff, email=person.email.replace("O", "o")) == [person.id]
    assert find(staff, username=name) == [person.id]
    assert find(staff, email=person.email, username=name) == [person.id]
    assert find(staff, email=person.email, username="somebody-else") == []
    assert find(staff, email=person.email.replace("ﬁ", "fi")) == []
    for nobody in (new_address(), person.email[1:], "not an address", "", "\u202e", "a@b@c"):
        assert find(staff, email=nobody) == []
    for nobody in ("no", name[:-1], "x" * 65, "a b", ""):
        assert find(staff, username=nobody) == []
    assert staff.delete(f"/v1/users/{person.id}", headers=ANY).status == 200
    assert find(staff, email=person.email) == find(staff, username=name) == []


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("email=a%40mail.example.com&email=b%40mail.example.com", 400),
        ("email=a%40mail.example.com&nothing=1", 422),
        ("limit=0&username=abc", 422),
        ("limit=101&username=abc", 422),
        ("limit=ten&username=abc", 422),
        ("limit=&username=abc", 422),
        ("limit=100&username=abc", 200),
        ("cursor=AAAA&username=abc", 400),
        ("cursor=&username=abc", 400),
        ("username=%00abc", 422),
        ("username=%ED%A0%80", 400),
        ("username=%FF", 400),
    ],
)
def test_a_look_up_is_as_strict_as_a_body(admin: Person, query: str, status: int) -> None:
    assert admin.client.get(f"/v1/users?{query}").status == status


def test_staff_change_a_profile(town: Town, admin: Person, person: Person) -> None:
    path = f"/v1/users/{person.id}"
    changed = admin.client.patch(path, {"display_name": "By Staff", "locale": "de"}, headers={"If-Match": '"2"'})
    assert (changed.status, changed.version, changed.body["display_name"]) == (200, '"3"', "By Staff")
    same = admin.client.patch(path, {"display_name": "By Staff"}, headers={"If-Match": '"3"'})
    assert (same.status, same.version, same.body) == (200, '"3"', changed.body)
    cleared = admin.client.patch(path, {"display_name": None}, headers={"If-Match": '"3"'})
    assert (cleared.body["display_name"], cleared.body["locale"]) == (None, "de")
    own = person.client.get("/v1/me/history").body["items"][-1]
    assert (own["type"], own["actor"]) == ("user.profile_changed", {"type": "admin"})


def test_staff_set_an_address_at_once_and_both_are_told(town: Town, admin: Person, person: Person) -> None:
    new = new_address("moved")
    assert town.client().post("/v1/password-resets", {"email": person.email}).status == 202
    reset = town.mail(person.email, "password_reset")["token"]
    moved = admin.client.put(f"/v1/users/{person.id}/email", {"email": new}, headers={"If-Match": '"2"'})
    assert (moved.status, moved.body["email"], moved.body["email_verified"]) == (200, new, False)
    for address in (person.email, new):
        told = town.mail(address, "email_changed")
        assert (told["to"], told["token"]) == ([address], None)
    assert person.client.get("/v1/me").status == 401
    body = {"token": reset, "new_password": NEW_PASSWORD}
    assert town.client().post("/v1/password-resets/confirm", body).outcome == (400, "invalid_token")
    assert town.client().post("/v1/sessions", {"identifier": new, "password": PASSWORD}).status == 201
    assert find(admin.client, email=person.email) == []


def test_suspending_and_reactivating_are_done_once_and_return_to_the_status_before(
    town: Town, admin: Person, person: Person
) -> None:
    path, staff = f"/v1/users/{person.id}", admin.client
    suspended = staff.post(f"{path}/suspend", {"reason": "asked to"})
    assert (suspended.status, suspended.body["status"], suspended.version) == (200, "suspended", '"3"')
    assert staff.post(f"{path}/suspend").body == suspended.body
    (reason,) = staff.get(f"{path}/explain").body["reasons"]
    assert (reason["code"], reason["since"]) == ("account_suspended", suspended.body["updated_at"])
    back = staff.post(f"{path}/reactivate", {})
    assert (back.body["status"], back.version) == ("active", '"4"')
    assert staff.post(f"{path}/reactivate").body == back.body
    assert staff.get(f"{path}/explain").body == {"user_id": person.id, "can_sign_in": True, "reasons": []}
    assert person.client.get("/v1/me").status == 401  # sessions that ended stay ended
    assert town.client().post("/v1/sessions", person.credentials).status == 201

    pending = invite(staff, new_address()).body
    for action in ("suspend", "reactivate"):
        last = staff.post(f"/v1/users/{pending['id']}/{action}")
    assert (last.body["status"], last.version) == ("pending", '"3"')


ROUTES: list[tuple[str, str, dict[str, Any] | None, str]] = [
    ("GET", "", None, "users:read"),
    ("GET", "/explain", None, "users:read"),
    ("GET", "?as_of=2026-01-01T00:00:00Z", None, "users:read"),
    ("GET", "/events", None, "audit:read"),
    ("PATCH", "", {"locale": "en"}, "users:write"),
    ("PUT", "/email", {"email": "x@mail.example.com"}, "users:write"),
    ("PUT", "/roles", {"roles": []}, "roles:write"),
    ("POST", "/suspend", {}, "users:write"),
    ("POST", "/reactivate", {}, "users:write"),
    ("DELETE", "", None, "users:delete"),
]


def test_without_permission_existing_foreign_and_missing_ids_are_the_same_403(
    town: Town, admin: Person, person: Person
) -> None:
    for method, rest, body, permission in ROUTES:
        answers = [
            person.client.call(method, f"/v1/users/{id_}{rest}", body) for id_ in (person.id, admin.id, MISSING, "x")
        ]
        assert {answer.outcome for answer in answers} == {(403, "forbidden")}, permission
        assert len({str({**answer.body, "trace_id": "", "instance": ""}) for answer in answers}) == 1


@pytest.mark.parametrize("held", [{"users:read", "roles:write"}, {"users:write", "users:delete", "audit:read"}])
def test_each_permission_opens_its_own_routes_and_no_other(town: Town, held: set[str]) -> None:
    staff = town.staff(*held).client
    for method, rest, body, needed in ROUTES:
        answer = staff.call(method, f"/v1/users/{MISSING}{rest}", body, headers=ANY)
        assert answer.outcome == ((404, "not_found") if needed in held else (403, "forbidden")), rest


def test_ids_that_are_none_are_not_found(admin: Person) -> None:
    for id_ in (MISSING, MISSING.upper(), "x", "%00", "%ED%A0%80", "a%23b", f"{MISSING}%0A", "0", "%2e%2e"):
        answer = admin.client.call("GET", f"/v1/users/{id_}", any_instance=True)
        assert answer.status == 404, id_


def test_nobody_acts_on_an_account_that_holds_what_they_lack(town: Town, admin: Person) -> None:
    staff = town.staff("users:read", "users:write", "users:delete", "roles:write").client
    colleague = town.staff("audit:read", "users:read")
    before = admin.client.get(f"/v1/users/{colleague.id}").body
    for method, rest, body, permission in ROUTES:
        if permission in ("users:write", "users:delete", "roles:write"):
            answer = staff.call(method, f"/v1/users/{colleague.id}{rest}", body, headers=ANY)
            assert answer.outcome == (403, "forbidden"), (method, rest)
    assert admin.client.get(f"/v1/users/{colleague.id}").body == before
    assert invite(staff, new_address(), roles=["support"]).outcome == (
        403,
        "forbidden",
    )  # support reads audits, which they may not
    without_roles = town.staff("users:write").client
    assert invite(without_roles, new_address(), roles=["support"]).outcome == (403, "forbidden")
    assert invite(without_roles, new_address()).status == 201
