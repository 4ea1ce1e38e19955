"""Forgotten passwords."""

from tests.journeys.client import Answer
from tests.journeys.town import NEW_PASSWORD, PASSWORD, Person, Town


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


def test_a_reset_proves_the_address_of_somebody_who_had_not_proven_it_yet(town: Town) -> None:
    pending = town.newcomer()
    ask(town, pending.email)
    assert confirm(town, town.mail(pending.email, "password_reset")["token"]).status == 204
    signed_in = sign_in(town, pending, NEW_PASSWORD)
    assert town.client(signed_in.body["access_token"]).get("/v1/me").body["email_verified"] is True
