"""A walk through all accounts, reading only: who has no key, and whose records do not fit each other.

DynamoDB restores each table to a second, not to a transaction: of one that was under way, parts may be missing.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from shared.accounts.domain.claims import Claim, ClaimHasher, claims_of
from shared.accounts.domain.user import User
from shared.kernel.events import SealedEvent, verify_chain
from shared.kernel.keys import DataKey
from shared.kernel.ports import Store

K = TypeVar("K")
# What is looked at side by side: each account takes two reads of its own.
_AT_ONCE = 16
_PAGE = 200
_TELL_EVERY = 10_000


@dataclass
class Found:
    """`keyless`: not erased, yet without a key. `torn`: accounts whose state, events and claims do not fit together."""

    accounts: int = 0
    keyless: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Look:
    user_id: str
    keyless: bool
    whole: bool


def walk(store: Store, hasher: ClaimHasher, say: Callable[[str], None]) -> Found:
    """Accounts made meanwhile may be missed. Nothing is written."""
    found = Found()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for users in _pages(store, User):
            for look in pool.map(lambda user: _look(store, hasher, user), users):
                found.accounts += 1
                found.keyless += [look.user_id] if look.keyless else []
                found.torn += [] if look.whole else [look.user_id]
                if found.accounts % _TELL_EVERY == 0:
                    say(f"  {found.accounts} accounts so far")
        for claims in _pages(store, Claim):
            owners = pool.map(lambda claim: (claim.user_id, store.get(User.key_of(claim.user_id))), claims)
            found.torn += [user_id for user_id, owner in owners if owner is None or owner.erased]
    found.torn = sorted(set(found.torn))
    return found


def _look(store: Store, hasher: ClaimHasher, user: User) -> Look:
    key, *claims = store.get_many(DataKey.key_of(user.id), *claims_of(hasher, user))
    stream = store.query(SealedEvent.of(user.id)).items
    fits = bool(stream) and (stream[-1].envelope.version, stream[-1].hash) == (user.version, user.hash)
    held = all(claim is not None and claim.user_id == user.id for claim in claims)
    return Look(user.id, key is None and not user.erased, fits and held and verify_chain(stream) is None)


def _pages(store: Store, kind: type[K]) -> Iterator[tuple[K, ...]]:
    after: str | None = None
    while True:
        page = store.scan(kind, after=after, limit=_PAGE)
        yield page.items
        if page.after is None:
            return
        after = page.after
