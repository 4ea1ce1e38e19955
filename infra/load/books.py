"""What was acknowledged while the load ran: the books that must agree with what the system holds at the end."""

import itertools
import secrets
import threading
from collections import Counter
from dataclasses import dataclass, field

from infra.demo.client import Reply
from infra.demo.ledger import Letter, comparable

_KEPT = 50  # violations told by name: the first ones show what is wrong
_HOSTS = 250


@dataclass(eq=False)
class Person:
    """Somebody who signed up during the run. `names`: display names in the order in which changes were acknowledged."""

    number: int
    email: str
    password: str
    source: str
    user_id: str | None = None
    token: str = ""
    refresh_token: str = ""
    version: int = 0
    sign_ins: int = 0
    events: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"person {self.number}"


class Books:
    """Safe for threads."""

    def __init__(self, tag: str | None = None) -> None:
        self.tag = tag or secrets.token_hex(4)
        self.people: list[Person] = []
        self.letters: Counter[Letter] = Counter()
        self.violations: list[str] = []
        self.violated = 0
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def newcomer(self) -> Person:
        """Nobody has an account yet; the address and the source are this person's own."""
        number = next(self._numbers)
        return Person(
            number, f"p{number}.{self.tag}@mail.example.com", f"a phrase of {self.tag} {number}", _source(number)
        )

    def signed_up(self, person: Person) -> None:
        with self._lock:
            self.people.append(person)
            person.events.append("user.registered")
            self.letters[Letter("verify_email", comparable(person.email))] += 1

    def verified(self, person: Person) -> None:
        with self._lock:
            person.events.append("user.email_verified")
            self.letters[Letter("welcome", comparable(person.email))] += 1

    def renamed(self, person: Person, name: str) -> None:
        with self._lock:
            person.events.append("user.profile_changed")
            person.names.append(name)

    def violation(self, what: str) -> None:
        with self._lock:
            self.violated += 1
            if len(self.violations) < _KEPT:
                self.violations.append(what)

    def expect(self, reply: Reply, status: int, what: str) -> bool:
        """Whether the answer is the promised one; if not, that is a violation."""
        if reply.status == status:
            return True
        self.violation(f"{what}: expected {status}, got {reply.status} {reply.refusal or ''}".rstrip())
        return False


def _source(number: int) -> str:
    """A local address of one's own: limits count by it."""
    return f"127.{20 + number // _HOSTS // _HOSTS}.{number // _HOSTS % _HOSTS}.{1 + number % _HOSTS}"
