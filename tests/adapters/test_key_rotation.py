"""Signing keys change over without a token lost: published before they sign, accepted until the last token expired."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from shared.accounts.domain.session import ACCESS_LIFETIME
from shared.adapters.access_tokens import Audience, JwtAccessTokens
from shared.adapters.key_ring import KeyRing
from shared.adapters.memory.key_service import MemoryKeyService
from shared.adapters.memory.store import MemoryStore
from shared.adapters.memory.system import CountedIds, SettableClock
from shared.adapters.signing_keys import PUBLISHED_BEFORE, ROTATED_AFTER, SigningKeyRing
from shared.kernel.errors import ServiceUnavailable, Unauthenticated
from shared.kernel.keys import SigningKeys

USER = "01900000-0000-7000-8000-000000000001"


@dataclass
class Ground:
    """One stored ring, and as many processes on it as a test wants."""

    store: MemoryStore
    clock: SettableClock
    ids: CountedIds
    ring: KeyRing

    def process(self) -> SigningKeyRing:
        return SigningKeyRing(self.store, self.ring, self.clock, self.ids)

    def tokens(self, keys: SigningKeyRing) -> JwtAccessTokens:
        return JwtAccessTokens(keys, Audience("https://issuer", "rollbook"), self.clock, self.ids)

    def stored(self) -> list[str]:
        found = self.store.get(SigningKeys.the())
        assert found is not None
        return [key.kid for key in found.keys]


@pytest.fixture
def ground() -> Ground:
    store, clock = MemoryStore(), SettableClock()
    ring = KeyRing(store, MemoryKeyService(), clock)
    ring.prepare()
    made = Ground(store, clock, CountedIds(), ring)
    made.process().prepare()
    return made


def test_the_first_key_signs_at_once(ground: Ground) -> None:
    keys = ground.process()
    assert [keys.signer().kid] == ground.stored() == [jwk["kid"] for jwk in keys.published()]


def test_the_next_key_is_published_first_and_signs_later_in_every_process_alike(ground: Ground) -> None:
    old, warm = ground.stored()[0], ground.process()
    assert warm.signer().kid == old
    assert ground.process().rotate()
    new = ground.stored()[1]
    ground.clock.advance(PUBLISHED_BEFORE - timedelta(seconds=1))
    for keys in (warm, ground.process()):
        assert [jwk["kid"] for jwk in keys.published()] == [old, new]
        assert keys.signer().kid == old
    ground.clock.advance(timedelta(seconds=1))
    for keys in (warm, ground.process()):
        assert keys.signer().kid == new


def test_an_old_token_holds_to_its_end_and_its_key_not_much_longer(ground: Ground) -> None:
    keys = ground.process()
    tokens = ground.tokens(keys)
    ground.process().rotate()
    ground.clock.advance(PUBLISHED_BEFORE - timedelta(seconds=1))
    last = tokens.issue(USER, USER, frozenset())
    ground.clock.advance(ACCESS_LIFETIME - timedelta(seconds=1))
    assert tokens.read(last)["sub"] == USER
    old = ground.stored()[0]
    assert keys.verifier(old) is not None
    ground.clock.advance(timedelta(seconds=62))
    assert keys.verifier(old) is None
    assert [jwk["kid"] for jwk in keys.published()] == ground.stored()[1:]


def test_a_token_by_a_retired_key_is_refused_whatever_its_expiry_says(ground: Ground) -> None:
    keys = ground.process()
    tokens = ground.tokens(keys)
    ids = {"sub": USER, "sid": USER, "jti": USER, "iss": "https://issuer", "aud": "rollbook", "permissions": []}
    now = int(ground.clock.now().timestamp())
    claims = str(ids | {"iat": now, "exp": now + 10**6}).replace("'", '"')
    forged = tokens.sign({"alg": "RS256", "typ": "at+jwt"}, claims)
    assert tokens.read(forged)["sub"] == USER
    ground.process().rotate()
    ground.clock.advance(PUBLISHED_BEFORE + ACCESS_LIFETIME + timedelta(seconds=61))
    with pytest.raises(Unauthenticated):
        tokens.read(forged)


def test_a_schedule_that_fires_twice_or_in_two_places_adds_one_key(ground: Ground) -> None:
    one, two = ground.process(), ground.process()
    assert [one.rotate(), two.rotate(), one.rotate()] == [True, False, False]
    assert len(ground.stored()) == 2


def test_a_key_is_due_after_thirty_days_and_a_missed_run_is_made_up_for_on_the_next_day(
    ground: Ground,
) -> None:
    ground.clock.advance(ROTATED_AFTER - timedelta(seconds=1))
    assert not ground.process().rotate_when_due()
    ground.clock.advance(timedelta(days=1))
    assert ground.process().age() == timedelta(days=31) - timedelta(seconds=1)
    assert [ground.process().rotate_when_due() for _ in range(2)] == [True, False]
    assert ground.process().age() == timedelta()
    assert len(ground.stored()) == 2


def test_a_later_rotation_drops_what_verifies_nothing_any_more(ground: Ground) -> None:
    keys, seen = ground.process(), ground.stored()
    for _ in range(4):
        assert keys.rotate()
        seen.append(ground.stored()[-1])
        ground.clock.advance(timedelta(days=30))
    assert ground.stored() == seen[-2:]
    assert keys.signer().kid == seen[-1]
    assert [jwk["kid"] for jwk in keys.published()] == seen[-1:]


def test_a_leaked_key_is_replaced_at_once(ground: Ground) -> None:
    leaked = ground.process()
    token = ground.tokens(leaked).issue(USER, USER, frozenset())
    assert ground.process().replace()
    fresh = ground.process()
    assert fresh.signer().kid != leaked.signer().kid
    with pytest.raises(Unauthenticated):
        ground.tokens(fresh).read(token)
    assert len(fresh.published()) == 1


@pytest.mark.parametrize("act", [SigningKeyRing.rotate, SigningKeyRing.signer, SigningKeyRing.published])
def test_without_any_key_nothing_is_decided(ground: Ground, act: Callable[[SigningKeyRing], object]) -> None:
    empty = SigningKeyRing(MemoryStore(), ground.ring, ground.clock, ground.ids)
    with pytest.raises(ServiceUnavailable):
        act(empty)
