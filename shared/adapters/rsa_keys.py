"""RS256 (RFC 7518 section 3.3: RSASSA-PKCS1-v1_5 with SHA-256) and the public key as a JWK (section 6.3.1)."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    RSAPublicNumbers,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256

ALGORITHM = "RS256"
_BITS = 2048
_EXPONENT = 65537


@dataclass(frozen=True)
class PrivateKey:
    """Signs. Its PEM (PKCS #8, without a password) is to be sealed before it is stored."""

    rsa: RSAPrivateKey

    @classmethod
    def generate(cls) -> "PrivateKey":
        return cls(generate_private_key(_EXPONENT, _BITS))

    @classmethod
    def from_pem(cls, pem: bytes) -> "PrivateKey":
        """Raises ValueError for anything but an RSA key. Its numbers are not proven again: that takes longer than all
        else in a cold start, and what was sealed here (AES-GCM) comes back as it was made."""
        from cryptography.hazmat.primitives.serialization import load_pem_private_key  # 20 ms that a verifier saves

        key = load_pem_private_key(pem, password=None, unsafe_skip_rsa_key_validation=True)
        if not isinstance(key, RSAPrivateKey):
            raise ValueError("not an RSA key")
        return cls(key)

    def to_pem(self) -> bytes:
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

        return self.rsa.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

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
