"""Links that prove an address: each good once, for its own purpose, and only for the sign-up that caused it."""

from tests.journeys.client import Answer
from tests.journeys.town import NEW_PASSWORD, PASSWORD, Town, new_address


def verify(town: Town, token: str) -> Answer:
    return town.client().post("/v1/email/verify", {"token": token})


def can_sign_in(town: Town, email: str, password: str) -> bool:
    return town.client().post("/v1/sessions", {"identifier": email, "password": password}).status == 201


def test_whoever_signs_up_first_for_somebody_elses_address_gains_nothing(town: Town) -> None:
    email = new_address("victim")
    attacker = {"email": email, "password": "the attackers own words", "display_name": "Mallory", "locale": "fr"}
    owner = {"email": email, "password": "the owners quiet words", "display_name": "Vera"}
    assert town.client().post("/v1/signup", attacker).status == 202
    attackers_link = town.mail(email, "verify_email")["token"]
    assert town.client().post("/v1/signup", owner).status == 202
    owners_link = town.mail(email, "verify_email", 2)["token"]

    assert verify(town, owners_link).status == 204
    assert verify(town, attackers_link).outcome == (400, "invalid_token")
    assert not can_sign_in(town, email, attacker["password"])
    assert can_sign_in(town, email, owner["password"])
    signed_in = town.client().post("/v1/sessions", {"identifier": email, "password": owner["password"]})
    me = town.client(signed_in.body["access_token"]).get("/v1/me").body
    assert (me["display_name"], me["locale"]) == ("Vera", None)


def test_a_resend_replaces_the_older_link_of_the_same_sign_up(town: Town) -> None:
    person = town.newcomer()
    first = town.mail(person.email, "verify_email")["token"]
    assert town.client().post("/v1/email/verify/resend", {"email": person.email.title()}).status == 202
    second = town.mail(person.email, "verify_email", 2)["token"]
    assert first != second
    assert verify(town, first).outcome == (400, "invalid_token")
    assert verify(town, second).status == 204
    assert town.client().post("/v1/email/verify/resend", {"email": person.email}).status == 202
    town.mail(person.email, "welcome")
    town.settled()
    assert town.kinds(person.email) == ["verify_email", "verify_email", "welcome"]


def test_every_link_that_does_not_hold_is_refused_with_the_same_words(town: Town) -> None:
    used, unused = town.newcomer(), town.newcomer()
    used_token = town.mail(used.email, "verify_email")["token"]
    assert verify(town, used_token).status == 204
    good = town.mail(unused.email, "verify_email")["token"]
    assert town.client().post("/v1/password-resets", {"email": used.email}).status == 202
    reset = town.mail(used.email, "password_reset")["token"]

    flipped = good[:40] + ("A" if good[40] != "A" else "B") + good[41:]
    last = good[:-1] + chr(ord(good[-1]) + 1)
    wrong = [used_token, reset, flipped, last, good + "=", good + "A", good[:-1], "x", "AAAA", "é" * 20, f" {good}"]
    answers = [verify(town, token) for token in wrong]
    assert {answer.outcome for answer in answers} == {(400, "invalid_token")}
    assert len({str(answer.without_ids()) for answer in answers}) == 1
    assert verify(town, good).status == 204


def test_a_link_of_one_purpose_is_refused_for_another(town: Town) -> None:
    newcomer, person = town.newcomer(), town.person()
    verification = town.mail(newcomer.email, "verify_email")["token"]
    move = {"new_email": new_address(), "password": PASSWORD}
    assert person.client.post("/v1/me/email", move).status == 202
    change = town.mail(move["new_email"], "email_change_confirm")["token"]
    assert town.client().post("/v1/password-resets", {"email": person.email}).status == 202
    reset = town.mail(person.email, "password_reset")["token"]

    confirm = "/v1/password-resets/confirm"
    refused = [
        town.client().post(confirm, {"token": verification, "new_password": NEW_PASSWORD}),
        town.client().post(confirm, {"token": change, "new_password": NEW_PASSWORD}),
        verify(town, reset),
    ]
    assert {answer.outcome for answer in refused} == {(400, "invalid_token")}
    assert can_sign_in(town, person.email, PASSWORD)
    access_token = str(person.client.token)
    assert verify(town, access_token[:512]).outcome == (400, "invalid_token")
    assert verify(town, person.refresh_token).outcome == (400, "invalid_token")


def test_a_name_asked_for_again_is_kept_for_whoever_proves_the_address(town: Town) -> None:
    email, name = new_address(), new_address("n").partition("@")[0]
    assert town.client().post("/v1/signup", {"email": email, "password": PASSWORD}).status == 202
    assert town.mail(email, "verify_email")
    wish = {"email": email, "password": NEW_PASSWORD, "username": name}
    assert town.client().post("/v1/signup", wish).status == 202
    link = town.mail(email, "verify_email", 2)["token"]
    other = {"email": new_address(), "password": PASSWORD, "username": name}
    assert town.client().post("/v1/signup", other).outcome == (409, "username_taken")
    assert town.client().post("/v1/signup", wish).status == 202, "asking twice is no offence"
    assert verify(town, link).status == 204
    signed_in = town.client().post("/v1/sessions", {"identifier": email, "password": NEW_PASSWORD})
    assert town.client(signed_in.body["access_token"]).get("/v1/me").body["username"] == name
