"""Forgotten and changed passwords."""

import pytest

from tests.journeys.client import Answer
from tests.journeys.town import NEW_PASSWORD, PASSWORD, Person, Town, new_address

OTHER_PASSWORD = "a third one, with 3 owls"


def ask(town: Town, email: str) -> None:
    assert town.client().post("/v1/password-resets", {"email": email}).body == {"status": "accepted"}


def confirm(town: Town, token: str, password: str = NEW_PASSWORD) -> Answer:
    return town.client().post("/v1/password-resets/confirm", {"token": token, "new_password": password})


def sign_in(town: Town, person: Person, password: str) -> Answer:
    return town.client().post("/v1/sessions", {"identifier": person.email, "password": password})


def test_a_forgotten_password_is_replaced_and_every_session_ends(town: Town, person: Person) -> None:
    ask(town, person.email)
    mail = town.mail(person.email, "password_reset")
    assert confirm(town, mail["token"], "too short").faults == [("/new_password", "too_short")]
    assert confirm(town, mail["token"]).outcome == (204, None)  # a refused password had left the link good
    assert person.client.get("/v1/me").outcome == (401, "unauthenticated")
    refresh = {"refresh_token": person.refresh_token}
    assert town.client().post("/v1/sessions/refresh", refresh).outcome == (401, "invalid_refresh_token")
    assert sign_in(town, person, PASSWORD).outcome == (401, "invalid_credentials")
    assert sign_in(town, person, NEW_PASSWORD).status == 201
    told = town.mail(person.email, "password_changed")
    assert (told["token"], "token=" in told["text"]) == (None, False)


def test_a_reset_link_that_does_not_hold_is_refused_with_the_same_words(town: Town) -> None:
    used, changed, newer = town.person(), town.person(), town.person()
    for person in (used, changed, newer):
        ask(town, person.email)
    tokens = {person.email: town.mail(person.email, "password_reset")["token"] for person in (used, changed, newer)}
    assert confirm(town, tokens[used.email]).status == 204
    change = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    assert changed.client.put("/v1/me/password", change).status == 204
    ask(town, newer.email)
    newest = town.mail(newer.email, "password_reset", 2)["token"]
    verification = town.mail(used.email, "verify_email")["token"]

    refused = [confirm(town, token) for token in (*tokens.values(), verification, newest[:-1], newest + "A", "x")]
    assert {answer.outcome for answer in refused} == {(400, "invalid_token")}
    assert len({str(answer.without_ids()) for answer in refused}) == 1
    assert confirm(town, newest).status == 204


def test_nobody_and_the_suspended_get_no_reset_mail_and_the_pending_prove_their_address_by_it(
    town: Town, admin: Person
) -> None:
    nobody, pending, suspended = new_address(), town.newcomer(), town.person()
    assert admin.client.post(f"/v1/users/{suspended.id}/suspend").status == 200
    for email in (nobody, pending.email, suspended.email):
        ask(town, email)
    assert confirm(town, town.mail(pending.email, "password_reset")["token"]).status == 204
    town.settled()
    assert "password_reset" not in town.kinds(nobody) + town.kinds(suspended.email)
    signed_in = sign_in(town, pending, NEW_PASSWORD)
    assert town.client(signed_in.body["access_token"]).get("/v1/me").body["email_verified"] is True


def test_changing_the_password_keeps_this_session_and_ends_all_others(town: Town, person: Person) -> None:
    other = town.sign_in(person)
    change = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    answer = person.client.put("/v1/me/password", change)
    assert (answer.status, answer.content) == (204, b"")
    assert person.client.get("/v1/me").status == 200
    assert other.client.get("/v1/me").status == 401
    refresh = {"refresh_token": person.refresh_token}
    assert town.client().post("/v1/sessions/refresh", refresh).status == 200
    refresh = {"refresh_token": other.refresh_token}
    assert town.client().post("/v1/sessions/refresh", refresh).status == 401
    assert [session["current"] for session in person.client.get("/v1/me/sessions").body["items"]] == [True]
    assert town.mail(person.email, "password_changed")["to"] == [person.email]
    assert sign_in(town, person, PASSWORD).status == 401
    assert sign_in(town, person, NEW_PASSWORD).status == 201


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({"current_password": "not the right one", "new_password": NEW_PASSWORD}, (403, "wrong_password")),
        ({"current_password": PASSWORD, "new_password": "short"}, (422, "validation_failed")),
        ({"current_password": PASSWORD}, (422, "validation_failed")),
        ({"current_password": PASSWORD, "new_password": None}, (422, "validation_failed")),
    ],
)
def test_a_refused_change_leaves_everything_as_it_was(
    town: Town, person: Person, change: dict[str, str], outcome: tuple[int, str]
) -> None:
    assert person.client.put("/v1/me/password", change).outcome == outcome
    assert person.client.get("/v1/me").body["version"] == 2
    assert sign_in(town, person, PASSWORD).status == 201


def test_after_ten_failures_the_right_password_has_to_wait_too(town: Town, person: Person, admin: Person) -> None:
    client = town.client()
    wrong = {"identifier": person.email, "password": "not the right one"}
    assert [client.post("/v1/sessions", wrong).status for _ in range(10)] == [401] * 10
    refused = client.post("/v1/sessions", person.credentials)
    assert refused.outcome == (429, "too_many_attempts")
    assert 800 < int(refused.headers["retry-after"]) <= 901
    assert person.client.get("/v1/me").status == 200  # sessions that exist go on
    change = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    assert person.client.put("/v1/me/password", change).outcome == (429, "too_many_attempts")
    activity = [entry["type"] for entry in person.client.get("/v1/me/activity").body["items"]]
    assert activity[:3] == ["sign_in.throttled", "sign_in.failed", "sign_in.failed"]
    (reason,) = admin.client.get(f"/v1/users/{person.id}/explain").body["reasons"]
    assert (reason["code"], reason["until"] is not None) == ("too_many_attempts", True)


def test_a_stranger_climbs_the_same_ladder_as_somebody_known(town: Town) -> None:
    client = town.client()
    attempt = {"identifier": new_address("nobody"), "password": "not the right one"}
    statuses = [client.post("/v1/sessions", attempt).status for _ in range(11)]
    assert statuses == [401] * 10 + [429]
