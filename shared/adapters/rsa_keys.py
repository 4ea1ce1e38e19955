"""RS256 (RFC 7518 section 3.3: RSASSA-PKCS1-v1_5 with SHA-256) and its keys as JWKs (section 6.3)."""

import base64
import json
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPrivateNumbers,
    RSAPublicKey,
    RSAPublicNumbers,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256

from shared.kernel.dataclasses import dataclass

ALGORITHM = "RS256"
_BITS = 2048
_EXPONENT = 65537
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi"})


@dataclass(frozen=True)
class PrivateKey:
    """Signs. Its private JWK is to be sealed before it is stored."""

    rsa: RSAPrivateKey

    @classmethod
    def generate(cls) -> "PrivateKey":
        return cls(generate_private_key(_EXPONENT, _BITS))

    @classmethod
    def from_jwk(cls, text: bytes) -> "PrivateKey":
        """Raises ValueError for anything but an RSA key with its factors.

        Its numbers are not proven again: that takes longer than all else in a cold start, and what was sealed here
        (AES-GCM) comes back as it was made. A PEM would cost the import of all its formats.
        """
        jwk = json.loads(text)
        if not isinstance(jwk, dict) or jwk.get("kty") != "RSA" or not set(jwk) >= _PRIVATE:
            raise ValueError("not a private RSA key")
        number = {name: _number(jwk[name]) for name in ("n", "e", *_PRIVATE)}
        public = RSAPublicNumbers(number["e"], number["n"])
        private = RSAPrivateNumbers(
            p=number["p"],
            q=number["q"],
            d=number["d"],
            dmp1=number["dp"],
            dmq1=number["dq"],
            iqmp=number["qi"],
            public_numbers=public,
        )
        return cls(private.private_key(unsafe_skip_rsa_key_validation=True))

    def to_jwk(self) -> bytes:
        of = self.rsa.private_numbers()
        secret = {"p": of.p, "q": of.q, "d": of.d, "dp": of.dmp1, "dq": of.dmq1, "qi": of.iqmp}
        public = {"n": of.public_numbers.n, "e": of.public_numbers.e}
        numbers = {name: _text(number) for name, number in (public | secret).items()}
        return json.dumps({"kty": "RSA", **numbers}).encode()

    def sign(self, message: bytes) -> bytes:
        return self.rsa.sign(message, PKCS1v15(), SHA256())

    def public_jwk(self, kid: str) -> dict[str, str]:
        numbers = self.rsa.public_key().public_numbers()
        return {
            "kty": "RSA",
            "n": _text(numbers.n),
            "e": _text(numbers.e),
            "kid": kid,
            "use": "sig",
            "alg": ALGORITHM,
        }


@dataclass(frozen=True)
class PublicKey:
    """Verifies."""

    rsa: RSAPublicKey

    @classmethod
    def from_jwk(cls, jwk: Mapping[str, str]) -> "PublicKey":
        return cls(RSAPublicNumbers(_number(jwk["e"]), _number(jwk["n"])).public_key())

    def verifies(self, signature: bytes, message: bytes) -> bool:
        try:
            self.rsa.verify(signature, message, PKCS1v15(), SHA256())
        except InvalidSignature:
            return False
        return True


def _text(number: int) -> str:
    """Base64urlUInt: big-endian, no leading zero octets, no padding (RFC 7518 section 2)."""
    octets = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def _number(text: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")
