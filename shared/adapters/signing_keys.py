"""The keys that sign access tokens: stored together in one record, read rarely, published as a JWKS (RFC 7517).

A new key is published before it signs, so that every verifier has fetched it by then; an old one verifies until the
last token that it signed has expired. Which key does what follows from the clock, so all processes change over at once.
"""

import threading
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from shared.accounts.domain.session import ACCESS_LIFETIME
from shared.adapters.key_ring import KeyRing
from shared.adapters.rsa_keys import PrivateKey, PublicKey
from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import ServiceUnavailable
from shared.kernel.keys import SigningKey, SigningKeys
from shared.kernel.ports import Clock, Ids, Sealer, Store
from shared.kernel.records import ABSENT, Put, WriteConflict, having

_FRESH = timedelta(minutes=5)
# An unknown key id makes us look again at most this often: whoever invents ids gets no reads out of us.
_LOOK_AGAIN = timedelta(seconds=30)
# Three times as long as a verifier keeps the JWKS (max-age 300) and as we keep the record.
PUBLISHED_BEFORE = timedelta(minutes=15)
_RACES = 3
# How old the newest key may become before the next one is made.
ROTATED_AFTER = timedelta(days=30)
# Clocks of two machines may differ.
_SLACK = timedelta(seconds=60)


@dataclass(frozen=True)
class Signer:
    kid: str
    key: PrivateKey


class SigningKeyRing:
    def __init__(self, store: Store, ring: KeyRing, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._ring = ring
        self._clock = clock
        self._ids = ids
        self._lock = threading.Lock()
        self._loaded_at: datetime | None = None
        self._keys: tuple[SigningKey, ...] = ()
        self._verifiers: dict[str, PublicKey] = {}
        self._signers: dict[str, Signer] = {}

    def prepare(self) -> None:
        """Makes the first key where none exists yet; of two that try, one wins."""
        if self._store.get(SigningKeys.the()) is None:
            try:
                self._store.transact([Put(SigningKeys((self._new_key(),), version=1), ABSENT)])
            except WriteConflict:
                return

    def rotate(self) -> bool:
        """Adds the next key and drops those that verify nothing any more. False: a next key waits for its turn already.

        So a schedule that fires twice adds one key.
        """
        stored, now = self._stored(), self._clock.now()
        if len(stored.keys) > 1 and now < _signs_from(stored.keys[-1]):
            return False
        return self._put((*_accepted(stored.keys, now), self._new_key()), stored)

    def rotate_when_due(self) -> bool:
        """Rotates once the newest key is old enough. Asked daily, a run that was missed costs a day, not a month."""
        return self.age() >= ROTATED_AFTER and self.rotate()

    def age(self) -> timedelta:
        """Of the newest key."""
        return self._clock.now() - self._stored().keys[-1].created_at

    def replace(self) -> bool:
        """One new key in place of all others, because one leaked. It signs at once; every token so far is void.

        Processes that still hold the old record go on with it for up to five minutes. Raises ServiceUnavailable where
        others always write first: a key that leaked must not stay in silence.
        """
        key = self._new_key()
        if not any(self._put((key,), self._stored()) for _ in range(_RACES)):
            raise ServiceUnavailable
        return True

    def signer(self) -> Signer:
        """The newest key whose turn has come."""
        self._refresh(_FRESH)
        now = self._clock.now()
        with self._lock:
            current = next((key for key in reversed(self._keys) if _signs_from(key) <= now), self._keys[0])
            if current.kid not in self._signers:
                self._signers = {current.kid: self._open(current)}
            return self._signers[current.kid]

    def verifier(self, kid: str) -> PublicKey | None:
        self._refresh(_FRESH)
        if kid not in self._verifiers:
            self._refresh(_LOOK_AGAIN)
        accepted = any(key.kid == kid for key in _accepted(self._keys, self._clock.now()))
        return self._verifiers.get(kid) if accepted else None

    def published(self) -> list[Mapping[str, str]]:
        """The public JWKs, oldest first."""
        self._refresh(_FRESH)
        return [key.public for key in _accepted(self._keys, self._clock.now())]

    def _refresh(self, older_than: timedelta) -> None:
        now = self._clock.now()
        with self._lock:
            if self._loaded_at is not None and now - self._loaded_at < older_than:
                return
            stored = self._stored()
            self._loaded_at, self._keys = now, stored.keys
            self._verifiers = {key.kid: PublicKey.from_jwk(key.public) for key in stored.keys}

    def _put(self, keys: tuple[SigningKey, ...], seen: SigningKeys) -> bool:
        try:
            self._store.transact([Put(SigningKeys(keys, seen.version + 1), having(version=seen.version))])
        except WriteConflict:
            return False
        return True

    def _stored(self) -> SigningKeys:
        stored = self._store.get(SigningKeys.the())
        if stored is None:
            raise ServiceUnavailable
        return stored

    def _new_key(self) -> SigningKey:
        kid = self._ids.new()
        key = PrivateKey.generate()
        return SigningKey(kid, key.public_jwk(kid), self._sealer().seal(key.to_jwk(), kid.encode()), self._clock.now())

    def _open(self, key: SigningKey) -> Signer:
        return Signer(key.kid, PrivateKey.from_jwk(self._sealer().open(key.sealed, key.kid.encode())))

    def _sealer(self) -> Sealer:
        return self._ring.sealer("signing-keys/1")


def _signs_from(key: SigningKey) -> datetime:
    return key.created_at + PUBLISHED_BEFORE


def _accepted(keys: Sequence[SigningKey], now: datetime) -> list[SigningKey]:
    """Those whose tokens may still live, and the next one."""
    successors = [*keys[1:], None]
    last_token = ACCESS_LIFETIME + _SLACK
    return [
        key
        for key, next_key in zip(keys, successors, strict=True)
        if next_key is None or now < _signs_from(next_key) + last_token
    ]
