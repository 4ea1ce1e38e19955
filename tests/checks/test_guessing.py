"""Checks 10 to 12: how often a password may be guessed, from one place or many, one by one or all at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.checks.opened import Opened
from tests.journeys.client import Answer, Client
from tests.journeys.town import NEW_PASSWORD, PASSWORD, Person, Town, new_address, new_source

TOO_MANY = (429, "too_many_attempts")
WRONG = (401, "invalid_credentials")
PER_WINDOW = 10
WINDOW = 15 * 60
# NIST SP 800-63B-4, section 3.2.2: consecutive failures of one account, however they are spread over time.
CONSECUTIVE = 100


def guess(town: Town, identifier: str, password: str = "not the right one") -> Answer:
    """From a source of its own each time."""
    return town.client().post("/v1/sessions", {"identifier": identifier, "password": password})


def locked(town: Town) -> Person:
    """Somebody whose account has seen ten failures, each from another place."""
    person = town.person()
    assert [guess(town, person.email).outcome for _ in range(PER_WINDOW)] == [WRONG] * PER_WINDOW
    return person


def test_check_10_ten_failures_from_many_places_make_everybody_wait_even_with_the_right_password(
    town: Town, admin: Person
) -> None:
    person = locked(town)
    refused = [guess(town, person.email), guess(town, person.email, PASSWORD), guess(town, person.email.upper())]
    assert {answer.outcome for answer in refused} == {TOO_MANY}
    assert all(WINDOW - 100 < int(answer.headers["retry-after"]) <= WINDOW + 1 for answer in refused)
    assert refused[0].without_ids()[2] == refused[1].without_ids()[2], "nothing tells that the password was right"
    change = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    assert person.client.put("/v1/me/password", change).outcome == TOO_MANY
    move = {"new_email": new_address(), "password": PASSWORD}
    assert person.client.post("/v1/me/email", move).outcome == TOO_MANY
    activity = [entry["type"] for entry in person.client.get("/v1/me/activity").body["items"]]
    assert activity[:3] == ["sign_in.throttled", "sign_in.failed", "sign_in.failed"]
    (reason,) = admin.client.get(f"/v1/users/{person.id}/explain").body["reasons"]
    assert (reason["code"], reason["until"] is not None) == ("too_many_attempts", True)


def test_check_10_an_address_that_nobody_has_climbs_the_same_ladder(town: Town) -> None:
    known, unknown = locked(town).email, new_address("nobody")
    assert [guess(town, unknown).outcome for _ in range(PER_WINDOW)] == [WRONG] * PER_WINDOW
    answers = guess(town, known), guess(town, unknown)
    assert {answer.outcome for answer in answers} == {TOO_MANY}
    assert answers[0].without_ids() == answers[1].without_ids()


def test_check_10_a_device_that_is_signed_in_goes_on_while_others_guess(town: Town) -> None:
    person = locked(town)
    assert person.client.get("/v1/me").status == 200
    assert person.client.patch("/v1/me", {"display_name": "Still here"}).status == 200
    refreshed = person.client.post("/v1/sessions/refresh", {"refresh_token": person.refresh_token})
    assert refreshed.status == 200
    assert town.client(refreshed.body["access_token"]).get("/v1/me").body["display_name"] == "Still here"


def test_check_10_after_the_wait_the_right_password_is_taken_and_each_wait_doubles(opened: Opened) -> None:
    town, person = opened.town, locked(opened.town)
    waits = []
    for _ in range(3):
        waits.append(int(guess(town, person.email).headers["retry-after"]))
        opened.clock.ahead += timedelta(seconds=waits[-1])
        assert [guess(town, person.email).outcome for _ in range(PER_WINDOW)] == [WRONG] * PER_WINDOW
    assert [round(wait / WINDOW) for wait in waits] == [1, 2, 4]
    opened.clock.ahead += timedelta(seconds=int(guess(town, person.email).headers["retry-after"]))
    assert guess(town, person.email, PASSWORD).status == 201
    assert guess(town, person.email).outcome == WRONG, "a success begins the ladder anew"


@pytest.mark.parametrize("at_a_time", [PER_WINDOW, PER_WINDOW - 1], ids=["all of each window", "one less"])
def test_check_10_never_more_than_a_hundred_failures_in_a_row_are_checked(opened: Opened, at_a_time: int) -> None:
    town, person, checked = opened.town, opened.town.person(), 0
    for _ in range(CONSECUTIVE // at_a_time + 2):
        answers = [guess(town, person.email) for _ in range(at_a_time)]
        checked += [answer.outcome for answer in answers].count(WRONG)
        opened.clock.ahead += timedelta(hours=25)
    assert checked <= CONSECUTIVE


def test_check_11_one_password_against_two_hundred_accounts_from_one_place_is_throttled(town: Town) -> None:
    sprayer = town.client()
    people = [town.person() for _ in range(8)]
    targets = [*(person.email for person in people), *(new_address("target") for _ in range(192))]
    outcomes = [try_one(sprayer, email) for email in targets[:50]]
    assert sprayer.post("/v1/sessions", people[0].credentials).status == 201, "the sprayer's own account"
    with ThreadPoolExecutor(4) as pool:
        outcomes += pool.map(lambda email: try_one(sprayer, email), targets[50:])
    assert outcomes.count(WRONG) == 100, "one's own successes do not wash failures away"
    assert outcomes.count(TOO_MANY) == 100
    refused = sprayer.post("/v1/sessions", people[1].credentials)
    assert refused.outcome == TOO_MANY
    assert 0 < int(refused.headers["retry-after"]) <= WINDOW + 1
    elsewhere = [town.client().post("/v1/sessions", person.credentials).status for person in people]
    assert elsewhere == [201] * 8, "who was sprayed at signs in from elsewhere"


def try_one(client: Client, email: str) -> tuple[int, str | None]:
    return client.post("/v1/sessions", {"identifier": email, "password": "Winter-2026-Winter"}).outcome


@pytest.mark.parametrize("known", [True, False], ids=["a known address", "an unknown address"])
def test_check_12_of_fifty_wrong_passwords_at_once_no_more_than_ten_are_hashed(opened: Opened, known: bool) -> None:
    town = opened.town
    email = town.person().email if known else new_address("nobody")
    before = opened.hashes.count
    outcomes = at_once(town, email)
    assert outcomes.count(TOO_MANY) == 50 - outcomes.count(WRONG)
    assert opened.hashes.count - before == outcomes.count(WRONG) == PER_WINDOW


def test_check_12_a_burst_on_the_system_as_it_runs_gets_ten_answers_too(town: Town) -> None:
    outcomes = at_once(town, town.person().email)
    assert (outcomes.count(WRONG), outcomes.count(TOO_MANY)) == (PER_WINDOW, 50 - PER_WINDOW)


def at_once(town: Town, email: str) -> list[tuple[int, str | None]]:
    clients = [Client(town.url, new_source(), traces=town.traces) for _ in range(50)]
    wrong = {"identifier": email, "password": "not the right one"}
    with ThreadPoolExecutor(50) as pool:
        return list(pool.map(lambda client: client.post("/v1/sessions", wrong).outcome, clients))
