"""Checks 26 to 29: a token counts only as signed by us, with our algorithm, and with a key we already have."""

import hmac
import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from joserfc import jws
from joserfc.jwk import RSAKey

from tests.checks.tokens import (
    UNAUTHENTICATED,
    Members,
    Trap,
    ask,
    decoded,
    encoded,
    parts_of,
    signed_by,
    signed_live,
    unsigned,
)
from tests.journeys.town import Person, Town

UNKNOWN = "01900000-0000-7000-8000-000000000000"


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


@pytest.fixture(scope="module")
def jwk(town: Town) -> Members:
    """The live public key."""
    return dict(town.client().get("/.well-known/jwks.json").body["keys"][-1])


@pytest.fixture(scope="module")
def own_key() -> RSAPrivateKey:
    """The attacker's."""
    return generate_private_key(65537, 2048)


@pytest.fixture
def trap() -> Iterator[Trap]:
    trap = Trap()
    yield trap
    trap.close()


def test_the_forgers_tools_make_good_tokens_when_they_are_honest(
    town: Town, header: Members, claims: Members, own_key: RSAPrivateKey
) -> None:
    """Else every check here would pass for the wrong reason."""
    assert ask(town, signed_live(town, header, claims)).status == 200
    assert ask(town, signed_live(town, json.dumps(header), json.dumps(claims))).status == 200
    own = RSAKey.import_key(own_key)
    assert jws.deserialize_compact(signed_by(own_key, header, claims), own, algorithms=["RS256"])


@pytest.mark.parametrize("alg", ["none", "nOnE", "None", "NONE", "", None])
def test_check_26_alg_none(town: Town, header: Members, claims: Members, alg: str | None) -> None:
    live = signed_live(town, header, claims).rpartition(".")[2]
    changed = {**header, "alg": alg}
    for signature in ("", live, "AAAA", encoded(b"none")):
        assert ask(town, f"{unsigned(changed, claims)}.{signature}").outcome == UNAUTHENTICATED
    assert ask(town, unsigned(changed, claims)).outcome == UNAUTHENTICATED
    assert ask(town, signed_live(town, changed, claims)).outcome == UNAUTHENTICATED


def test_check_26_no_signature_at_all(town: Town, header: Members, claims: Members) -> None:
    bare = unsigned(header, claims)
    for token in (bare, f"{bare}.", f"{bare}.AAAA", f"{bare}.{encoded(bytes(256))}"):
        assert ask(town, token).outcome == UNAUTHENTICATED


@pytest.mark.parametrize(("alg", "digest"), [("HS256", "sha256"), ("HS384", "sha384"), ("HS512", "sha512")])
def test_check_27_hmac_with_our_public_key(
    town: Town, header: Members, claims: Members, jwk: Members, alg: str, digest: str
) -> None:
    public = RSAKey.import_key(jwk)
    pem, der = public.as_pem(private=False), public.as_der(private=False)
    for key in (pem, pem.strip(), der, jwk["n"].encode(), decoded(jwk["n"]), json.dumps(jwk).encode(), b""):
        for named in (alg, "RS256"):
            signing_input = unsigned({**header, "alg": named}, claims)
            mac = encoded(hmac.digest(key, signing_input.encode(), digest))
            assert ask(town, f"{signing_input}.{mac}").outcome == UNAUTHENTICATED


@pytest.mark.parametrize("alg", ["HS256", "RS384", "RS512", "PS256", "ES256", "EdDSA", "rs256", ["RS256"], 1])
def test_check_27_the_algorithm_is_ours_to_choose(town: Town, header: Members, claims: Members, alg: object) -> None:
    assert ask(town, signed_live(town, {**header, "alg": alg}, claims)).outcome == UNAUTHENTICATED


KIDS: dict[str, Callable[[str], object]] = {
    "unknown": lambda live: UNKNOWN,
    "a path": lambda live: "../../dev/null",
    "a deep path": lambda live: "../" * 20 + "dev/null",
    "a file": lambda live: "file:///dev/null",
    "an injection": lambda live: "' OR 1=1",
    "an injection that goes on": lambda live: f"{live}' OR '1'='1' --",
    "another item of the table": lambda live: f"signing-keys/{live}",
    "the live one and more": lambda live: f"{live}\u0000",
    "in upper case": lambda live: live.upper(),
    "empty": lambda live: "",
    "a number": lambda live: 1,
    "a list": lambda live: [live],
    "an object": lambda live: {"kid": live},
    "null": lambda live: None,
    "long": lambda live: "k" * 3000,
}


