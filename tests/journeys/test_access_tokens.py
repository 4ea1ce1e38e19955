"""Access tokens: what the JWKS verifies is let in, whatever else is 401."""

import base64
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from tests.journeys.client import Answer, Client
from tests.journeys.town import PUBLIC_URL, Person, Town

Parts = tuple[dict[str, Any], dict[str, Any]]


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def parts_of(token: str) -> Parts:
    header, claims, _ = token.split(".")
    return json.loads(decoded(header)), json.loads(decoded(claims))


@pytest.fixture(scope="module")
def holder(town: Town) -> Person:
    return town.person()


@pytest.fixture(scope="module")
def good(holder: Person) -> Parts:
    return parts_of(str(holder.client.token))


def sign(town: Town, header: object, payload: object) -> str:
    return str(town.client().post("/_local/sign", {"header": header, "payload": payload}).body["token"])


def ask(town: Town, authorization: str, path: str = "/v1/me") -> Answer:
    return town.client().get(path, headers={"Authorization": authorization})


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


def test_a_token_signed_as_ours_are_is_let_in(town: Town, good: Parts) -> None:
    assert ask(town, f"Bearer {sign(town, *good)}").status == 200
    assert ask(town, f"bearer {sign(town, json.dumps(good[0]), json.dumps(good[1]))}").status == 200


