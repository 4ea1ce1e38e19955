"""A whole AWS for one function: what must be so before it is invoked, and what can be seen after."""

import json
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

from infra.local.clients import client
from infra.local.front import Front
from infra.local.invoke import context_for
from infra.local.journal import Journal
from infra.local.limits import Limits
from infra.local.mailbox import Mailbox, SesTap
from infra.topology import FUNCTIONS
from shared.accounts.domain import user as deciding
from shared.accounts.domain.activity import ActivityType, note
from shared.accounts.domain.claims import Claim
from shared.accounts.domain.credentials import PasswordHash, SignUp
from shared.accounts.domain.events import UserRegistered
from shared.accounts.domain.session import Session, open_session
from shared.accounts.domain.user import User
from shared.bootstrap import Container
from shared.kernel.events import Context, Payload
from shared.kernel.principal import Actor
from shared.kernel.principal import Client as Peer
from shared.kernel.records import Put

EVENTS = Path(__file__).parents[2] / "events"
# The account of which the samples speak, and the digest of its address as they have it.
ADA = "019aab00-1111-7aaa-8aaa-0000000000a1"
ADA_EMAIL = "ada@mail.example.com"
ADA_CLAIM = "5f2c" * 16
PEER = Peer("203.0.113.7", "Firefox/140.0")


def sample(name: str) -> dict[str, Any]:
    return dict(json.loads((EVENTS / f"{name}.json").read_text("utf-8")))


@dataclass
class Office:
    """`environ` of an empty, prepared system."""

    environ: Mapping[str, str]
    mailbox: Mailbox

    @cached_property
    def parts(self) -> Container:
        return Container.of(self.environ)

    def invoke(self, name: str, **headers: str) -> Any:
        """The real handler with the sample `function/name`; `headers` stand in for its own."""
        event, function = sample(name), name.partition("/")[0]
        if headers:
            event["headers"] |= headers
        return self.invoke_with(function, event)

    def invoke_with(self, function: str, event: Mapping[str, Any]) -> Any:
        declared = next(each for each in FUNCTIONS if each.name == function)
        build: Callable[[Mapping[str, str]], Any] = import_module(f"functions.{function}.handler").build
        return build(self.environ)(event, context_for(declared, self.environ["AWS_REGION"]))

    # given ------------------------------------------------------------------------------------------------------------

    def ada(self) -> User:
        """Signed up just now: pending."""
        until = datetime.now(UTC) + timedelta(hours=24)
        registered = UserRegistered(ADA_EMAIL, display_name="Ada Lovelace", locale="en-GB", signup_id=ADA)
        signup = SignUp(ADA, ADA, ADA_CLAIM, ADA, "$no", None, "Ada Lovelace", "en-GB", until, until)
        also = [Put(signup), Put(PasswordHash(ADA, "$no")), Put(Claim("email", ADA_CLAIM, ADA))]
        return self.parts.users.register(ADA, registered, self._context(), also)

    def ada_after(self, *decisions: Callable[[User], list[Payload]]) -> User:
        """Her account once these were decided on it."""
        user = self.ada()
        for decide in decisions:
            user = self.parts.users.commit(self.parts.users.load(ADA), decide(user), self._context())
        return user

    def active_ada(self) -> User:
        return self.ada_after(deciding.verify_email)

    def session(self, user: User, session_id: str) -> Session:
        now = datetime.now(UTC)
        opened = open_session(user, session_id, PEER, now)
        signed_in = note(ActivityType.SIGN_IN_SUCCEEDED, user.id, session_id, PEER, now, session_id)
        self.parts.store.transact([Put(opened), Put(signed_in)])
        return opened

    # then -------------------------------------------------------------------------------------------------------------

    def mails(self) -> list[tuple[str, str]]:
        """Kind and address of what was sent."""
        sent = json.loads(self.mailbox.as_json())["messages"]
        return [(mail["kind"], *mail["to"]) for mail in sent]

    def queued(self, setting: str) -> list[dict[str, Any]]:
        """The messages that wait in a queue."""
        answer = client("sqs", self.environ).receive_message(
            QueueUrl=self.environ[setting], MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        )
        return list(answer.get("Messages", ()))

    @staticmethod
    def _context() -> Context:
        return Context(Actor("user", ADA), "sample", PEER)


@contextmanager
def open_office(environ: dict[str, str], place: Path) -> Iterator[Office]:
    mailbox = Mailbox(Journal(place / "mails.jsonl"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        front = Front(listener, SesTap(environ["AWS_ENDPOINT_URL"], mailbox), Limits(body=1024 * 1024))
        front.start()
        environ["AWS_ENDPOINT_URL_SESV2"] = f"http://127.0.0.1:{listener.getsockname()[1]}"
        try:
            yield Office(environ, mailbox)
        finally:
            front.stop(1.0)
