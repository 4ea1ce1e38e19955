"""RS256 and the JWK against another implementation of the same RFCs."""

import base64
import json

import pytest
from joserfc import jws
from joserfc.jwk import RSAKey

from shared.adapters.rsa_keys import PrivateKey, PublicKey

KEY = PrivateKey.generate()
THEIRS = RSAKey.import_key(json.loads(KEY.to_jwk()))


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


def test_a_key_comes_back_from_its_jwk_as_others_would_read_it() -> None:
    back = PrivateKey.from_jwk(KEY.to_jwk())
    assert back.rsa.private_numbers() == KEY.rsa.private_numbers()
    assert PublicKey.from_jwk(KEY.public_jwk("a")).verifies(back.sign(b"said"), b"said")
    assert {**json.loads(KEY.to_jwk())} == {
        name: value for name, value in THEIRS.as_dict(private=True).items() if name != "kid"
    }


@pytest.mark.parametrize(
    "text", [b"[]", b"{}", b'{"kty": "RSA", "n": "AQ", "e": "AQ"}', b"-----BEGIN PRIVATE KEY-----"]
)
def test_what_is_no_private_key_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match=r"RSA|JSON|Expecting"):
        PrivateKey.from_jwk(text)
