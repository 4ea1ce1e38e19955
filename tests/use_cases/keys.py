"""Keys that all worlds share: making and opening an RSA key takes longer than most tests."""

from functools import cache
from typing import ClassVar

from shared.adapters.key_ring import KeyRing
from shared.adapters.memory.key_service import MemoryKeyService
from shared.adapters.memory.store import MemoryStore
from shared.adapters.memory.system import CountedIds, SettableClock
from shared.adapters.signing_keys import Signer, SigningKeyRing
from shared.kernel.keys import RootKey, SigningKey, SigningKeys


class OpenedOnce(SigningKeyRing):
    """Opens each key once per process."""

    _opened: ClassVar[dict[str, Signer]] = {}

    def _open(self, key: SigningKey) -> Signer:
        if key.kid not in self._opened:
            self._opened[key.kid] = super()._open(key)
        return self._opened[key.kid]


@cache
def prepared_keys() -> tuple[MemoryKeyService, RootKey, SigningKeys]:
    """The key service, and what a prepared system has stored under it."""
    store, service, clock = MemoryStore(), MemoryKeyService(), SettableClock()
    ring = KeyRing(store, service, clock)
    ring.prepare()
    SigningKeyRing(store, ring, clock, CountedIds()).prepare()
    root, signing = store.get(RootKey.the()), store.get(SigningKeys.the())
    assert root is not None
    assert signing is not None
    return service, root, signing
