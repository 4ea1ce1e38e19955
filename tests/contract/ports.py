"""The ports of one adapter family, each beside a way to see what came out at the far side."""

import json
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from infra.local.mailbox import mail_of
from infra.local.provision import Clients
from shared.accounts.ports import Bus, CommandQueue, Mailer
from shared.adapters.aws.queue import SqsRetryQueue
from shared.adapters.key_ring import KeyService
from shared.adapters.memory.key_service import MemoryKeyService
from shared.adapters.memory.messages import MemoryBus, MemoryCommandQueue, MemoryMailer
from shared.adapters.memory.objects import MemoryObjects
from shared.adapters.memory.store import MemoryStore
from shared.adapters.memory.system import SettableClock
from shared.architect.ports import Objects, Ticket, Uploads
from shared.bootstrap import Container
from shared.kernel.ports import Store
from tests.calls.recorder import Recorder
from tests.contract.samples import MOMENT


class Ports(ABC):
    store: Store
    key_service: KeyService
    mail_queue: CommandQueue
    bus: Bus
    mailer: Mailer
    records: Objects
    uploads: Uploads

    @abstractmethod
    def hand_in(self, ticket: Ticket, name: str, content: bytes) -> int:
        """As a client does, with what the ticket says; the status of the answer."""

    @abstractmethod
    def queued(self, count: int) -> list[dict[str, Any]]:
        """The next `count` messages of the mail queue; they are taken off."""

    @abstractmethod
    def published(self, count: int) -> list[dict[str, Any]]:
        """The next `count` events that subscribers of the bus are given."""

    @abstractmethod
    def last_mail(self) -> Mapping[str, Any]:
        """to, subject, text, html, headers of the last mail that was accepted."""


def send_to(ticket: Ticket, content: bytes) -> int:
    """Over HTTP, where the ticket's address is one of this machine."""
    request = urllib.request.Request(ticket.url, content, dict(ticket.headers), method=ticket.method)
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as answer:
        return int(answer.status)


class MemoryPorts(Ports):
    def __init__(self) -> None:
        self.store = MemoryStore()
        self.key_service = MemoryKeyService()
        self.mail_queue = self._queue = MemoryCommandQueue()
        self.bus = self._bus = MemoryBus()
        self.mailer = self._mailer = MemoryMailer()
        self.records = MemoryObjects(SettableClock())
        self.uploads = self._uploads = MemoryObjects(SettableClock())

    def hand_in(self, ticket: Ticket, name: str, content: bytes) -> int:
        self._uploads.hand_in(name, content)
        return 200

    def queued(self, count: int) -> list[dict[str, Any]]:
        taken, self._queue.commands = self._queue.commands[:count], self._queue.commands[count:]
        return [dict(command) for command in taken]

    def published(self, count: int) -> list[dict[str, Any]]:
        taken, self._bus.published = self._bus.published[:count], self._bus.published[count:]
        return taken

    def last_mail(self) -> Mapping[str, Any]:
        mail = self._mailer.sent[-1]
        members = {"to": [mail.to], "subject": mail.subject, "text": mail.text, "html": mail.html}
        return members | {"headers": {"X-Rollbook-Kind": mail.kind.value, **mail.headers}}


class AwsPorts(Ports):
    """The adapters as the functions get them, and what stands behind them as real as the emulator is."""

    def __init__(self, environ: Mapping[str, str], clients: Clients, recorder: Recorder) -> None:
        container = Container.of(environ)
        self.environ, self.clients, self._recorder = environ, clients, recorder
        self.store, self.key_service = container.store, container.key_service
        self.mail_queue, self.bus, self.mailer = container.mail_queue, container.bus, container.mailer
        self.retries: SqsRetryQueue = container.mail_retries
        self.records, self.uploads = container.records, container.uploads

    def hand_in(self, ticket: Ticket, name: str, content: bytes) -> int:
        return send_to(ticket, content)

    def queued(self, count: int) -> list[dict[str, Any]]:
        return [json.loads(message["Body"]) for message in self.received("ROLLBOOK_MAIL_QUEUE_URL", count)]

    def published(self, count: int) -> list[dict[str, Any]]:
        return [bus_event["detail"] for bus_event in self.queued(count)]

    def last_mail(self) -> Mapping[str, Any]:
        (call,) = [call for call in self._recorder.calls if call.operation == "SendEmail"][-1:]
        return mail_of(call.body, "", MOMENT)

    def received(self, queue: str, count: int) -> list[dict[str, Any]]:
        """Messages with their attributes; they are deleted."""
        messages: list[dict[str, Any]] = []
        url = self.environ[queue]
        for _ in range(20):
            wanted = {"MaxNumberOfMessages": min(10, count - len(messages)), "WaitTimeSeconds": 1}
            answer = self.clients.sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"], **wanted)
            for message in answer.get("Messages", ()):
                self.clients.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                messages.append(message)
            if len(messages) >= count:
                break
        return messages
