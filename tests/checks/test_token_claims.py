"""Checks 30 and 31: a token that we signed counts at its time, at its place and for its purpose only."""

import json
import time
from collections.abc import Callable

import pytest

from tests.checks.tokens import UNAUTHENTICATED, Members, ask, parts_of, signed_live
from tests.journeys.town import NEW_PASSWORD, PUBLIC_URL, Person, Town

NEVER = "01900000-0000-7000-8000-000000000000"


@pytest.fixture(scope="module")
def holder(town: Town) -> Person:
    return town.person()


@pytest.fixture
def header(holder: Person) -> Members:
    return parts_of(str(holder.client.token))[0]


@pytest.fixture
def claims(holder: Person) -> Members:
    """As fresh as if issued this second."""
    now = int(time.time())
    return {**parts_of(str(holder.client.token))[1], "iat": now, "exp": now + 300}


def written(name: str, literal: str) -> Callable[[Members], str]:
    """The claims with `name` written as this JSON literal, which no encoder would write."""
    return lambda claims: json.dumps({**claims, name: "<here>"}).replace('"<here>"', literal)


TIMES: dict[str, Callable[[Members], object]] = {
    "exp just over": lambda c: {**c, "exp": c["iat"]},
    "exp long over": lambda c: {**c, "exp": 1},
    "exp zero": lambda c: {**c, "exp": 0},
    "exp negative": lambda c: {**c, "exp": -1},
    "exp very negative": lambda c: {**c, "exp": -(10**17)},
    "exp text": lambda c: {**c, "exp": str(c["exp"])},
    "exp a date": lambda c: {**c, "exp": "2999-01-01T00:00:00Z"},
    "exp true": lambda c: {**c, "exp": True},
    "exp null": lambda c: {**c, "exp": None},
    "exp a list": lambda c: {**c, "exp": [c["exp"]]},
    "exp a fraction": lambda c: {**c, "exp": c["exp"] + 0.5},
    "exp missing": lambda c: {name: value for name, value in c.items() if name != "exp"},
    "exp NaN": written("exp", "NaN"),
    "exp Infinity": written("exp", "Infinity"),
    "exp 1e400": written("exp", "1e400"),
    "exp 1e10": written("exp", "1e10"),
    "exp of 5,000 digits": written("exp", "9" * 5000),
    "exp twice": lambda c: json.dumps(c)[:-1] + f', "exp": {c["exp"]}}}',
    "nbf ahead": lambda c: {**c, "nbf": c["iat"] + 3600},
    "nbf text": lambda c: {**c, "nbf": "0"},
    "nbf 1e400": written("nbf", "1e400"),
    "nbf null": lambda c: {**c, "nbf": None},
    "iat far ahead": lambda c: {**c, "iat": c["iat"] + 10**9, "exp": c["exp"] + 10**9},
    "iat an hour ahead": lambda c: {**c, "iat": c["iat"] + 3600, "exp": c["exp"] + 3600},
    "iat text": lambda c: {**c, "iat": str(c["iat"])},
    "iat 1e400": written("iat", "1e400"),
    "iat missing": lambda c: {name: value for name, value in c.items() if name != "iat"},
}


@pytest.mark.parametrize("name", TIMES)
def test_check_30_odd_times(town: Town, header: Members, claims: Members, name: str) -> None:
    assert ask(town, signed_live(town, header, TIMES[name](claims))).outcome == UNAUTHENTICATED


def test_check_30_times_that_hold_are_taken(town: Town, header: Members, claims: Members) -> None:
    """The other side of each bound: else a system that refuses everything would pass."""
    for held in (claims, {**claims, "nbf": claims["iat"]}, {**claims, "exp": claims["iat"] + 60}):
        assert ask(town, signed_live(town, header, held)).status == 200


