"""A stream of a small world of its own: two payloads, a clock that tests set, a key that can be lost."""

import os
from collections.abc import Sequence
from typing import ClassVar

from shared.adapters.aes import AesSealer
from shared.adapters.memory.system import CountedIds, SettableClock
from shared.kernel.dataclasses import dataclass
from shared.kernel.events import Context, Payload, SealedEvent
from shared.kernel.principal import Actor, Client
from shared.kernel.recording import EventTypes, Recorded, Recorder, Tip

STREAM = "0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c11"
CONTEXT = Context(Actor("user", STREAM), "correlation-1", Client("192.0.2.7", "Browser"), "cause-1", "batch-1")


@dataclass(frozen=True)
class Planted(Payload):
    type: ClassVar[str] = "tree.planted"
    kind: str
    rings: tuple[int, ...] = ()
    owner: str | None = None


@dataclass(frozen=True)
class Felled(Payload):
    type: ClassVar[str] = "tree.felled"

    def changed(self) -> tuple[str, ...]:
        return ("standing",)


TYPES = EventTypes((Planted, Felled))


class Orchard:
    """Records payloads one after the other, as a use case would."""

    def __init__(self) -> None:
        self.clock = SettableClock()
        self.sealer = AesSealer(os.urandom(32))
        self.recorder = Recorder(self.clock, CountedIds())
        self.recorded: list[Recorded] = []

    def record(self, *payloads: Payload) -> Sequence[Recorded]:
        new = self.recorder.record(self.tip(), payloads, CONTEXT, self.sealer)
        self.recorded += new
        return new

    def tip(self) -> Tip:
        if not self.recorded:
            return Tip(STREAM)
        last = self.recorded[-1].sealed
        return Tip(STREAM, last.envelope.version, last.hash, last.envelope.occurred_at)

    @property
    def stored(self) -> list[SealedEvent]:
        return [one.sealed for one in self.recorded]
