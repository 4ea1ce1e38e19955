"""What proves a person: the password's hash, and what a mailed link refers to. None of it is ever in an event.

A mailed token is derived from a stored `token_id` by a keyed function, so that a copy of the tables holds no token.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from shared.kernel.dataclasses import dataclass
from shared.kernel.records import Key, Within

VERIFICATION_LIFETIME = timedelta(hours=24)
RESET_LIFETIME = timedelta(hours=1)
INVITATION_LIFETIME = timedelta(days=7)


class Purpose(StrEnum):
    """What a mailed token is good for; a token of one purpose is refused for another."""

    VERIFY_EMAIL = "verify_email"
    CHANGE_EMAIL = "change_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105


@dataclass(frozen=True)
class MailedToken:
    """What a mailed token says once its seal holds. `reference`: the sign-up it belongs to, or the user again."""

    purpose: Purpose
    user_id: str
    reference: str
    token_id: str


@dataclass(frozen=True)
class PasswordHash:
    """`phc`: a PHC string (algorithm, parameters, salt, hash)."""

    user_id: str
    phc: str

    @property
    def key(self) -> "Key[PasswordHash]":
        return PasswordHash.key_of(self.user_id)

    @staticmethod
    def key_of(user_id: str) -> "Key[PasswordHash]":
        return Key(PasswordHash, (user_id,))


@dataclass(frozen=True)
class SignUp:
    """One sign-up that waits for proof: proving it makes this password and profile the account's own.

    Whoever signs up first for somebody else's address gains nothing: each token carries its own sign-up's password.
    `claim`: the digest of the address it was mailed to.
    """

    user_id: str
    signup_id: str
    claim: str
    token_id: str
    phc: str
    username: str | None
    display_name: str | None
    locale: str | None
    valid_until: datetime
    expires: datetime

    @property
    def key(self) -> "Key[SignUp]":
        return SignUp.key_of(self.user_id, self.signup_id)

    @staticmethod
    def key_of(user_id: str, signup_id: str) -> "Key[SignUp]":
        return Key(SignUp, (user_id, signup_id))

    @staticmethod
    def of(user_id: str) -> "Within[SignUp]":
        return Within(SignUp, (user_id,))


@dataclass(frozen=True)
class ResetToken:
    """The one open password reset or invitation of an account: a newer one replaces it."""

    user_id: str
    token_id: str
    valid_until: datetime
    expires: datetime

    @property
    def key(self) -> "Key[ResetToken]":
        return ResetToken.key_of(self.user_id)

    @staticmethod
    def key_of(user_id: str) -> "Key[ResetToken]":
        return Key(ResetToken, (user_id,))


@dataclass(frozen=True)
class Decoy:
    """An item that means nothing: it makes the same work of a request that has nothing to store."""

    id: str
    expires: datetime

    @property
    def key(self) -> "Key[Decoy]":
        return Key(Decoy, (self.id,))
