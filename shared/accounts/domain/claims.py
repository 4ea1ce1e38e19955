"""Claims: unique values, each held by one account, found by a keyed hash so that a copy of the table names nobody."""

from datetime import datetime, timedelta
from typing import Literal, Protocol

from shared.accounts.domain.email_address import comparable_email
from shared.accounts.domain.user import User
from shared.accounts.domain.username import skeleton
from shared.kernel.dataclasses import dataclass
from shared.kernel.records import Key

# As long as an account may wait for its proof.
RESERVATION = timedelta(days=30)

ClaimKind = Literal["email", "username", "skeleton"]


class ClaimHasher(Protocol):
    def digest(self, kind: str, value: str) -> str:
        """HMAC-SHA-256 in hex of a normalised value, under a key of its own."""


@dataclass(frozen=True)
class Claim:
    """`digest` stands for the value; `user_id` holds it. `proven`: not only by a sign-up that waits for its proof."""

    kind: str
    digest: str
    user_id: str
    proven: bool = True

    @property
    def key(self) -> "Key[Claim]":
        return Claim.key_of(self.kind, self.digest)

    @staticmethod
    def key_of(kind: str, digest: str) -> "Key[Claim]":
        return Key(Claim, (kind, digest))


@dataclass(frozen=True)
class NameReservation:
    """A name that a sign-up for somebody's known address asked for: as taken as if it had made a new account.

    So whether a name became taken tells nothing about the address. It waits for `for_user`, who alone may claim it by
    proving that sign-up; it signs nobody in and finds nobody.
    """

    kind: str
    digest: str
    for_user: str
    expires: datetime

    @property
    def key(self) -> "Key[NameReservation]":
        return NameReservation.key_of(self.kind, self.digest)

    @staticmethod
    def key_of(kind: str, digest: str) -> "Key[NameReservation]":
        return Key(NameReservation, (kind, digest))


def reservation_of(name: "Key[Claim]") -> "Key[NameReservation]":
    return Key(NameReservation, name.parts)


def email_claim(hasher: ClaimHasher, email: str) -> "Key[Claim]":
    return Claim.key_of("email", hasher.digest("email", comparable_email(email)))


def username_claim(hasher: ClaimHasher, username: str) -> "Key[Claim]":
    """Enough to find whose name it is."""
    return Claim.key_of("username", hasher.digest("username", username))


def username_claims(hasher: ClaimHasher, username: str) -> "tuple[Key[Claim], Key[Claim]]":
    """The name itself, and what it looks like."""
    looks = Claim.key_of("skeleton", hasher.digest("skeleton", skeleton(username)))
    return username_claim(hasher, username), looks


def claims_of(hasher: ClaimHasher, user: User | None) -> "frozenset[Key[Claim]]":
    """Every claim that this state of an account holds."""
    if user is None or user.erased:
        return frozenset()
    claims = {email_claim(hasher, user.email)}
    if user.username is not None:
        claims.update(username_claims(hasher, user.username))
    return frozenset(claims)