@pytest.mark.parametrize("name", KIDS)
def test_check_28_odd_key_ids(town: Town, header: Members, claims: Members, name: str) -> None:
    odd = {**header, "kid": KIDS[name](header["kid"])}
    assert ask(town, signed_live(town, odd, claims)).outcome == UNAUTHENTICATED
    empty_key = hmac.digest(b"", unsigned({**odd, "alg": "HS256"}, claims).encode(), "sha256")
    assert ask(town, f"{unsigned({**odd, 'alg': 'HS256'}, claims)}.{encoded(empty_key)}").outcome == UNAUTHENTICATED


def test_check_28_missing_and_duplicate_key_ids(town: Town, header: Members, claims: Members) -> None:
    live = header["kid"]
    without = json.dumps({name: value for name, value in header.items() if name != "kid"})
    twice = [json.dumps(header)[:-1] + f', "kid": "{kid}"}}' for kid in (live, UNKNOWN)]
    unknown_first = json.dumps({**header, "kid": UNKNOWN})[:-1] + f', "kid": "{live}"}}'
    escaped = json.dumps(header)[:-1] + f', "\\u006bid": "{live}"}}'
    for text in (without, *twice, unknown_first, escaped):
        assert ask(town, signed_live(town, text, claims)).outcome == UNAUTHENTICATED


def test_check_28_a_key_id_is_never_an_address(
    town: Town, header: Members, claims: Members, trap: Trap, own_key: RSAPrivateKey
) -> None:
    for kid in (f"{trap.url}/keys", trap.url, trap.url.replace("http:", ""), f"{header['kid']}@{trap.url}"):
        odd = {**header, "kid": kid}
        for token in (signed_live(town, odd, claims), signed_by(own_key, odd, claims)):
            assert ask(town, token).outcome == UNAUTHENTICATED
    assert trap.visits() == 0


def certificate(key: RSAPrivateKey) -> str:
    """Base64 of a self-signed one, as `x5c` has it."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "somebody else")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now)
    signed = builder.not_valid_after(now + timedelta(days=1)).sign(key, SHA256())
    return "".join(signed.public_bytes(Encoding.PEM).decode().splitlines()[1:-1])


@pytest.mark.parametrize("member", ["jku", "x5u", "jwk", "x5c", "all"])
def test_check_29_pointers_to_a_key_of_ones_own(
    town: Town, header: Members, claims: Members, trap: Trap, own_key: RSAPrivateKey, member: str
) -> None:
    own = RSAKey.import_key(own_key)
    public = {**own.as_dict(private=False), "kid": "mine", "alg": "RS256", "use": "sig"}
    pointers = {"jku": f"{trap.url}/jwks.json", "x5u": f"{trap.url}/cert.pem", "jwk": public,
                "x5c": [certificate(own_key)]}  # fmt: skip
    chosen = pointers if member == "all" else {member: pointers[member]}
    for kid in ({"kid": header["kid"]}, {"kid": "mine"}, {"kid": own.thumbprint()}):
        pointing = {**header, **kid, **chosen}
        assert ask(town, signed_by(own_key, pointing, claims)).outcome == UNAUTHENTICATED
        assert ask(town, signed_live(town, pointing, claims)).outcome == UNAUTHENTICATED
    without_kid = {"alg": "RS256", "typ": "at+jwt", **chosen}
    assert ask(town, signed_by(own_key, without_kid, claims)).outcome == UNAUTHENTICATED
    assert trap.visits() == 0


def test_check_29_somebody_elses_key_under_our_id(
    town: Town, header: Members, claims: Members, own_key: RSAPrivateKey
) -> None:
    assert ask(town, signed_by(own_key, header, claims)).outcome == UNAUTHENTICATED


@pytest.mark.parametrize("crit", [["exp"], ["unknown"], ["b64"], ["unknown", "kid"], [], "unknown", None, 1])
def test_check_29_unknown_extensions(town: Town, header: Members, claims: Members, crit: object) -> None:
    for more in ({"crit": crit}, {"crit": crit, "unknown": 1}, {"crit": crit, "b64": True}):
        assert ask(town, signed_live(town, {**header, **more}, claims)).outcome == UNAUTHENTICATED
    for name in ("b64", "zip", "unknown"):
        assert ask(town, signed_live(town, {**header, name: True}, claims)).outcome == UNAUTHENTICATED
