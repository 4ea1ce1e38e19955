"""Twins of the mail queue, the mailer and the bus: they remember, and refuse when told to."""

from collections.abc import Mapping
from typing import Any

from shared.accounts.ports import Mail
from shared.kernel.errors import ServiceUnavailable


class MemoryCommandQueue:
    def __init__(self) -> None:
        self.commands: list[dict[str, str]] = []
        self.down = False

    def put(self, command: Mapping[str, str]) -> None:
        if self.down:
            raise ServiceUnavailable
        self.commands.append(dict(command))


class MemoryMailer:
    def __init__(self) -> None:
        self.sent: list[Mail] = []
        self.down = False

    def send(self, mail: Mail) -> None:
        if self.down:
            raise ServiceUnavailable
        self.sent.append(mail)


class MemoryBus:
    """`refuse_from`: the count of events it takes before it refuses the rest of a call."""

    def __init__(self) -> None:
        self.published: list[dict[str, Any]] = []
        self.refuse_from: int | None = None

    def publish(self, events: list[dict[str, Any]]) -> int:
        if len(events) > 10:
            raise ValueError("PutEvents takes ten entries")
        taken = len(events) if self.refuse_from is None else min(len(events), self.refuse_from)
        self.published += events[:taken]
        return taken