def test_check_30_a_token_ends_by_itself(town: Town, header: Members, claims: Members) -> None:
    token = signed_live(town, header, {**claims, "exp": int(time.time()) + 2})
    assert ask(town, token).status == 200
    time.sleep(2.1)
    assert ask(town, token).outcome == UNAUTHENTICATED


PLACES: dict[str, Callable[[Members], Members]] = {
    "aud of somebody else": lambda c: {**c, "aud": "somebody-else"},
    "aud a list with ours": lambda c: {**c, "aud": [c["aud"], "somebody-else"]},
    "aud a list of ours": lambda c: {**c, "aud": [c["aud"]]},
    "aud in upper case": lambda c: {**c, "aud": c["aud"].upper()},
    "aud empty": lambda c: {**c, "aud": ""},
    "aud null": lambda c: {**c, "aud": None},
    "aud missing": lambda c: {name: value for name, value in c.items() if name != "aud"},
    "iss of somebody else": lambda c: {**c, "iss": "https://evil.example.net"},
    "iss of the page people see": lambda c: {**c, "iss": PUBLIC_URL},
    "iss with a slash": lambda c: {**c, "iss": c["iss"] + "/"},
    "iss a list": lambda c: {**c, "iss": [c["iss"]]},
    "iss null": lambda c: {**c, "iss": None},
    "iss missing": lambda c: {name: value for name, value in c.items() if name != "iss"},
    "iss and aud exchanged": lambda c: {**c, "iss": c["aud"], "aud": c["iss"]},
}


@pytest.mark.parametrize("name", PLACES)
def test_check_31_wrong_audience_or_issuer(town: Town, header: Members, claims: Members, name: str) -> None:
    assert ask(town, signed_live(town, header, PLACES[name](claims))).outcome == UNAUTHENTICATED


@pytest.mark.parametrize("typ", ["JWT", "jwt", "id+jwt", "rt+jwt", "logout+jwt", "AT+JWT", "at+jwt ", "", None, 1])
def test_check_31_another_type_of_token(town: Town, header: Members, claims: Members, typ: object) -> None:
    """What an ID token would say of itself, among others: there are none here yet."""
    assert ask(town, signed_live(town, {**header, "typ": typ}, claims)).outcome == UNAUTHENTICATED
    without = {name: value for name, value in header.items() if name != "typ"}
    assert ask(town, signed_live(town, without, claims)).outcome == UNAUTHENTICATED


def test_check_31_no_other_secret_is_an_access_token(town: Town, person: Person) -> None:
    assert town.client().post("/v1/password-resets", {"email": person.email}).status == 202
    mailed = [town.mail(person.email, kind)["token"] for kind in ("verify_email", "password_reset")]
    for secret in (person.refresh_token, person.session_id, person.id, *mailed, person.password):
        assert ask(town, secret.replace(" ", "")).outcome == UNAUTHENTICATED


def test_check_31_an_access_token_is_no_other_secret(town: Town, person: Person) -> None:
    client = town.client()
    for text, is_read in ((str(person.client.token), False), (str(person.client.token).rpartition(".")[2], True)):
        answers = [
            client.post("/v1/sessions/refresh", {"refresh_token": text}),
            client.post("/v1/email/verify", {"token": text}),
            client.post("/v1/password-resets/confirm", {"token": text, "new_password": NEW_PASSWORD}),
        ]
        told = [(401, "invalid_refresh_token"), (400, "invalid_token"), (400, "invalid_token")]
        too_long = [(422, "validation_failed")] * 3
        assert [answer.outcome for answer in answers] == (told if is_read else too_long)
    assert person.client.get("/v1/me").status == 200


def test_check_31_a_token_of_nobody_and_of_nothing(town: Town, header: Members, claims: Members) -> None:
    """Right place, right type, right signature, and a subject or a session that does not exist."""
    for odd in ({"sub": NEVER}, {"sid": NEVER}, {"sub": claims["sid"], "sid": claims["sub"]}):
        assert ask(town, signed_live(town, header, {**claims, **odd})).outcome == UNAUTHENTICATED
