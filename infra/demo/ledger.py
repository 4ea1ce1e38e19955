"""The books of one run: what was done, and which events and mails must come of it."""

import threading
import unicodedata
from collections import Counter
from dataclasses import dataclass, field

from infra.demo.client import Reply
from infra.demo.people import Refusal, Row


@dataclass(eq=False)
class Person:
    """One row and what became of it. `source`: the local address this person calls from."""

    row: Row
    source: str
    email: str
    password: str
    accepted: bool = False
    refusal: Refusal | None = None
    user_id: str | None = None
    events: list[str] = field(default_factory=list)

    @property
    def is_user(self) -> bool:
        return self.accepted and not self.row.repeat and self.row.refusal is None

    @property
    def name(self) -> str:
        return f"row {self.row.number}"


@dataclass(frozen=True)
class Letter:
    """One mail by what can be known beforehand: its kind and whom it goes to."""

    kind: str
    address: str


class Ledger:
    """Safe for threads; the people of one run and everything that must hold at its end."""

    def __init__(self, people: list[Person]) -> None:
        self.people = people
        self.guests: list[Person] = []
        self.done: Counter[str] = Counter()
        self.letters: Counter[Letter] = Counter()
        self.surprises: list[str] = []
        self._lock = threading.Lock()

    @property
    def users(self) -> list[Person]:
        """Everybody from the file with an account."""
        return [person for person in self.people if person.is_user]

    @property
    def account_holders(self) -> list[Person]:
        """Everybody with an account whose id is known, guests included."""
        return [person for person in [*self.users, *self.guests] if person.user_id]

    def did(self, what: str, person: Person | None = None, event: str | None = None) -> None:
        with self._lock:
            self.done[what] += 1
            if person and event:
                person.events.append(event)

    def mail_follows(self, kind: str, address: str) -> None:
        with self._lock:
            self.letters[Letter(kind, comparable(address))] += 1

    def surprise(self, what: str) -> None:
        with self._lock:
            self.surprises.append(what)

    def expect(self, reply: Reply, status: int, what: str) -> bool:
        """Whether the answer is the promised one; if not, it is noted by name."""
        if reply.status == status:
            return True
        said = f" {reply.refusal}" if reply.refusal else ""
        self.surprise(f"{what}: expected {status}, got {reply.status}{said}")
        return False


def comparable(address: str) -> str:
    """One form for one mailbox, whether a domain is written in letters or as `xn--...`."""
    local, _, domain = unicodedata.normalize("NFC", address).casefold().rpartition("@")
    return f"{local}@{'.'.join(map(_letters, domain.split('.')))}"


def _letters(label: str) -> str:
    return label[4:].encode("ascii").decode("punycode") if label.startswith("xn--") else label