NOW = int(time.time())
HEADERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "kid unknown": lambda h: {**h, "kid": "01900000-0000-7000-8000-000000000000"},
    "kid missing": lambda h: {"alg": "RS256", "typ": "at+jwt"},
    "kid a path": lambda h: {**h, "kid": "../../../dev/null"},
    "kid an injection": lambda h: {**h, "kid": "' OR 1=1 --"},
    "kid a number": lambda h: {**h, "kid": 1},
    "kid a list": lambda h: {**h, "kid": [h["kid"]]},
    "kid null": lambda h: {**h, "kid": None},
    "typ missing": lambda h: {"alg": "RS256", "kid": h["kid"]},
    "typ JWT": lambda h: {**h, "typ": "JWT"},
    "typ a number": lambda h: {**h, "typ": 1},
    "alg missing": lambda h: {"typ": "at+jwt", "kid": h["kid"]},
    "alg none": lambda h: {**h, "alg": "none"},
    "alg nOnE": lambda h: {**h, "alg": "nOnE"},
    "alg RS512": lambda h: {**h, "alg": "RS512"},
    "alg PS256": lambda h: {**h, "alg": "PS256"},
    "alg HS256": lambda h: {**h, "alg": "HS256"},
    "alg a list": lambda h: {**h, "alg": ["RS256"]},
    "jku": lambda h: {**h, "jku": "http://127.0.0.1:9/keys"},
    "x5u": lambda h: {**h, "x5u": "http://127.0.0.1:9/cert"},
    "x5c": lambda h: {**h, "x5c": ["AAAA"]},
    "jwk": lambda h: {**h, "jwk": {"kty": "oct", "k": "AAAA"}},
    "crit": lambda h: {**h, "crit": ["exp"]},
    "crit empty": lambda h: {**h, "crit": []},
    "b64": lambda h: {**h, "b64": True},
    "a list": lambda h: [h],
    "duplicate alg": lambda h: json.dumps(h)[:-1] + ', "alg": "RS256"}',
    "not JSON": lambda h: "{",
    "deep": lambda h: "[" * 3000,
}
CLAIMS: dict[str, Callable[[dict[str, Any]], Any]] = {
    **{f"no {name}": lambda c, name=name: {k: v for k, v in c.items() if k != name}  # type: ignore[misc]
       for name in ("iss", "aud", "sub", "sid", "jti", "iat", "exp", "permissions")},
    "wrong iss": lambda c: {**c, "iss": PUBLIC_URL},
    "iss a list": lambda c: {**c, "iss": [c["iss"]]},
    "iss with a slash": lambda c: {**c, "iss": c["iss"] + "/"},
    "wrong aud": lambda c: {**c, "aud": "somebody-else"},
    "aud a list": lambda c: {**c, "aud": [c["aud"], "somebody-else"]},
    "exp over": lambda c: {**c, "exp": NOW - 1},
    "exp text": lambda c: {**c, "exp": str(NOW + 300)},
    "exp true": lambda c: {**c, "exp": True},
    "exp null": lambda c: {**c, "exp": None},
    "exp a fraction": lambda c: {**c, "exp": NOW + 0.5},
    "exp NaN": lambda c: json.dumps(c).replace(str(c["exp"]), "NaN"),
    "exp Infinity": lambda c: json.dumps(c).replace(str(c["exp"]), "Infinity"),
    "exp 1e400": lambda c: json.dumps(c).replace(str(c["exp"]), "1e400"),
    "exp of 5000 digits": lambda c: json.dumps(c).replace(str(c["exp"]), "9" * 5000),
    "iat ahead": lambda c: {**c, "iat": NOW + 3600, "exp": NOW + 3900},
    "iat text": lambda c: {**c, "iat": str(NOW)},
    "nbf ahead": lambda c: {**c, "nbf": NOW + 3600},
    "nbf text": lambda c: {**c, "nbf": "0"},
    "sub of nobody": lambda c: {**c, "sub": "01900000-0000-7000-8000-000000000000"},
    "sub with a hash": lambda c: {**c, "sub": c["sub"] + "#STATE"},
    "sub empty": lambda c: {**c, "sub": ""},
    "sub a number": lambda c: {**c, "sub": 7},
    "sub with a surrogate": lambda c: json.dumps({**c, "sub": ""}).replace('"sub": ""', '"sub": "\\ud800"'),
    "sid of another": lambda c: {**c, "sid": "01900000-0000-7000-8000-000000000000"},
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
    token = sign(town, HEADERS[name](good[0]), good[1])
    assert ask(town, f"Bearer {token}").outcome == (401, "unauthenticated")


@pytest.mark.parametrize("name", CLAIMS)
def test_a_properly_signed_token_with_odd_claims_is_refused(town: Town, good: Parts, name: str) -> None:
    token = sign(town, good[0], CLAIMS[name](good[1]))
    assert ask(town, f"Bearer {token}").outcome == (401, "unauthenticated")


def test_a_token_that_we_did_not_sign_is_refused(town: Town, holder: Person, good: Parts) -> None:
    header, claims = good
    jwk = town.client().get("/.well-known/jwks.json").body["keys"][-1]
    public = RSAKey.import_key(jwk)
    pem, der = public.as_pem(private=False), public.as_der(private=False)
    signed = f"{encoded(json.dumps(header).encode())}.{encoded(json.dumps(claims).encode())}"
    confused = f"{encoded(json.dumps({**header, 'alg': 'HS256'}).encode())}.{encoded(json.dumps(claims).encode())}"
    keys = (pem, pem.strip(), der, jwk["n"].encode(), decoded(jwk["n"]))
    forged = [f"{confused}.{encoded(hmac.digest(key, confused.encode(), 'sha256'))}" for key in keys]
    stranger = generate_private_key(65537, 2048).sign(signed.encode(), PKCS1v15(), SHA256())
    unsigned = f"{encoded(json.dumps({**header, 'alg': 'none'}).encode())}.{encoded(json.dumps(claims).encode())}"
    forged += [f"{signed}.{encoded(stranger)}", f"{unsigned}.", f"{signed}.", signed, f"{signed}.AAAA"]
    assert {ask(town, f"Bearer {token}").outcome for token in forged} == {(401, "unauthenticated")}


def test_one_changed_bit_anywhere_is_refused(town: Town, holder: Person) -> None:
    token = str(holder.client.token)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    places = [place for place in range(0, len(token), 13) if token[place] != "."]
    ends = [place - 1 for place in range(len(token) + 1) if token[place : place + 1] in (".", "")]
    for place in places + ends:
        for bit in (1, 32):
            other = alphabet[alphabet.index(token[place]) ^ bit]
            altered = token[:place] + other + token[place + 1 :]
            assert ask(town, f"Bearer {altered}").outcome == (401, "unauthenticated"), place


def test_only_one_spelling_of_a_token_and_of_its_header_is_taken(town: Town, holder: Person) -> None:
    token = str(holder.client.token)
    header, claims, signature = token.split(".")
    spellings = [
        f"{token}=", f"{token}==", f"{header}=.{claims}.{signature}", f"{token}.", f".{token}", f"{token}.{signature}",
        f"{header}.{claims}==.{signature}", token.replace("_", "/").replace("-", "+") + "=", token[:-1], token * 2,
        f"{header}.{claims}", "", "x", "null", ".", "..", "a.b.c", "🐢",
    ]  # fmt: skip
    authorizations = [*(f"Bearer {text}" for text in spellings), token, f"Basic {token}", f"Token {token}", "Bearer",
                      f"Bearer {token} {token}", f"Bearer {token},Bearer {token}", f"Bearer\t{token}"]  # fmt: skip
    refused = {ask(town, text.encode().decode("latin-1")).outcome for text in authorizations}
    assert refused == {(401, "unauthenticated")}
    assert ask(town, f"Bearer {token}").status == 200


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


def test_pure_reads_of_the_directory_trust_the_token_and_changes_do_not(town: Town, admin: Person) -> None:
    staff = town.staff("users:read", "users:write")
    assert admin.client.post(f"/v1/users/{staff.id}/suspend").status == 200
    assert staff.client.get(f"/v1/users/{admin.id}").status == 200
    change = staff.client.patch(f"/v1/users/{admin.id}", {"locale": "en"}, headers={"If-Match": "*"})
    assert change.outcome == (401, "unauthenticated")
