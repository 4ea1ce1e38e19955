"""Signing up. What a stranger can learn by it is in tests/checks/test_enumeration.py: nothing."""

import uuid

import pytest

from tests.journeys.client import Answer
from tests.journeys.town import PASSWORD, Town, new_address

ACCEPTED = {"status": "accepted"}


def sign_up(town: Town, email: str, **more: str) -> Answer:
    return town.client().post("/v1/signup", {"email": email, "password": PASSWORD, **more})


def test_a_person_signs_up_proves_the_address_signs_in_refreshes_and_signs_out(town: Town) -> None:
    email = new_address("Ada")
    assert sign_up(town, email, display_name="Ada Lovelace", locale="en-GB").body == ACCEPTED
    client = town.client()
    credentials = {"identifier": email, "password": PASSWORD}
    assert client.post("/v1/sessions", credentials).outcome == (403, "email_not_verified")

    token = town.mail(email, "verify_email")["token"]
    proven = client.post("/v1/email/verify", {"token": token})
    assert (proven.status, proven.content, "set-cookie" in proven.headers) == (204, b"", False)
    assert town.mail(email, "welcome")["token"] is None

    signed_in = client.post("/v1/sessions", {**credentials, "identifier": email.upper()})
    assert signed_in.status == 201
    assert sorted(signed_in.body) == ["access_token", "expires_in", "refresh_token", "session_id", "token_type"]
    assert (signed_in.body["token_type"], signed_in.body["expires_in"]) == ("Bearer", 300)
    client.token = signed_in.body["access_token"]
    me = client.get("/v1/me")
    assert me.body == {
        "id": me.body["id"],
        "status": "active",
        "email": email,
        "email_verified": True,
        "username": None,
        "display_name": "Ada Lovelace",
        "locale": "en-GB",
        "roles": [],
        "version": 2,
        "created_at": me.body["created_at"],
        "updated_at": me.body["updated_at"],
    }
    assert uuid.UUID(me.body["id"]).version == 7
    assert me.version == '"2"'
    assert me.body["created_at"] < me.body["updated_at"]
    assert (me.body["updated_at"][10], me.body["updated_at"][-1], len(me.body["updated_at"])) == ("T", "Z", 27)

    refreshed = client.post("/v1/sessions/refresh", {"refresh_token": signed_in.body["refresh_token"]})
    assert (refreshed.status, refreshed.body["session_id"]) == (200, signed_in.body["session_id"])
    client.token = refreshed.body["access_token"]
    assert client.delete("/v1/sessions/current").outcome == (204, None)
    assert client.get("/v1/me").outcome == (401, "unauthenticated")
    refresh = {"refresh_token": refreshed.body["refresh_token"]}
    assert client.post("/v1/sessions/refresh", refresh).outcome == (401, "invalid_refresh_token")


def test_a_taken_username_is_told_for_known_and_unknown_addresses_alike(town: Town) -> None:
    name = f"ada{uuid.uuid4().hex[:8]}"
    holder = town.person(username=name)
    for taken in (name, name.upper(), "ａ" + name[1:], "а" + name[1:]):  # other case, full width, Cyrillic а
        for email in (new_address(), holder.email):
            answer = sign_up(town, email, username=taken)
            assert answer.outcome in ((409, "username_taken"), (422, "validation_failed")), taken
    assert sign_up(town, new_address(), username=name).outcome == (409, "username_taken")


@pytest.mark.parametrize(
    ("member", "value", "fault"),
    [
        ("password", "fourteen chars", "too_short"),
        ("password", "x" * 257, "too_long"),
        ("password", "a" * 20, "blocklisted"),
        ("password", "rollbookrollbook", "blocklisted"),
        ("password", "passwordpassword", "blocklisted"),
        ("password", 7, "invalid"),
        ("email", "ada@", "invalid"),
        ("email", "a@b.example.com\r\nBcc: c@d.example.com", "invalid"),
        ("email", '"a b"@mail.example.com', "invalid"),
        ("email", "a@[127.0.0.1]", "invalid"),
        ("email", "a" * 65 + "@mail.example.com", "invalid"),
        ("email", None, "invalid"),
        ("username", "ab", "too_short"),
        ("username", "a" * 65, "too_long"),
        ("username", "a b c", "invalid"),
        ("username", "a\u200bda", "invalid"),
        ("username", "a@b.example", "invalid"),
        ("display_name", " \t ", "too_short"),
        ("display_name", "", "too_short"),
        ("display_name", "x" * 201, "too_long"),
        ("display_name", "a\u202eb", "invalid"),
        ("locale", "english please", "invalid"),
        ("roles", ["admin"], "unknown_field"),
        ("status", "active", "unknown_field"),
    ],
)
def test_a_rule_that_is_broken_is_told_with_its_place(town: Town, member: str, value: object, fault: str) -> None:
    wish = {"email": new_address(), "password": PASSWORD, member: value}
    answer = town.client().post("/v1/signup", wish)
    assert answer.outcome == (422, "validation_failed")
    assert answer.faults == [(f"/{member}", fault)]


def test_passwords_count_code_points_and_normal_forms_are_one(town: Town) -> None:
    email = new_address()
    decomposed = "e\u0301" * 15
    assert town.client().post("/v1/signup", {"email": email, "password": decomposed[:-2]}).status == 422
    wish = {"email": email, "password": "  🐢 " + decomposed}
    assert town.client().post("/v1/signup", wish).status == 202
    token = town.mail(email, "verify_email")["token"]
    assert town.client().post("/v1/email/verify", {"token": token}).status == 204
    composed = {"identifier": email, "password": "  🐢 " + "\u00e9" * 15}
    assert town.client().post("/v1/sessions", composed).status == 201


def test_an_address_in_another_script_gets_its_mail(town: Town) -> None:
    unique = uuid.uuid4().hex[:8]
    person = town.person(f"ada+{unique}@bücher.example.com")
    assert person.client.get("/v1/me").body["email"] == f"ada+{unique}@bücher.example.com"
    ascii_form = {"identifier": f"ada+{unique}@xn--bcher-kva.example.com", "password": PASSWORD}
    assert town.client().post("/v1/sessions", ascii_form).status == 201
