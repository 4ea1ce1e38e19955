"""How often a password may be tried: a ladder of windows, per account and per source address.

A window begins with its first try and allows `limit` of them. A window that was used up doubles the next one.
Tries are counted before a password is hashed, so that a burst hashes no more than the limit. A hundred failures of one
account in a row, over whatever time, are the last: then only a reset by mail opens it (NIST SP 800-63B-4, 3.2.2).
"""

from datetime import datetime, timedelta

from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import TooManyAttempts
from shared.kernel.records import Key

WINDOW = timedelta(minutes=15)
LONGEST_WINDOW = timedelta(hours=24)
# For as long, failures count as being in a row.
_REMEMBERED = timedelta(days=365)


@dataclass(frozen=True)
class Tries:
    """The tries of one window of one account or address. `subject`: a user id, or one that nobody has.

    `told`: how often the log was told that the window is used up: once. `total`: failures in a row, other windows' too.
    """

    ladder: str
    subject: str
    count: int
    step: int
    window_ends: datetime
    expires: datetime
    told: int = 0
    total: int = 0

    @property
    def key(self) -> "Key[Tries]":
        return Tries.key_of(self.ladder, self.subject)

    @staticmethod
    def key_of(ladder: str, subject: str) -> "Key[Tries]":
        return Key(Tries, (ladder, subject))


@dataclass(frozen=True)
class Ladder:
    """One rule of counting: its name, the tries one window allows, and whether used-up windows double.

    `in_a_row`: how many failures without a success between them it takes at all, or None.
    """

    name: str
    limit: int
    doubles: bool
    in_a_row: int | None = None

    @property
    def one_more(self) -> dict[str, int]:
        """What one try adds to the numbers of a window."""
        return {"count": 1} if self.in_a_row is None else {"count": 1, "total": 1}

    @property
    def bounds(self) -> dict[str, int]:
        """What the numbers must be below for one more try."""
        return {"count": self.limit} if self.in_a_row is None else {"count": self.limit, "total": self.in_a_row}

    def used_up(self, tries: Tries | None, now: datetime) -> bool:
        if tries is None:
            return False
        return self.closed(tries) or (now < tries.window_ends and tries.count >= self.limit)

    def closed(self, tries: Tries) -> bool:
        """No time opens it again."""
        return self.in_a_row is not None and tries.total >= self.in_a_row


ACCOUNT = Ladder("account", limit=10, doubles=True, in_a_row=100)
SOURCE = Ladder("source", limit=100, doubles=False)


def next_window(ladder: Ladder, subject: str, last: Tries | None, now: datetime) -> Tries:
    """A fresh window whose first try is this one."""
    used_up = last is not None and last.count >= ladder.limit and ladder.doubles
    step = last.step + 1 if last is not None and used_up else 0
    ends = now + min(WINDOW * 2**step, LONGEST_WINDOW)
    kept = LONGEST_WINDOW if ladder.in_a_row is None else _REMEMBERED
    total = (last.total if last is not None else 0) + ladder.one_more.get("total", 0)
    return Tries(ladder.name, subject, count=1, step=step, window_ends=ends, expires=ends + kept, total=total)


def refuse_if_used_up(ladder: Ladder, tries: Tries | None, now: datetime) -> None:
    """Raises TooManyAttempts with the whole seconds until the window ends, or a day where no window opens it."""
    if tries is None or not ladder.used_up(tries, now):
        return
    wait = LONGEST_WINDOW if ladder.closed(tries) else tries.window_ends - now
    raise TooManyAttempts(retry_after=int(wait.total_seconds()) + 1)
