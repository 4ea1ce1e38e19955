"""Access tokens: what they hold, where they are taken from, and what else in them is 401.

Forged, outdated and misspelled ones: `tests/checks/test_token_*.py`.
"""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.checks.tokens import UNAUTHENTICATED, ask, parts_of, signed_live
from tests.journeys.client import Client
from tests.journeys.town import Person, Town

Parts = tuple[dict[str, Any], dict[str, Any]]


@pytest.fixture(scope="module")
def holder(town: Town) -> Person:
    return town.person()


@pytest.fixture(scope="module")
def good(holder: Person) -> Parts:
    return parts_of(str(holder.client.token))


def test_a_token_holds_what_the_contract_says_and_nothing_else(town: Town, holder: Person, good: Parts) -> None:
    jwks = town.client().get("/.well-known/jwks.json").body
    header, claims = good
    assert header == {"alg": "RS256", "typ": "at+jwt", "kid": jwks["keys"][-1]["kid"]}
    assert sorted(claims) == ["aud", "exp", "iat", "iss", "jti", "permissions", "sid", "sub"]
    assert claims["exp"] - claims["iat"] == 300
    assert (claims["sub"], claims["sid"], claims["permissions"]) == (holder.id, holder.session_id, [])
    verified = jwt.decode(str(holder.client.token), KeySet.import_key_set(jwks), algorithms=["RS256"])
    assert verified.claims == claims
    admin = parts_of(str(town.admin().client.token))[1]["permissions"]
    assert "roles:write" in admin
    assert admin == sorted(admin)


def test_the_scheme_is_spelled_as_one_likes(town: Town, good: Parts) -> None:
    token = signed_live(town, *good)
    for scheme in ("Bearer", "bearer", "BEARER"):
        assert town.client().get("/v1/me", headers={"Authorization": f"{scheme} {token}"}).status == 200


HEADERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "alg missing": lambda h: {"typ": "at+jwt", "kid": h["kid"]},
    "a list": lambda h: [h],
    "duplicate alg": lambda h: json.dumps(h)[:-1] + ', "alg": "RS256"}',
    "not JSON": lambda h: "{",
    "empty": lambda h: "",
}
CLAIMS: dict[str, Callable[[dict[str, Any]], Any]] = {
    **{f"no {name}": lambda c, name=name: {k: v for k, v in c.items() if k != name}  # type: ignore[misc]
       for name in ("sub", "sid", "jti", "permissions")},
    "sub with a hash": lambda c: {**c, "sub": c["sub"] + "#STATE"},
    "sub empty": lambda c: {**c, "sub": ""},
    "sub a number": lambda c: {**c, "sub": 7},
    "sub with a surrogate": lambda c: json.dumps({**c, "sub": ""}).replace('"sub": ""', '"sub": "\\ud800"'),
    "sid empty": lambda c: {**c, "sid": ""},
    "permissions a text": lambda c: {**c, "permissions": "users:read"},
    "permissions of numbers": lambda c: {**c, "permissions": [1]},
    "a list": lambda c: [c],
    "duplicate sub": lambda c: json.dumps(c)[:-1] + f', "sub": "{c["sub"]}"}}',
    "a text": lambda c: '"me"',
    "too long": lambda c: {**c, "padding": "x" * 9000},
}  # fmt: skip


@pytest.mark.parametrize("name", HEADERS)
def test_a_properly_signed_token_with_an_odd_header_is_refused(town: Town, good: Parts, name: str) -> None:
    assert ask(town, signed_live(town, HEADERS[name](good[0]), good[1])).outcome == UNAUTHENTICATED


@pytest.mark.parametrize("name", CLAIMS)
def test_a_properly_signed_token_with_odd_claims_is_refused(town: Town, good: Parts, name: str) -> None:
    fresh = {**good[1], "exp": int(time.time()) + 60}
    assert ask(town, signed_live(town, good[0], CLAIMS[name](fresh))).outcome == UNAUTHENTICATED


def test_two_authorization_headers_are_none(town: Town, holder: Person) -> None:
    from tests.local.raw_client import ask as send

    token, port = str(holder.client.token), int(town.url.rpartition(":")[2])
    line = f"Authorization: Bearer {token}\r\n"
    for twice in (line * 2, line + "Authorization: Bearer x\r\n", "Authorization: Basic eDp5\r\n" + line):
        answer = send(port, f"GET /v1/me HTTP/1.1\r\nHost: localhost\r\n{twice}\r\n".encode())
        assert (answer.status, answer.json()["code"]) == (401, "unauthenticated")
    assert send(port, f"GET /v1/me HTTP/1.1\r\nHost: localhost\r\n{line}\r\n".encode()).status == 200


def test_a_token_elsewhere_than_in_its_header_is_no_token(town: Town, holder: Person) -> None:
    token = str(holder.client.token)
    client = Client(town.url)
    assert client.get(f"/v1/me?access_token={token}").outcome == (401, "unauthenticated")
    assert client.get("/v1/me", headers={"Cookie": f"access_token={token}"}).status == 401
    body = {"access_token": token, "display_name": "x"}
    assert client.patch("/v1/me", body).status == 401
