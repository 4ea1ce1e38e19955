"""The key of each record that an operation touches, for any visitor: by the same functions that the system uses.

What was touched is measured on one person (infra/cost); here the same touches are moved to somebody else's keys.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from hashlib import sha256
from typing import Any, cast

from infra.cost.calls import Access, Touch
from infra.cost.families import kind_of
from infra.scale.crowd import Crowd, Visitor
from shared.accounts.domain.activity import Activity
from shared.accounts.domain.claims import email_claim
from shared.accounts.domain.credentials import Decoy, PasswordHash, ResetToken, SignUp
from shared.accounts.domain.devices import KnownDevices
from shared.accounts.domain.farewell import Farewell
from shared.accounts.domain.mail_log import MailSent
from shared.accounts.domain.quotas import Used, source_of
from shared.accounts.domain.role import Holders, Role
from shared.accounts.domain.search import FIRST_GENERATION, Generations, Indexed, row, rows_of
from shared.accounts.domain.session import Session
from shared.accounts.domain.tries import Tries
from shared.accounts.domain.user import Status, User
from shared.adapters.dynamodb.layout import KEY_SCHEMA, LAYOUT, TableName, key_attributes
from shared.adapters.key_ring import KeyRing
from shared.adapters.seals import KeyedSeals
from shared.kernel.events import SealedEvent
from shared.kernel.keys import DataKey, RootKey, SigningKeys
from shared.kernel.records import Key

_HOUR = "1795381200"


@dataclass(frozen=True)
class Hit:
    """`family`: kind of record, and what tells its keys apart; `partition`: the value of its hash key."""

    table: TableName
    family: str
    partition: str
    does: Access
    units: int


class _Ring:
    """Keys from a seed in place of a root key: the same hash functions, the same spread."""

    def derive(self, use: str) -> bytes:
        return sha256(use.encode()).digest()


HASHER = KeyedSeals(cast(KeyRing, _Ring()))


@cache
def family_of(touch: Touch) -> str:
    """Tries and quotas are counted by several kinds of subjects, with very different keys."""
    if touch.key[0].startswith(("TRIES#", "QUOTA#")):
        return " ".join((kind_of(touch.table, touch.key), touch.key[0].split("#")[1]))
    return kind_of(touch.table, touch.key)


def hits(touches: Sequence[Touch], visitor: Visitor, crowd: Crowd) -> Iterator[Hit]:
    """The same reads and writes, on this visitor's keys. Rows of the search index are those of a name of its own."""
    rows = [touch for touch in touches if family_of(touch) == "SearchRow"]
    for touch in touches:
        family = family_of(touch)
        if family != "SearchRow":
            key = KEYS[family](visitor, crowd)
            yield Hit(touch.table, family, partition(key), touch.does, touch.units)
    if rows:
        yield from _indexed(rows[0], crowd, moves=_both_ways(rows))


def partition(key: Key[Any]) -> str:
    name = KEY_SCHEMA[LAYOUT[key.kind].table][0][0]
    return key_attributes(key)[name]["S"]


def _both_ways(rows: Sequence[Touch]) -> bool:
    """Whether rows go from one status to another: then each beginning is written twice, in one partition."""
    return len({touch.key for touch in rows}) > len({touch.key[0] for touch in rows})


def _indexed(like: Touch, crowd: Crowd, *, moves: bool) -> Iterator[Hit]:
    user = crowd.newcomer()
    states = (user, replace(user, status=Status.ACTIVE)) if moves else (user,)
    for state in states:
        for name in rows_of(HASHER, state):
            key = row(state.id, FIRST_GENERATION, name).key
            yield Hit(like.table, "SearchRow", partition(key), like.does, like.units)


def _source(visitor: Visitor, _: Crowd) -> str:
    return source_of(HASHER, visitor.client)


def _used(quota: str, visitor: Visitor, crowd: Crowd) -> Key[Used]:
    subject = _source(visitor, crowd) if quota == "requests" else crowd.once()
    return Key(Used, (quota, subject, _HOUR))


_OWN: Callable[[Visitor, Crowd], Key[Any]] = lambda visitor, _: User.key_of(visitor.user_id)  # noqa: E731
KEYS: Mapping[str, Callable[[Visitor, Crowd], Key[Any]]] = {
    "User": _OWN,
    "a partition of several kinds": _OWN,
    "PasswordHash": lambda visitor, _: PasswordHash.key_of(visitor.user_id),
    "Claim": lambda visitor, _: email_claim(HASHER, f"person{visitor.person}@example.com"),
    "KnownDevices": lambda visitor, _: KnownDevices.key_of(visitor.user_id),
    "Session": lambda visitor, crowd: Session.key_of(visitor.user_id, crowd.once()),
    "Activity": lambda visitor, crowd: Activity.key_of(visitor.user_id, crowd.once()),
    "Tries account": lambda visitor, _: Tries.key_of("account", visitor.user_id),
    "Tries source": lambda visitor, crowd: Tries.key_of("source", _source(visitor, crowd)),
    "Used requests": partial(_used, "requests"),
    "Used mails": partial(_used, "mails"),
    "Used resets": partial(_used, "resets"),
    "DataKey": lambda visitor, _: DataKey.key_of(visitor.user_id),
    "SealedEvent": lambda visitor, _: Key(SealedEvent, (visitor.user_id, "1")),
    "SignUp": lambda visitor, crowd: SignUp.key_of(visitor.user_id, crowd.once()),
    "ResetToken": lambda visitor, _: ResetToken.key_of(visitor.user_id),
    "Farewell": lambda visitor, _: Farewell.key_of(visitor.user_id),
    "MailSent": lambda _, crowd: Key(MailSent, (crowd.once(), "welcome")),
    "Decoy": lambda _, crowd: Key(Decoy, (crowd.once(),)),
    "Indexed": lambda visitor, _: Indexed.key_of(visitor.user_id, FIRST_GENERATION),
    "Generations": lambda *_: Generations.the(),
    "Role": lambda *_: Role.key_of("member"),
    "Holders": lambda *_: Holders.key_of("member"),
    "RootKey": lambda *_: RootKey.the(),
    "SigningKeys": lambda *_: SigningKeys.the(),
}
