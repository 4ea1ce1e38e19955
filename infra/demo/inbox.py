"""Reads the mail that the running system really sent."""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from infra.demo.client import Client
from infra.demo.ledger import Letter, comparable

_POLL = 0.5
_REST = 4  # times as long as a look took: looking must not slow down those who send
_PATIENCE = 30.0


class MailMissing(Exception):
    """Nothing more arrived for half a minute, and it is not enough."""


@dataclass(frozen=True)
class Mail:
    letter: Letter
    token: str | None


class Inbox:
    """The local inbox, seen by one run."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def read(self) -> list[Mail]:
        """All mail, oldest first; one entry per addressee."""
        messages = self._client.call("GET", "/_local/inbox.json").body["messages"]
        return [
            Mail(Letter(message["kind"], comparable(address)), message["token"])
            for message in messages
            for address in message["to"]
        ]

    def wait_for(self, letters: Counter[Letter], arrived: Callable[[int], None]) -> list[Mail]:
        """Reads until all of `letters` are there, and tells `arrived` how many are.

        Raises MailMissing once nothing has moved for half a minute.
        """
        best, since = -1, time.monotonic()
        while True:
            looked = time.monotonic()
            mails = self.read()
            missing = letters - counted(mails)
            here = letters.total() - missing.total()
            arrived(here)
            if not missing:
                return mails
            if here > best:
                best, since = here, looked
            elif looked - since > _PATIENCE:
                raise MailMissing(f"{missing.total()} of {letters.total()} mails never came: {_some(missing)}")
            time.sleep(max(_POLL, _REST * (time.monotonic() - looked)))

    def newest_tokens(self, kind: str, addresses: Iterable[str], arrived: Callable[[int], None]) -> dict[str, str]:
        """The token of the newest mail of `kind` to each address that got one, by comparable address."""
        wanted = {comparable(address) for address in addresses}
        letters = Counter(Letter(kind, address) for address in wanted)
        mails = self.wait_for(letters, arrived)
        mine = [mail for mail in mails if mail.letter in letters]
        return {mail.letter.address: mail.token for mail in mine if mail.token}


def counted(mails: Iterable[Mail]) -> Counter[Letter]:
    return Counter(mail.letter for mail in mails)


def _some(letters: Counter[Letter]) -> str:
    return ", ".join(f"{letter.kind} to {letter.address}" for letter in list(letters)[:3])
