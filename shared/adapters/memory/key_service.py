"""The twin of the key service."""

import os

from shared.adapters.aes import AesSealer


class MemoryKeyService:
    def __init__(self) -> None:
        self._sealer = AesSealer(os.urandom(32))

    def seal(self, plaintext: bytes, context: bytes) -> bytes:
        return self._sealer.seal(plaintext, context)

    def open(self, sealed: bytes, context: bytes) -> bytes:
        return self._sealer.open(sealed, context)
