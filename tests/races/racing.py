"""Many at once, on the real write path: a system in the emulator, cheap hashes, and people to race with."""

import secrets
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial
from typing import Any, TypeVar

from uuid_utils import uuid7

from infra.local.provision import Clients
from shared.accounts.domain.credentials import MailedToken, Purpose
from shared.accounts.domain.permissions import PERMISSIONS
from shared.accounts.domain.session import open_session
from shared.accounts.domain.user import User
from shared.accounts.use_cases.authenticate import LiveCaller
from shared.accounts.use_cases.sign_up import SignUpWish
from shared.adapters.argon2 import Argon2Hasher
from shared.adapters.memory.messages import MemoryCommandQueue
from shared.bootstrap import Container
from shared.kernel.errors import RollbookError
from shared.kernel.events import Context, SealedEvent
from shared.kernel.principal import Actor, Client, Principal

T = TypeVar("T")
PASSWORD = "correct horse battery staple"
CLIENT = Client("192.0.2.7", "test")
MOST_AT_ONCE = 50


class CountingHasher(Argon2Hasher):
    """Argon2id at its lowest cost: 8 KiB, one pass. `verified` counts checks."""

    def __init__(self) -> None:
        super().__init__(memory_kib=8, passes=1)
        self.verified = 0
        self._counting = threading.Lock()

    def verify(self, phc: str | None, password: str) -> bool:
        with self._counting:
            self.verified += 1
        return super().verify(phc, password)


class RacingContainer(Container):
    """The tables are real; messages stay here, where nobody races for them."""

    @cached_property
    def hasher(self) -> CountingHasher:
        return CountingHasher()

    @cached_property
    def mail_queue(self) -> MemoryCommandQueue:
        return MemoryCommandQueue()


class Racers:
    """Threads that begin at the same moment; each of a round's actions answers a value or the error it met."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(MOST_AT_ONCE)

    def at_once(self, actions: Iterable[Callable[[], T]]) -> list[T | RollbookError]:
        ready = list(actions)
        gate = threading.Barrier(len(ready))

        def run(action: Callable[[], T]) -> T | RollbookError:
            gate.wait(10)
            try:
                return action()
            except RollbookError as error:
                return error

        return list(self._threads.map(run, ready))

    def times(self, count: int, action: Callable[[int], T]) -> list[T | RollbookError]:
        return self.at_once([partial(action, number) for number in range(count)])

    def close(self) -> None:
        self._threads.shutdown()


def successes(outcomes: Sequence[T | RollbookError]) -> list[T]:
    return [outcome for outcome in outcomes if not isinstance(outcome, RollbookError)]


def codes(outcomes: Sequence[object]) -> Counter[str]:
    """How often each error was met; "done" counts the others."""
    return Counter(outcome.code if isinstance(outcome, RollbookError) else "done" for outcome in outcomes)


def new_id() -> str:
    return str(uuid7())


def newcomer() -> Client:
    """Somewhere that nobody has signed up from."""
    return Client(f"2001:db8:{secrets.token_hex(2)}:{secrets.token_hex(2)}::1", "test")


def new_address(name: str = "ada") -> str:
    return f"{name}-{new_id()}@example.org"


def active_person(container: Container, email: str | None = None) -> User:
    """Signed up, and the address proven."""
    user_id = container.sign_up(SignUpWish(email or new_address(), PASSWORD), newcomer(), "race")
    token = MailedToken(Purpose.VERIFY_EMAIL, user_id, user_id, user_id)
    container.verify_email(container.seals.mailed_token(token), CLIENT, "race")
    return container.users.get(user_id)


def caller(user: User) -> LiveCaller:
    session = open_session(user, new_id(), CLIENT, user.updated_at)
    return LiveCaller(user.id, session.id, frozenset(), user, session, frozenset)


def staff(user_id: str | None = None) -> Principal:
    return Principal(user_id or new_id(), new_id(), PERMISSIONS)


def acting(user_id: str) -> Context:
    return Context(Actor("user", user_id), "race", CLIENT)


def event_types(container: Container, user_id: str) -> list[str]:
    return [event.envelope.type for event in container.store.query(SealedEvent.of(user_id)).items]


def everything_in(clients: Clients, table: str) -> list[dict[str, Any]]:
    """All items of a table, whatever page they are on."""
    pages = clients.dynamodb.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
    return [item for page in pages for item in page["Items"]]
