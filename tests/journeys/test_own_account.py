"""One's own account: profile, closing it; for password and address see tests/checks/test_changes.py."""

import uuid

import pytest

from tests.journeys.town import PASSWORD, Person, Town, new_address


def test_a_patch_sets_clears_and_leaves_alone(town: Town, person: Person) -> None:
    client, name = person.client, f"grace{uuid.uuid4().hex[:8]}"
    wish = {"display_name": "Grace <b>Hopper</b>", "locale": "en-US", "username": name.title()}
    merge = {"Content-Type": "application/merge-patch+json"}
    set_ = client.patch("/v1/me", wish, headers=merge)
    assert (set_.status, set_.version, set_.body["version"]) == (200, '"3"', 3)
    assert (set_.body["display_name"], set_.body["locale"]) == ("Grace <b>Hopper</b>", "en-US")
    assert set_.body["username"] == name
    cleared = client.patch("/v1/me", {"display_name": None, "username": None})
    assert (cleared.body["display_name"], cleared.body["username"], cleared.body["locale"]) == (None, None, "en-US")
    assert cleared.body["updated_at"] > set_.body["updated_at"]
    assert town.person(username=name).client.get("/v1/me").body["username"] == name  # the name is free again


def test_a_patch_that_changes_nothing_is_no_event(person: Person) -> None:
    client = person.client
    before = client.patch("/v1/me", {"display_name": "Ada", "locale": None})
    for nothing in ({}, {"display_name": "Ada"}, {"locale": None}, {"username": None}):
        after = client.patch("/v1/me", nothing)
        assert (after.status, after.version, after.body) == (200, before.version, before.body)
    types = [item["type"] for item in client.get("/v1/me/history").body["items"]]
    assert types.count("user.profile_changed") == 1


@pytest.mark.parametrize(
    ("patch", "fault"),
    [
        ({"email": "a@mail.example.com"}, ("/email", "unknown_field")),
        ({"status": "active"}, ("/status", "unknown_field")),
        ({"roles": ["admin"]}, ("/roles", "unknown_field")),
        ({"version": 9}, ("/version", "unknown_field")),
        ({"a/b~c": 1}, ("/a~1b~0c", "unknown_field")),
        ({"display_name": 5}, ("/display_name", "invalid")),
        ({"display_name": ["x"]}, ("/display_name", "invalid")),
        ({"locale": ""}, ("/locale", "invalid")),
        ({"username": "a" * 65}, ("/username", "too_long")),
    ],
)
def test_a_patch_is_refused_with_the_place_of_its_fault(
    person: Person, patch: dict[str, object], fault: tuple[str, str]
) -> None:
    answer = person.client.patch("/v1/me", patch)
    assert (answer.status, answer.faults) == (422, [fault])
    assert person.client.get("/v1/me").version == '"2"'


def test_a_taken_username_is_refused_and_signs_its_holder_in(town: Town, person: Person) -> None:
    name = f"grace{uuid.uuid4().hex[:8]}"
    assert person.client.patch("/v1/me", {"username": name}).status == 200
    other = town.person()
    assert other.client.patch("/v1/me", {"username": name.upper()}).outcome == (409, "username_taken")
    looks_alike = name.replace("a", "а")
    assert other.client.patch("/v1/me", {"username": looks_alike}).status in (409, 422)
    assert other.client.get("/v1/me").version == '"2"'
    signed_in = town.client().post("/v1/sessions", {"identifier": name.upper(), "password": PASSWORD})
    assert town.client(signed_in.body["access_token"]).get("/v1/me").body["id"] == person.id


def test_a_taken_address_is_asked_for_like_any_other_and_its_owner_is_told(town: Town, person: Person) -> None:
    owner = town.person()
    taken = person.client.post("/v1/me/email", {"new_email": owner.email.upper(), "password": PASSWORD})
    free = person.client.post("/v1/me/email", {"new_email": new_address(), "password": PASSWORD})
    assert taken.without_ids() == free.without_ids() == (202, {"status": "accepted"}, sorted(free.headers))
    exists = town.mail(owner.email, "account_exists")
    assert (exists["token"], person.email in exists["text"]) == (None, False)
    town.mail(person.email, "email_change_requested", 2)
    town.settled()
    assert "email_change_confirm" not in town.kinds(owner.email)


def test_a_person_closes_the_account_and_nothing_of_them_is_left(town: Town, admin: Person) -> None:
    name = f"gone{uuid.uuid4().hex[:8]}"
    person = town.person(username=name, display_name="Going Soon")
    assert town.client().post("/v1/password-resets", {"email": person.email}).status == 202
    reset = town.mail(person.email, "password_reset")["token"]
    receipt = person.client.delete("/v1/me")
    assert receipt.status == 200
    assert sorted(receipt.body) == [
        "erased_at",
        "erased_by",
        "receipt_id",
        "removed",
        "stream_hash",
        "stream_version",
        "user_id",
    ]
    assert receipt.body["erased_by"] == {"type": "user", "id": person.id}
    assert person.email not in receipt.content.decode()
    assert "Going Soon" not in receipt.content.decode()
    assert person.client.get("/v1/me").status == 401
    confirm = {"token": reset, "new_password": "salt, bread and lamplight"}
    assert town.client().post("/v1/password-resets/confirm", confirm).outcome == (400, "invalid_token")
    assert town.client().post("/v1/sessions", person.credentials).outcome == (401, "invalid_credentials")

    farewell = town.mail(person.email, "account_closed")
    assert (farewell["token"], "Going Soon" in farewell["text"]) == (None, True)
    town.settled()
    assert town.kinds(person.email).count("account_closed") == 1
    heir = town.newcomer(person.email, username=name)
    assert town.mail(heir.email, "verify_email", 2)
    assert admin.client.get(f"/v1/users/{person.id}").outcome == (410, "user_erased")
