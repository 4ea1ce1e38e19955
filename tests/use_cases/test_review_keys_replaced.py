"""A key that leaked goes, whatever else writes the record of keys at that moment."""

from typing import Any

import pytest

from shared.adapters.memory.store import MemoryStore
from shared.adapters.signing_keys import SigningKeyRing
from shared.kernel.errors import ServiceUnavailable
from shared.kernel.keys import SigningKeys
from tests.use_cases.world import World


def stored(world: World) -> list[str]:
    keys = MemoryStore.get(world.store, SigningKeys.the())
    assert keys is not None
    return [key.kid for key in keys.keys]


def test_a_rotation_that_comes_between_does_not_save_the_leaked_key(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    (leaked,) = stored(world)
    ring = SigningKeyRing(world.store, world.ring, world.clock, world.ids)
    real = world.store.transact

    def overtaken(writes: Any) -> None:
        monkeypatch.undo()
        assert SigningKeyRing(world.store, world.ring, world.clock, world.ids).rotate()
        real(writes)

    monkeypatch.setattr(world.store, "transact", overtaken)
    assert ring.replace()
    assert leaked not in stored(world)
    assert len(stored(world)) == 1


def test_a_replacement_that_loses_every_race_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ring = SigningKeyRing(world.store, world.ring, world.clock, world.ids)
    monkeypatch.setattr(ring, "_put", lambda *_: False)
    with pytest.raises(ServiceUnavailable):
        ring.replace()
