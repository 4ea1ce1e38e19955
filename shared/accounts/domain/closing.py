"""Accounts whose address was never proven do not stay for ever: they are warned once, then closed."""

from datetime import datetime, timedelta

from shared.accounts.domain.user import Status, User
from shared.kernel.dataclasses import dataclass
from shared.kernel.records import Key

# From the warning to the closing, at least.
NOTICE = timedelta(days=7)
_KEPT = timedelta(days=30)


@dataclass(frozen=True)
class ClosingNotice:
    """The warning of one account. `mail_id` names its mail, so that it goes out once; `mailed`: it is on its way.

    It is about the account as it was at `version`: whoever staff has re-addressed or reactivated since was not warned.
    """

    user_id: str
    mail_id: str
    closes_at: datetime
    expires: datetime
    version: int
    mailed: bool = False

    @property
    def key(self) -> "Key[ClosingNotice]":
        return ClosingNotice.key_of(self.user_id)

    @staticmethod
    def key_of(user_id: str) -> "Key[ClosingNotice]":
        return Key(ClosingNotice, (user_id,))


def notice_for(user: User, mail_id: str, patience: timedelta, now: datetime) -> ClosingNotice:
    closes_at = max(user.created_at + patience, now + NOTICE)
    return ClosingNotice(user.id, mail_id, closes_at, closes_at + _KEPT, user.version)


def warned(user: User, notice: ClosingNotice | None) -> bool:
    return notice is not None and notice.mailed and notice.version == user.version


def due_for_warning(user: User, patience: timedelta, now: datetime) -> bool:
    return user.status is Status.PENDING and now >= user.created_at + patience - NOTICE


def due_for_closing(user: User, notice: ClosingNotice, now: datetime) -> bool:
    return user.status is Status.PENDING and warned(user, notice) and now >= notice.closes_at
