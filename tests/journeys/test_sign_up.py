"""Signing up, and what a stranger can learn by it: nothing."""

import uuid

import pytest

from tests.journeys.client import Answer
from tests.journeys.town import PASSWORD, Person, Town, new_address

ACCEPTED = {"status": "accepted"}


def sign_up(town: Town, email: str, **more: str) -> Answer:
    return town.client().post("/v1/signup", {"email": email, "password": PASSWORD, **more})


def suspended(town: Town, admin: Person) -> Person:
    person = town.person()
    assert admin.client.post(f"/v1/users/{person.id}/suspend").status == 200
    return person


def erased(town: Town, admin: Person) -> Person:
    person = town.person()
    assert person.client.delete("/v1/me").status == 200
    return person


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


def test_new_pending_active_suspended_and_erased_addresses_get_the_same_answer(town: Town, admin: Person) -> None:
    addresses = {
        "new": new_address(),
        "pending": town.newcomer().email,
        "active": town.person().email,
        "suspended": suspended(town, admin).email,
        "erased": erased(town, admin).email,
    }
    for path, body in (
        ("/v1/signup", {"password": PASSWORD}),
        ("/v1/password-resets", {}),
        ("/v1/email/verify/resend", {}),
    ):
        answers = [town.client().post(path, {"email": email, **body}) for email in addresses.values()]
        assert {answer.content for answer in answers} == {answers[0].content}
        assert answers[0].body == ACCEPTED
        assert {tuple(sorted(answer.headers)) for answer in answers} == {tuple(sorted(answers[0].headers))}
        assert {answer.status for answer in answers} == {202}


def test_a_wrong_password_gets_the_same_401_whoever_it_is(town: Town, admin: Person) -> None:
    people = [town.newcomer().email, town.person().email, suspended(town, admin).email, erased(town, admin).email]
    attempts = [*people, new_address(), "nobody", "not an address@", "\u202e"]
    answers = [
        town.client().post("/v1/sessions", {"identifier": name, "password": "not the right one"}) for name in attempts
    ]
    assert {answer.outcome for answer in answers} == {(401, "invalid_credentials")}
    assert len({str(answer.without_ids()) for answer in answers}) == 1


def test_the_right_password_of_a_suspended_account_says_so(town: Town, admin: Person) -> None:
    person = suspended(town, admin)
    assert town.client().post("/v1/sessions", person.credentials).outcome == (403, "account_suspended")


def test_a_repeated_sign_up_mails_the_owner_and_nobody_else(town: Town, admin: Person) -> None:
    pending, active, gone = town.newcomer(), town.person(), erased(town, admin)
    for email in (pending.email, active.email.upper(), gone.email):
        sign_up(town, email)
    assert town.mail(pending.email, "verify_email", 2)["token"] != town.mail(pending.email, "verify_email")["token"]
    exists = town.mail(active.email, "account_exists")
    assert exists["token"] is None
    assert "token=" not in exists["text"] + exists["html"]
    assert town.mail(gone.email, "verify_email", 2)["token"]  # a new account: the address was free again
    town.settled()
    assert town.kinds(pending.email) == ["verify_email", "verify_email"]
    assert town.kinds(active.email) == ["verify_email", "welcome", "account_exists"]


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


def test_the_local_part_is_no_password_of_its_own_address(town: Town) -> None:
    email = new_address("josephine.beauharnais")
    answer = town.client().post("/v1/signup", {"email": email, "password": email.partition("@")[0]})
    assert answer.faults == [("/password", "blocklisted")]


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
