from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from verify_token import NotSignedIn, Verifier
from webhook_signature import BadSignature, sign, verify

KEY = RSAKey.generate_key(2048, {"kid": "1", "use": "sig"})
CLAIMS: dict[str, Any] = {"iss": "https://id.example", "aud": "shop", "sub": "ada", "exp": 4_000_000_000}


@pytest.fixture
def verifier() -> Verifier:
    return Verifier(lambda: KeySet([KEY]), "https://id.example", "shop")


def token(key: Any = KEY, alg: str = "RS256", **changes: Any) -> str:
    return jwt.encode({"alg": alg, "kid": "1"}, CLAIMS | changes, key, algorithms=[alg])


def test_a_token_of_the_provider_for_us_is_taken(verifier: Verifier) -> None:
    assert verifier.claims(token())["sub"] == "ada"


@pytest.mark.parametrize(
    "wrong",
    [
        token(aud="another"),
        token(iss="https://evil.example"),
        token(exp=1),
        token(RSAKey.generate_key(2048, {"kid": "1"})),
        token(OctKey.import_key("x" * 64), alg="HS256"),
        "not a token",
    ],
)
def test_any_other_proves_nothing(verifier: Verifier, wrong: str) -> None:
    with pytest.raises(NotSignedIn):
        verifier.claims(wrong)


def test_a_signature_holds_for_its_body_its_secret_and_its_time() -> None:
    signature = sign(b"new", "m-1", 1000, b"{}")
    verify([b"new", b"old"], "m-1", 1000, b"{}", signature, now=1200)
    verify([b"newer", b"new"], "m-1", 1000, b"{}", signature, now=1200)
    for secrets, body, now in (([b"other"], b"{}", 1000), ([b"new"], b"{ }", 1000), ([b"new"], b"{}", 1301)):
        with pytest.raises(BadSignature):
            verify(secrets, "m-1", 1000, body, signature, now=now)
