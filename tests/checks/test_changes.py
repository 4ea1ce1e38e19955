"""Checks 16 and 17: changing one's password or address, what it ends, who is told, and what must be proven for it."""

from datetime import timedelta
from typing import Any

import pytest

from tests.checks.opened import Opened
from tests.journeys.client import Answer
from tests.journeys.town import NEW_PASSWORD, PASSWORD, Person, Town, new_address

ENDED = (401, "unauthenticated")
INVALID = (400, "invalid_token")


def enters(town: Town, email: str, password: str) -> bool:
    return town.client().post("/v1/sessions", {"identifier": email, "password": password}).status == 201


def refresh(town: Town, person: Person) -> Answer:
    return town.client().post("/v1/sessions/refresh", {"refresh_token": person.refresh_token})


def is_over(town: Town, person: Person) -> bool:
    """Access token and refresh token alike."""
    return (person.client.get("/v1/me").outcome, refresh(town, person).outcome) == (
        ENDED,
        (401, "invalid_refresh_token"),
    )


def told_without_a_link(mail: dict[str, Any]) -> bool:
    return mail["token"] is None and "token=" not in mail["text"] + mail["html"]


def test_check_16_a_changed_password_ends_all_other_sessions_and_their_refresh_families(
    town: Town, person: Person
) -> None:
    others = [town.sign_in(person), town.sign_in(person)]
    change = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    answer = person.client.put("/v1/me/password", change)
    assert (answer.status, answer.content) == (204, b"")
    assert [is_over(town, other) for other in others] == [True, True]
    assert person.client.get("/v1/me").status == 200
    assert [session["current"] for session in person.client.get("/v1/me/sessions").body["items"]] == [True]
    assert refresh(town, person).status == 200
    mail = town.mail(person.email, "password_changed")
    assert (mail["to"], told_without_a_link(mail)) == ([person.email], True)
    assert (enters(town, person.email, PASSWORD), enters(town, person.email, NEW_PASSWORD)) == (False, True)


def test_check_16_a_reset_password_ends_every_session_and_the_owner_is_told(town: Town, person: Person) -> None:
    other = town.sign_in(person)
    assert town.client().post("/v1/password-resets", {"email": person.email}).status == 202
    body = {"token": town.mail(person.email, "password_reset")["token"], "new_password": NEW_PASSWORD}
    assert town.client().post("/v1/password-resets/confirm", body).status == 204
    assert [is_over(town, session) for session in (person, other)] == [True, True]
    assert told_without_a_link(town.mail(person.email, "password_changed"))


REFUSED = [
    ({"current_password": "not the right one", "new_password": NEW_PASSWORD}, (403, "wrong_password")),
    ({"current_password": "", "new_password": NEW_PASSWORD}, (403, "wrong_password")),
    ({"current_password": None, "new_password": NEW_PASSWORD}, (422, "validation_failed")),
    ({"new_password": NEW_PASSWORD}, (422, "validation_failed")),
    ({"current_password": PASSWORD}, (422, "validation_failed")),
    ({"current_password": PASSWORD, "new_password": None}, (422, "validation_failed")),
    ({"current_password": PASSWORD, "new_password": "short"}, (422, "validation_failed")),
]


def test_check_16_without_the_current_password_nothing_changes_and_nothing_ends(town: Town, person: Person) -> None:
    other = town.sign_in(person)
    for change, outcome in REFUSED:
        assert person.client.put("/v1/me/password", change).outcome == outcome, change
    assert person.client.get("/v1/me").body["version"] == 2
    assert [session.client.get("/v1/me").status for session in (person, other)] == [200, 200]
    assert (enters(town, person.email, PASSWORD), enters(town, person.email, NEW_PASSWORD)) == (True, False)
    town.settled()
    assert "password_changed" not in town.kinds(person.email)


def test_check_16_a_session_that_has_the_password_wrong_ten_times_must_wait_like_a_stranger(
    town: Town, person: Person
) -> None:
    wrong = {"current_password": "not the right one", "new_password": NEW_PASSWORD}
    move = {"new_email": new_address(), "password": "not the right one"}
    outcomes = [person.client.put("/v1/me/password", wrong).outcome for _ in range(5)]
    outcomes += [person.client.post("/v1/me/email", move).outcome for _ in range(5)]
    assert outcomes == [(403, "wrong_password")] * 10
    right = {**wrong, "current_password": PASSWORD}
    assert person.client.put("/v1/me/password", right).outcome == (429, "too_many_attempts")


def test_check_16_closing_an_account_needs_a_recent_sign_in_that_a_refresh_is_not(opened: Opened) -> None:
    town, person = opened.town, opened.town.person()
    with opened.clock.later(timedelta(minutes=11)):
        refreshed = refresh(town, person)
        client = town.client(refreshed.body["access_token"])
        assert client.delete("/v1/me").outcome == (403, "reauthentication_required")
        assert client.get("/v1/me").status == 200
        assert town.sign_in(person).client.delete("/v1/me").status == 200


def move(person: Person, new: str, password: str = PASSWORD) -> tuple[int, str | None]:
    return person.client.post("/v1/me/email", {"new_email": new, "password": password}).outcome


def verify(town: Town, token: str) -> tuple[int, str | None]:
    return town.client().post("/v1/email/verify", {"token": token}).outcome


def test_check_17_the_old_address_signs_in_until_the_new_one_is_proven_and_both_are_told(
    town: Town, person: Person
) -> None:
    new = new_address("moved")
    assert move(person, new, "not the right one") == (403, "wrong_password")
    assert move(person, new) == (202, None)
    warned = town.mail(person.email, "email_change_requested")
    assert (told_without_a_link(warned), new in warned["text"] + warned["html"]) == (True, False)
    assert person.client.get("/v1/me").body["email"] == person.email
    assert (enters(town, person.email, PASSWORD), enters(town, new, PASSWORD)) == (True, False)

    link = town.mail(new, "email_change_confirm")["token"]
    assert verify(town, link) == (204, None)
    me = person.client.get("/v1/me").body
    assert (me["email"], me["email_verified"]) == (new, True)
    assert (enters(town, person.email, PASSWORD), enters(town, new, PASSWORD)) == (False, True)
    assert all(told_without_a_link(town.mail(address, "email_changed")) for address in (person.email, new))
    assert verify(town, link) == INVALID


def test_check_17_whoever_reads_the_old_box_can_do_nothing_with_it_afterwards(town: Town, person: Person) -> None:
    new = new_address("moved")
    assert move(person, new) == (202, None)
    assert town.client().post("/v1/password-resets", {"email": person.email}).status == 202
    body = {"token": town.mail(person.email, "password_reset")["token"], "new_password": NEW_PASSWORD}
    assert verify(town, town.mail(new, "email_change_confirm")["token"]) == (204, None)
    assert town.client().post("/v1/password-resets/confirm", body).outcome == INVALID
    assert town.newcomer(person.email).email == person.email, "the old address is free"
    assert town.mail(person.email, "verify_email", 2)
    assert enters(town, new, PASSWORD)


@pytest.mark.parametrize("who", ["older request", "lost race"])
def test_check_17_a_link_that_was_overtaken_changes_nothing(town: Town, person: Person, who: str) -> None:
    new = new_address("moved")
    assert move(person, new) == (202, None)
    link = town.mail(new, "email_change_confirm")["token"]
    if who == "older request":
        assert move(person, new_address("newer")) == (202, None)
    else:
        town.person(new)
    assert verify(town, link) == INVALID
    assert person.client.get("/v1/me").body["email"] == person.email
    assert enters(town, person.email, PASSWORD)
