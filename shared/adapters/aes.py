"""AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce before each ciphertext."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


class AesSealer:
    """One key of 32 bytes. A key seals far fewer than the 2**32 messages that random nonces allow."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, plaintext: bytes, associated_data: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, plaintext, associated_data)

    def open(self, sealed: bytes, associated_data: bytes) -> bytes:
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], associated_data)
        except InvalidTag:
            raise ValueError("the sealed text was altered, or was sealed elsewhere") from None
