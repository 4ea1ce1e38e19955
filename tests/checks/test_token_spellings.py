"""Checks 32 and 33: a token has one spelling, and neither size nor depth of another costs us anything."""

import base64
import json
import time
from collections.abc import Callable
from statistics import median

import pytest
from joserfc import jwe
from joserfc.jwk import OctKey, RSAKey

from tests.checks.tokens import UNAUTHENTICATED, ask, encoded, parts_of, signed_live, unsigned
from tests.journeys.client import Answer
from tests.journeys.town import Person, Town

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
TOO_LARGE = (431, "headers_too_large")


@pytest.fixture(scope="module")
def holder(town: Town) -> Person:
    return town.person()


def test_check_32_one_changed_bit_anywhere(town: Town, holder: Person) -> None:
    token = str(holder.client.token)
    places = [place for place in range(0, len(token), 13) if token[place] != "."]
    ends = [place - 1 for place in range(len(token) + 1) if token[place : place + 1] in (".", "")]
    for place in places + ends:  # a part's last letter holds bits that a lax decoder drops
        for bit in (1, 2, 32):
            other = ALPHABET[ALPHABET.index(token[place]) ^ bit]
            altered = token[:place] + other + token[place + 1 :]
            assert ask(town, altered).outcome == UNAUTHENTICATED, place
    assert ask(town, token).status == 200


def test_check_32_only_one_spelling_is_taken(town: Town, holder: Person) -> None:
    """So what is revoked under one spelling cannot live on under another."""
    token = str(holder.client.token)
    header, claims, signature = token.split(".")
    spellings = [
        f"{token}=", f"{token}==", f"{header}=.{claims}.{signature}", f"{token}.", f".{token}", f"{token}.{signature}",
        f"{header}.{claims}==.{signature}", token.replace("_", "/").replace("-", "+") + "=", token[:-1], token * 2,
        f"{header} .{claims}.{signature}", f"{header}. {claims}.{signature}", f"{header}.{claims}.{signature} x",
        f"{header}\t.{claims}.{signature}", f"{header}.{claims}\t.{signature}", f"{token}%3D", f'"{token}"',
        f"{header}.{claims}", "", "x", "null", ".", "..", "a.b.c", "🐢",
    ]  # fmt: skip
    authorizations = [*(f"Bearer {text}" for text in spellings), token, f"Basic {token}", f"Token {token}", "Bearer",
                      f"Bearer {token} {token}", f"Bearer {token},Bearer {token}", f"Bearer\t{token}"]  # fmt: skip
    for text in authorizations:
        sent = {"Authorization": text.encode().decode("latin-1")}
        assert town.client().get("/v1/me", headers=sent).outcome == UNAUTHENTICATED, text
    assert ask(town, token).status == 200


def test_check_32_the_same_content_written_otherwise(town: Town, holder: Person) -> None:
    header, claims = parts_of(str(holder.client.token))
    signature = str(holder.client.token).rpartition(".")[2]
    for indent in (None, 1):
        rewritten = unsigned(json.dumps(header, indent=indent), json.dumps(claims, indent=indent))
        assert ask(town, f"{rewritten}.{signature}").outcome == UNAUTHENTICATED


def test_check_32_revocation_holds_for_every_token_of_the_session(town: Town, person: Person) -> None:
    """The identity of a session is in the claims, not in the text of a token."""
    header, claims = parts_of(str(person.client.token))
    others = [
        signed_live(town, header, json.dumps(claims, indent=2)),
        signed_live(town, header, {**claims, "jti": claims["sid"]}),
        signed_live(town, header, {**claims, "exp": claims["exp"] + 60}),
    ]
    assert {ask(town, token).status for token in others} == {200}
    assert person.client.delete("/v1/sessions/current").status == 204
    assert {ask(town, token).outcome for token in [*others, str(person.client.token)]} == {UNAUTHENTICATED}


