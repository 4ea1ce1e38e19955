"""How often a password may be tried: a ladder of windows, per account and per source address.

A window begins with its first try and allows `limit` of them. A window that was used up doubles the next one.
Tries are counted before a password is hashed, so that a burst hashes no more than the limit.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.kernel.errors import TooManyAttempts
from shared.kernel.records import Key

WINDOW = timedelta(minutes=15)
LONGEST_WINDOW = timedelta(hours=24)


@dataclass(frozen=True)
class Ladder:
    """One rule of counting: its name, the tries one window allows, and whether used-up windows double."""

    name: str
    limit: int
    doubles: bool


ACCOUNT = Ladder("account", limit=10, doubles=True)
SOURCE = Ladder("source", limit=100, doubles=False)


@dataclass(frozen=True)
class Tries:
    """The tries of one window of one account or address. `subject`: a user id, or one that nobody has.

    `told`: how often the log was told that the window is used up: once.
    """

    ladder: str
    subject: str
    count: int
    step: int
    window_ends: datetime
    expires: datetime
    told: int = 0

    @property
    def key(self) -> "Key[Tries]":
        return Tries.key_of(self.ladder, self.subject)

    @staticmethod
    def key_of(ladder: str, subject: str) -> "Key[Tries]":
        return Key(Tries, (ladder, subject))


def next_window(ladder: Ladder, subject: str, last: Tries | None, now: datetime) -> Tries:
    """A fresh window whose first try is this one."""
    used_up = last is not None and last.count >= ladder.limit and ladder.doubles
    step = last.step + 1 if last is not None and used_up else 0
    ends = now + min(WINDOW * 2**step, LONGEST_WINDOW)
    return Tries(ladder.name, subject, count=1, step=step, window_ends=ends, expires=ends + LONGEST_WINDOW)


def refuse_if_used_up(ladder: Ladder, tries: Tries | None, now: datetime) -> None:
    """Raises TooManyAttempts with the whole seconds until the window ends."""
    if tries is not None and now < tries.window_ends and tries.count >= ladder.limit:
        raise TooManyAttempts(retry_after=int((tries.window_ends - now).total_seconds()) + 1)
