"""The whole of accounts on in-memory twins, with the workers that stand behind it: no mocks, no network."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from infra.topology import RULES
from shared.accounts.domain import user as deciding
from shared.accounts.domain.events import UserErased
from shared.accounts.domain.mails import MailKind
from shared.accounts.domain.session import Session
from shared.accounts.domain.user import User
from shared.accounts.ports import Mail
from shared.accounts.use_cases.authenticate import LiveCaller
from shared.accounts.use_cases.make_admin import MakeAdmin
from shared.accounts.use_cases.sign_in import SignedIn
from shared.accounts.use_cases.sign_up import SignUpWish
from shared.adapters.memory.key_service import MemoryKeyService
from shared.adapters.memory.messages import MemoryBus, MemoryCommandQueue, MemoryMailer
from shared.adapters.memory.store import MemoryStore
from shared.adapters.memory.system import CountedIds, SeededRandomness, SettableClock
from shared.adapters.signing_keys import SigningKeyRing
from shared.bootstrap import Container
from shared.kernel.errors import RollbookError, ServiceUnavailable
from shared.kernel.events import Context, SealedEvent
from shared.kernel.principal import Actor, Client
from shared.kernel.records import Put
from shared.settings import Settings
from tests.use_cases.keys import OpenedOnce, prepared_keys
from tests.use_cases.watched import QuickHasher, WatchedStore

PASSWORD = "green tea at noon 73"
PHONE = Client("192.0.2.7", "Phone 1.0")
LAPTOP = Client("192.0.2.8", "Laptop 1.0")
ENVIRON = {
    "ROLLBOOK_PUBLIC_URL": "https://accounts.example.org",
    "ROLLBOOK_ISSUER": "https://accounts.example.org",
    "ROLLBOOK_AUDIENCE": "rollbook",
    **{f"ROLLBOOK_{table}_TABLE": "unused" for table in ("EVENTS", "DIRECTORY", "KEYS", "SESSIONS")},
    "AWS_REGION": "eu-west-1",
}
_QUEUE_OF = {rule.queue: frozenset(rule.event_types) for rule in RULES}


@dataclass(frozen=True)
class Work:
    """What one request asked of the outside: calls in order with their sizes, messages, hashes."""

    calls: tuple[tuple[str, int], ...]
    messages: int
    hashes: int


class World(Container):
    def __init__(self) -> None:
        super().__init__(Settings.read(ENVIRON))
        self._published = 0
        self.mail_notices: list[dict[str, Any]] = []
        self.session_notices: list[dict[str, Any]] = []
        self.search_notices: list[dict[str, Any]] = []
        _, root, signing = prepared_keys()
        self.store.transact([Put(root), Put(signing)])
        self.ids.new()  # the first one is the signing key's
        self.ring.derive("warm")
        self.signing_keys.signer()

    @cached_property
    def store(self) -> WatchedStore:
        return WatchedStore()

    @cached_property
    def clock(self) -> SettableClock:
        return SettableClock()

    @cached_property
    def ids(self) -> CountedIds:
        return CountedIds()

    @cached_property
    def randomness(self) -> SeededRandomness:
        return SeededRandomness()

    @cached_property
    def key_service(self) -> MemoryKeyService:
        return prepared_keys()[0]

    @cached_property
    def signing_keys(self) -> SigningKeyRing:
        return OpenedOnce(self.store, self.ring, self.clock, self.ids)

    @cached_property
    def hasher(self) -> QuickHasher:
        return QuickHasher()

    @cached_property
    def mail_queue(self) -> MemoryCommandQueue:
        return MemoryCommandQueue()

    @cached_property
    def mailer(self) -> MemoryMailer:
        return MemoryMailer()

    @cached_property
    def bus(self) -> MemoryBus:
        return MemoryBus()

    # workers -----------------------------------------------------------------------------------------------------

    def relay(self) -> None:
        """What the stream of the events table does: publish, and let the rules fill the queues."""
        waiting = self.store.events[self._published :]
        taken = self.publish_events([event.envelope for event in waiting])
        notices = self.bus.published[self._published : self._published + taken]
        self._published += taken
        self.mail_notices += [notice for notice in notices if notice["type"] in _QUEUE_OF["mail"]]
        self.search_notices += [notice for notice in notices if notice["type"] in _QUEUE_OF["search"]]
        self.session_notices += [notice for notice in notices if notice["type"] in _QUEUE_OF["end-sessions"]]

    def settle(self) -> "World":
        """Relay and work on every message once; what fails stays in its queue."""
        self.relay()
        self.mail_notices = [notice for notice in self.mail_notices if not _done(self.tell, notice)]
        self.mail_queue.commands[:] = [c for c in self.mail_queue.commands if not _done(self.answer, c)]
        for notice in self.session_notices:
            erased = notice["type"] == UserErased.type
            (self.forget_sessions.everything if erased else self.forget_sessions.dead)(notice["stream_id"])
        self.session_notices = []
        self.search_notices = [notice for notice in self.search_notices if not _done(self.index, notice)]
        return self

    def index(self, notice: dict[str, Any]) -> None:
        self.update_search(notice["stream_id"])

    def tell(self, notice: dict[str, Any]) -> None:
        letters = self.event_letters(notice["stream_id"], notice["version"])
        self.send_mails(notice["event_id"], notice["correlation_id"], letters)
        if notice["type"] == UserErased.type:
            self.event_letters.forget_farewell(notice["stream_id"])

    def answer(self, command: dict[str, str]) -> None:
        assert self.command_letters.understands(command)
        self.send_mails(command["id"], command["correlation_id"], self.command_letters(command))

    # mails ---------------------------------------------------------------------------------------------------------

    def mails(self, kind: MailKind | None = None, to: str | None = None) -> list[Mail]:
        return [mail for mail in self.mailer.sent if kind in (None, mail.kind) and to in (None, mail.to)]

    def token(self, kind: MailKind, to: str, nth: int = -1) -> str:
        """The token in the newest mail of this kind (or the nth), read from its text as a person would."""
        found = re.search(r"[?]token=([\w-]+)", self.mails(kind, to)[nth].text)
        assert found is not None, "this mail carries no token"
        return found[1]

    # people --------------------------------------------------------------------------------------------------------

    def person(self, email: str, password: str = PASSWORD, **profile: str) -> str:
        """The id of somebody who signed up and proved the address."""
        user_id = self.sign_up(SignUpWish(email, password, **profile), PHONE, "correlation")
        self.settle()
        self.verify_email(self.token(MailKind.VERIFY_EMAIL, email), PHONE, "correlation")
        self.settle()
        return user_id

    def signed_in(self, email: str, password: str = PASSWORD, client: Client = PHONE) -> SignedIn:
        return self.sign_in(email, password, client, "correlation")

    def caller(self, signed_in: SignedIn) -> LiveCaller:
        caller = self.authenticate(signed_in.access_token, live=True)
        assert isinstance(caller, LiveCaller)
        return caller

    def staff(self, email: str = "root@example.org", roles: tuple[str, ...] = ("admin",)) -> LiveCaller:
        """Somebody signed in with these roles."""
        if roles == ("admin",):
            MakeAdmin(self.sign_up, self.verify_email, self.users, self.store, self.seals)(email, PASSWORD)
        else:
            loaded = self.users.load(self.person(email))
            self.users.commit(loaded, deciding.set_roles(loaded.user, roles), Context(Actor("system", "test"), "test"))
        self.settle()
        return self.caller(self.signed_in(email))

    def user(self, user_id: str) -> User:
        user = MemoryStore.get(self.store, User.key_of(user_id))
        assert user is not None
        return user

    def session_count(self, user_id: str) -> int:
        return len(MemoryStore.query(self.store, Session.of(user_id)).items)

    def history(self, user_id: str) -> list[str]:
        """The types of an account's events, oldest first."""
        return [event.envelope.type for event in self.store.query(SealedEvent.of(user_id)).items]

    def work_of(self, act: Callable[[], object]) -> Work:
        """What `act` asks of the outside, whether it succeeds or is refused."""
        calls, messages, hashes = len(self.store.calls), len(self.mail_queue.commands), self.hasher.hashed
        outcome_of(act)
        return Work(
            tuple(self.store.calls[calls:]), len(self.mail_queue.commands) - messages, self.hasher.hashed - hashes
        )


def context(actor: str) -> Context:
    """A change by this account itself."""
    return Context(Actor("user", actor), "correlation", PHONE)


def by_staff(caller: LiveCaller) -> Context:
    return Context(Actor("admin", caller.user_id), "correlation", LAPTOP)


def outcome_of(act: Callable[[], object]) -> str:
    """The code of the error that `act` raises; "done" when it raises none."""
    try:
        act()
    except RollbookError as error:
        return error.code
    return "done"


def _done(work: Callable[[Any], None], message: Any) -> bool:
    try:
        work(message)
    except ServiceUnavailable:
        return False
    return True