def zip_bomb(town: Town, holder: Person) -> str:
    """Encrypted to our own public key, and five megabytes when unpacked."""
    published = town.client().get("/.well-known/jwks.json").body["keys"][-1]
    key = RSAKey.import_key({name: published[name] for name in ("kty", "n", "e")})
    header = {"alg": "RSA-OAEP-256", "enc": "A256GCM", "zip": "DEF", "kid": published["kid"], "typ": "at+jwt"}
    registry = jwe.JWERegistry(algorithms=["RSA-OAEP-256", "A256GCM", "DEF"])
    return jwe.encrypt_compact(header, b'{"sub": "' + bytes(5_000_000) + b'"}', key, registry=registry)


def many_rounds(town: Town, holder: Person) -> str:
    """A token that asks for two thousand million rounds of PBKDF2 before it can be read."""
    header = {"alg": "PBES2-HS256+A128KW", "enc": "A128CBC-HS256", "p2c": 1000, "p2s": "c2FsdHNhbHQ", "typ": "at+jwt"}
    registry = jwe.JWERegistry(algorithms=["PBES2-HS256+A128KW", "A128CBC-HS256"])
    token = jwe.encrypt_compact(header, b"{}", OctKey.import_key(b"correct horse battery"), registry=registry)
    protected, _, rest = token.partition(".")
    asked = {**json.loads(base64.urlsafe_b64decode(protected + "==")), "p2c": 2**31 - 1}
    return f"{encoded(json.dumps(asked).encode())}.{rest}"


def many_rounds_signed(town: Town, holder: Person) -> str:
    header, claims = parts_of(str(holder.client.token))
    return signed_live(town, {**header, "p2c": 2**31 - 1, "p2s": "c2FsdA"}, claims)


def deep_header(town: Town, holder: Person) -> str:
    header, claims = parts_of(str(holder.client.token))
    deep = json.dumps(header)[:-1] + ', "kid2": ' + '{"a":' * 1000 + "1" + "}" * 1001
    return signed_live(town, deep, claims)


def deep_claims(town: Town, holder: Person) -> str:
    header, claims = parts_of(str(holder.client.token))
    return signed_live(town, header, json.dumps(claims)[:-1] + ', "x": ' + "[" * 2500 + "]" * 2500 + "}")


def bare_brackets(town: Town, holder: Person) -> str:
    return signed_live(town, "[" * 5000, "{}")


def almost_too_long(town: Town, holder: Person) -> str:
    header, claims = parts_of(str(holder.client.token))
    return signed_live(town, header, {**claims, "padding": "x" * 11_000})


def many_dots(town: Town, holder: Person) -> str:
    return "." * 15_000


def of_100_kb(town: Town, holder: Person) -> str:
    header, claims = parts_of(str(holder.client.token))
    signature = str(holder.client.token).rpartition(".")[2]
    return f"{unsigned(header, {**claims, 'padding': 'x' * 75_000})}.{signature}"


Bomb = Callable[[Town, Person], str]
BOMBS: list[tuple[Bomb, tuple[int, str]]] = [
    (zip_bomb, UNAUTHENTICATED), (many_rounds, UNAUTHENTICATED), (many_rounds_signed, UNAUTHENTICATED),
    (deep_header, UNAUTHENTICATED), (deep_claims, UNAUTHENTICATED), (bare_brackets, UNAUTHENTICATED),
    (almost_too_long, UNAUTHENTICATED), (many_dots, UNAUTHENTICATED), (of_100_kb, TOO_LARGE),
]  # fmt: skip


@pytest.mark.parametrize(("bomb", "outcome"), BOMBS, ids=[bomb.__name__ for bomb, _ in BOMBS])
def test_check_33_bombs_are_refused_at_once(town: Town, holder: Person, bomb: Bomb, outcome: tuple[int, str]) -> None:
    token = bomb(town, holder)
    assert ask(town, token).outcome == outcome
    seconds = median(timed(town, token)[0] for _ in range(5))
    assert seconds < 0.05


def timed(town: Town, token: str) -> tuple[float, Answer]:
    start = time.perf_counter()
    answer = ask(town, token)
    return time.perf_counter() - start, answer
