"""The keys that sign access tokens: stored together in one record, read rarely, published as a JWKS (RFC 7517)."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from joserfc.jwk import RSAKey

from shared.adapters.key_ring import KeyRing
from shared.kernel.errors import ServiceUnavailable
from shared.kernel.keys import SigningKey, SigningKeys
from shared.kernel.ports import Clock, Ids, Sealer, Store
from shared.kernel.records import ABSENT, Put, WriteConflict

_BITS = 2048
_FRESH = timedelta(minutes=5)
# An unknown key id makes us look again at most this often: whoever invents ids gets no reads out of us.
_LOOK_AGAIN = timedelta(seconds=30)


@dataclass(frozen=True)
class Signer:
    kid: str
    key: RSAKey


class SigningKeyRing:
    def __init__(self, store: Store, ring: KeyRing, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._ring = ring
        self._clock = clock
        self._ids = ids
        self._lock = threading.Lock()
        self._loaded_at: datetime | None = None
        self._keys: tuple[SigningKey, ...] = ()
        self._verifiers: dict[str, RSAKey] = {}
        self._signer: Signer | None = None

    def prepare(self) -> None:
        """Makes the first key where none exists yet; of two that try, one wins."""
        if self._store.get(SigningKeys.the()) is None:
            try:
                self._store.transact([Put(SigningKeys((self._new_key(),), version=1), ABSENT)])
            except WriteConflict:
                return

    def signer(self) -> Signer:
        """The newest key."""
        self._refresh(_FRESH)
        with self._lock:
            if self._signer is None:
                self._signer = self._open(self._keys[-1])
            return self._signer

    def verifier(self, kid: str) -> RSAKey | None:
        self._refresh(_FRESH)
        if kid not in self._verifiers:
            self._refresh(_LOOK_AGAIN)
        return self._verifiers.get(kid)

    def published(self) -> list[Mapping[str, str]]:
        """The public JWKs, oldest first."""
        self._refresh(_FRESH)
        return [key.public for key in self._keys]

    def _refresh(self, older_than: timedelta) -> None:
        now = self._clock.now()
        with self._lock:
            if self._loaded_at is not None and now - self._loaded_at < older_than:
                return
            stored = self._store.get(SigningKeys.the())
            if stored is None:
                raise ServiceUnavailable
            self._loaded_at, self._keys, self._signer = now, stored.keys, None
            self._verifiers = {key.kid: RSAKey.import_key(dict(key.public)) for key in stored.keys}

    def _new_key(self) -> SigningKey:
        kid = self._ids.new()
        key = RSAKey.generate_key(_BITS, {"kid": kid, "use": "sig", "alg": "RS256"}, private=True)
        private = key.as_pem(private=True)
        public: dict[str, Any] = key.as_dict(private=False)
        return SigningKey(kid, public, self._sealer().seal(private, kid.encode()), self._clock.now())

    def _open(self, key: SigningKey) -> Signer:
        return Signer(key.kid, RSAKey.import_key(self._sealer().open(key.sealed, key.kid.encode())))

    def _sealer(self) -> Sealer:
        return self._ring.sealer("signing-keys/1")
