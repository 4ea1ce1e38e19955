"""RS256 and the JWK against another implementation of the same RFCs."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jws
from joserfc.jwk import RSAKey

from shared.adapters.rsa_keys import PrivateKey, PublicKey

KEY = PrivateKey.generate()
THEIRS = RSAKey.import_key(KEY.to_pem())


def test_the_published_key_is_the_one_others_would_publish() -> None:
    assert KEY.public_jwk("a") == {**THEIRS.as_dict(private=False), "kid": "a", "use": "sig", "alg": "RS256"}


def test_others_verify_what_we_sign() -> None:
    signed = b"eyJhbGciOiJSUzI1NiJ9.cGF5bG9hZA"
    token = signed + b"." + base64.urlsafe_b64encode(KEY.sign(signed)).rstrip(b"=")
    key = RSAKey.import_key(dict(KEY.public_jwk("a")))
    assert jws.deserialize_compact(token.decode(), key, algorithms=["RS256"]).payload == b"payload"


def test_we_verify_what_others_sign_and_nothing_that_differs() -> None:
    said, _, signature = jws.serialize_compact({"alg": "RS256"}, "payload", THEIRS, algorithms=["RS256"]).rpartition(
        "."
    )
    key, octets = PublicKey.from_jwk(KEY.public_jwk("a")), base64.urlsafe_b64decode(signature + "==")
    assert key.verifies(octets, said.encode())
    assert not key.verifies(octets, said.encode() + b"x")
    assert not key.verifies(octets[:-1] + bytes([octets[-1] ^ 1]), said.encode())
    assert not key.verifies(b"", said.encode())
    assert not PublicKey.from_jwk(PrivateKey.generate().public_jwk("b")).verifies(octets, said.encode())


def test_a_key_comes_back_from_its_pem() -> None:
    assert PrivateKey.from_pem(KEY.to_pem()).public_jwk("a") == KEY.public_jwk("a")


def test_a_key_of_another_kind_is_refused() -> None:
    pem = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with pytest.raises(ValueError, match="RSA"):
        PrivateKey.from_pem(pem)
