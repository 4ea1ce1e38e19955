"""The root key and what derives from it. One read and one call to the key service per process, then none."""

import hmac
import os
import threading
from hashlib import sha256
from typing import Protocol

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from shared.adapters.aes import AesSealer
from shared.kernel.errors import ServiceUnavailable
from shared.kernel.keys import DataKey, RootKey
from shared.kernel.ports import Clock, Sealer, Store
from shared.kernel.records import ABSENT, Put, WriteConflict

_ROOT_CONTEXT = b"rollbook root key"


class KeyService(Protocol):
    """A key that never leaves its service (KMS). Raises ServiceUnavailable where the service does not answer."""

    def seal(self, plaintext: bytes, context: bytes) -> bytes: ...

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """Raises ValueError when the text was altered, or sealed under another key or with another context."""


class KeyRing:
    """Derives one key per use (HKDF, RFC 5869), so that no key serves two."""

    def __init__(self, store: Store, service: KeyService, clock: Clock) -> None:
        self._store = store
        self._service = service
        self._clock = clock
        self._root: bytes | None = None
        self._lock = threading.Lock()

    def prepare(self) -> None:
        """Makes the root key where none exists yet. Of two that try, one wins and both go on with the same key."""
        if self._store.get(RootKey.the()) is None:
            sealed = self._service.seal(os.urandom(32), _ROOT_CONTEXT)
            try:
                self._store.transact([Put(RootKey(sealed, self._clock.now()), ABSENT)])
            except WriteConflict:
                return

    def derive(self, use: str) -> bytes:
        """32 bytes for one named use."""
        return HKDFExpand(SHA256(), 32, use.encode()).derive(self._load())

    def sealer(self, use: str) -> Sealer:
        return AesSealer(self.derive(use))

    def _load(self) -> bytes:
        with self._lock:
            if self._root is None:
                stored = self._store.get(RootKey.the())
                if stored is None:
                    raise ServiceUnavailable
                self._root = self._service.open(stored.sealed, _ROOT_CONTEXT)
            return self._root


class KeyVault:
    """Data keys of personal data, each sealed under a key of the ring and bound to its stream."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    def new_key(self, stream_id: str) -> tuple[DataKey, Sealer]:
        key = os.urandom(32)
        return DataKey(stream_id, self._wrapping().seal(key, stream_id.encode())), AesSealer(key)

    def open_key(self, key: DataKey) -> Sealer:
        return AesSealer(self._wrapping().open(key.sealed, key.stream_id.encode()))

    def farewell(self) -> Sealer:
        return self._ring.sealer("farewell/1")

    def _wrapping(self) -> Sealer:
        return self._ring.sealer("data-keys/1")


def mac(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, sha256).digest()
