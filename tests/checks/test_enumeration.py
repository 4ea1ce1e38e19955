"""Checks 1 to 4, their half about words: what a stranger learns about who has an account. Nothing.

Their half about time is in test_timing.py.
"""

from collections.abc import Callable, Mapping

import pytest

from tests.journeys.client import Answer
from tests.journeys.town import PASSWORD, Person, Town, new_address

ACCEPTED = {"status": "accepted"}
WRONG = (401, "invalid_credentials")
Make = Callable[[], Person]


@pytest.fixture
def addresses(town: Town, suspended: Make, erased: Make) -> Mapping[str, str]:
    """One address in each state that an address can be in."""
    return {
        "new": new_address(),
        "pending": town.newcomer().email,
        "active": town.person().email,
        "suspended": suspended().email,
        "erased": erased().email,
    }


def sign_in(town: Town, identifier: str, password: str) -> Answer:
    return town.client().post("/v1/sessions", {"identifier": identifier, "password": password})


def sign_up(town: Town, email: str) -> Answer:
    return town.client().post("/v1/signup", {"email": email, "password": PASSWORD})


def alike(answers: list[Answer]) -> bool:
    """But for the trace of a problem, to the last byte."""
    return len({str(answer.without_ids()) for answer in answers}) == 1


def test_check_01_a_wrong_password_is_answered_like_an_unknown_user(town: Town) -> None:
    known, unknown = town.person().email, new_address()
    answers = [sign_in(town, email, "not the right one") for _ in range(4) for email in (known, unknown)]
    assert {answer.outcome for answer in answers} == {WRONG}
    assert alike(answers)


@pytest.mark.parametrize("path", ["/v1/password-resets", "/v1/email/verify/resend"])
def test_check_02_a_forgotten_password_is_answered_alike_for_every_address(
    town: Town, addresses: Mapping[str, str], path: str
) -> None:
    answers = [town.client().post(path, {"email": email}) for email in addresses.values()]
    assert {(answer.status, str(answer.body)) for answer in answers} == {(202, str(ACCEPTED))}
    assert alike(answers)


def test_check_02_who_has_no_account_that_may_sign_in_gets_no_mail(town: Town, suspended: Make, erased: Make) -> None:
    nobody, stopped, gone, active = new_address(), suspended(), erased(), town.person()
    for email in (nobody, stopped.email, gone.email, active.email):
        assert town.client().post("/v1/password-resets", {"email": email}).status == 202
    town.mail(active.email, "password_reset")
    town.settled()
    assert "password_reset" not in town.kinds(nobody) + town.kinds(stopped.email) + town.kinds(gone.email)


def test_check_03_a_sign_up_is_answered_alike_for_every_address(town: Town, addresses: Mapping[str, str]) -> None:
    answers = [sign_up(town, email) for email in addresses.values()]
    assert {(answer.status, str(answer.body)) for answer in answers} == {(202, str(ACCEPTED))}
    assert alike(answers)


def test_check_03_the_owner_of_the_address_is_told_and_nothing_happens_to_the_account(
    town: Town, admin: Person, suspended: Make
) -> None:
    active, stopped = town.person(), suspended()
    before = {person.id: events_of(admin, person) for person in (active, stopped)}
    for person in (active, stopped):
        assert sign_up(town, person.email.upper()).status == 202
        told = town.mail(person.email, "account_exists")
        assert (told["token"], "token=" in told["text"] + told["html"]) == (None, False)
    town.settled()
    assert {person.id: events_of(admin, person) for person in (active, stopped)} == before
    assert town.kinds(active.email) == ["verify_email", "welcome", "account_exists"]
    published = [event["detail"]["stream_id"] for event in town.events()]
    assert published.count(active.id) == 2, "registered and verified, and no third"
    assert sign_in(town, active.email, active.password).status == 201


def test_check_03_who_repeats_a_sign_up_before_proving_it_gets_another_link_and_no_second_account(
    town: Town, admin: Person, erased: Make
) -> None:
    pending, gone = town.newcomer(), erased()
    first = town.mail(pending.email, "verify_email")["token"]
    (listed,) = listing(admin, pending.email)
    for email in (pending.email, gone.email):
        assert sign_up(town, email).status == 202
    assert town.mail(pending.email, "verify_email", 2)["token"] != first
    assert town.mail(gone.email, "verify_email", 2)["token"], "the address was free again: a new account"
    town.settled()
    assert town.kinds(pending.email) == ["verify_email", "verify_email"]
    assert listing(admin, pending.email) == [listed]
    assert [event["type"] for event in events_of(admin, Person("", "", admin.client, listed["id"]))] == [
        "user.registered"
    ]


def events_of(admin: Person, person: Person) -> list[dict[str, str]]:
    return list(admin.client.get(f"/v1/users/{person.id}/events").body["items"])


def listing(admin: Person, email: str) -> list[dict[str, str]]:
    return list(admin.client.get(f"/v1/users?email={email}").body["items"])


def test_check_04_pending_suspended_erased_look_alike(town: Town, addresses: Mapping[str, str]) -> None:
    names = [*addresses.values(), "nobody", "not an address@", "\u202e"]
    answers = [sign_in(town, name, "not the right one") for name in names]
    assert {answer.outcome for answer in answers} == {WRONG}
    assert alike(answers)


def test_check_04_a_locked_account_looks_like_a_locked_address_of_nobody_whatever_its_state(
    town: Town, addresses: Mapping[str, str]
) -> None:
    ladders = {
        state: [sign_in(town, email, "not the right one").outcome for _ in range(10)]
        for state, email in addresses.items()
    }
    assert {str(ladder) for ladder in ladders.values()} == {str([WRONG] * 10)}
    answers = [sign_in(town, email, password) for email in addresses.values() for password in ("not it", PASSWORD)]
    assert {answer.outcome for answer in answers} == {(429, "too_many_attempts")}
    assert alike(answers)


def test_check_04_only_the_right_password_tells_what_keeps_somebody_out(
    town: Town, suspended: Make, erased: Make
) -> None:
    pending, stopped, gone = town.newcomer(), suspended(), erased()
    outcomes = [sign_in(town, person.email, person.password).outcome for person in (pending, stopped, gone)]
    assert outcomes == [(403, "email_not_verified"), (403, "account_suspended"), WRONG]
