"""Reads the mail that the running system really sent."""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from infra.demo.client import Client
from infra.demo.ledger import Letter, comparable

_POLL = 0.5
_PATIENCE = 30.0


class MailMissing(Exception):
    """Nothing more arrived for half a minute, and it is not enough."""


@dataclass(frozen=True)
class Mail:
    letter: Letter
    token: str | None


class Inbox:
    """The local inbox, seen by one run."""

    def __init__(self, client: Client, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._clock = clock

    def read(self) -> list[Mail]:
        """All mail, oldest first; one entry per addressee."""
        messages = self._client.call("GET", "/_local/inbox.json").body["messages"]
        return [
            Mail(Letter(message["kind"], comparable(address)), message["token"])
            for message in messages
            for address in message["to"]
        ]

    def wait_for(self, letters: Counter[Letter], arrived: Callable[[int], None] = lambda _count: None) -> list[Mail]:
        """Reads until all of `letters` are there. Raises MailMissing once nothing has moved for half a minute."""
        best, since = -1, self._clock()
        while True:
            mails = self.read()
            missing = letters - counted(mails)
            here = letters.total() - missing.total()
            arrived(here)
            if not missing:
                return mails
            if here > best:
                best, since = here, self._clock()
            elif self._clock() - since > _PATIENCE:
                raise MailMissing(f"{missing.total()} of {letters.total()} mails never came: {_some(missing)}")
            time.sleep(_POLL)

    def newest_tokens(self, kind: str, addresses: Iterable[str]) -> dict[str, str]:
        """The token of the newest mail of `kind` to each address that got one, by comparable address."""
        wanted = {comparable(address) for address in addresses}
        letters = Counter(Letter(kind, address) for address in wanted)
        mails = self.wait_for(letters)
        mine = [mail for mail in mails if mail.letter in letters]
        return {mail.letter.address: mail.token for mail in mine if mail.token}


def counted(mails: Iterable[Mail]) -> Counter[Letter]:
    return Counter(mail.letter for mail in mails)


def _some(letters: Counter[Letter]) -> str:
    return ", ".join(f"{letter.kind} to {letter.address}" for letter in list(letters)[:3])
