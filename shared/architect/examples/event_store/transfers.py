"""A ledger account: what happened is the truth, its balance is a fold, and a rule decides on the fold."""

from collections.abc import Sequence

from journal import Event, append, decide_again, read
from sqlalchemy.engine import Engine


class Overdrawn(Exception):
    """There is not enough money for it."""


def balance(events: Sequence[Event]) -> int:
    """Cents."""
    return sum(body["cents"] if type_ == "money.received" else -body["cents"] for type_, body in events)


def withdraw(engine: Engine, account: str, cents: int) -> int:
    """The account's new version. Raises Overdrawn, journal.Stale."""

    def attempt() -> int:
        events = read(engine, account)
        if balance(events) < cents:
            raise Overdrawn(account)
        return append(engine, account, len(events), [("money.withdrawn", {"cents": cents})])

    return decide_again(attempt)
