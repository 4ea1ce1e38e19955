"""Between payloads and stored events: seal and chain what was decided, open and upcast what is read."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from shared.kernel.dataclasses import dataclass
from shared.kernel.events import Context, Envelope, Event, Payload, SealedEvent, Shredded, chain_hash
from shared.kernel.ports import Clock, Ids, Sealer
from shared.kernel.principal import Client

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]


class UnknownEventType(ValueError):
    """A stored type or schema version that this code does not know: newer code wrote it."""


class EventTypes:
    """The payload types of one part of the system, and the steps `v1 -> v2` that lift what was stored before."""

    def __init__(
        self, payloads: Iterable[type[Payload]], upcasters: Mapping[tuple[str, int], Upcaster] | None = None
    ) -> None:
        self._payloads = {payload.type: payload for payload in payloads}
        self._upcasters = dict(upcasters or {})

    def decode(self, type_: str, schema_version: int, members: dict[str, Any]) -> Payload:
        """Raises UnknownEventType for a type, or a schema version, from the future."""
        payload = self._payloads.get(type_)
        if payload is None or schema_version > payload.schema_version:
            raise UnknownEventType(f"{type_} v{schema_version}")
        for version in range(schema_version, payload.schema_version):
            members = self._upcasters[(type_, version)](members)
        return payload.from_members(members)


@dataclass(frozen=True)
class Tip:
    """Where a stream stands: version 0 before its first event."""

    stream_id: str
    version: int = 0
    hash: str | None = None
    occurred_at: datetime | None = None


@dataclass(frozen=True)
class Recorded:
    """One event in both forms: `event` to fold, `sealed` to store."""

    event: Event
    sealed: SealedEvent


class Unsealed:
    """The sealer of streams that hold nothing personal (roles): their payloads are stored as they are."""

    def seal(self, plaintext: bytes, associated_data: bytes) -> bytes:  # noqa: ARG002
        return plaintext

    def open(self, sealed: bytes, associated_data: bytes) -> bytes:  # noqa: ARG002
        return sealed


class Recorder:
    """Turns payloads into events at the tip of a stream."""

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock = clock
        self._ids = ids

    def record(self, tip: Tip, payloads: Sequence[Payload], context: Context, sealer: Sealer) -> list[Recorded]:
        recorded: list[Recorded] = []
        for payload in payloads:
            one = self._record_one(tip, payload, context, sealer)
            envelope = one.event.envelope
            tip = Tip(tip.stream_id, envelope.version, one.event.hash, envelope.occurred_at)
            recorded.append(one)
        return recorded

    def _record_one(self, tip: Tip, payload: Payload, context: Context, sealer: Sealer) -> Recorded:
        envelope = Envelope(
            stream_id=tip.stream_id,
            version=tip.version + 1,
            event_id=self._ids.new(),
            type=payload.type,
            schema_version=payload.schema_version,
            occurred_at=self._time_after(tip),
            actor=context.actor,
            correlation_id=context.correlation_id,
            causation_id=context.causation_id,
            batch_id=context.batch_id,
            changed=payload.changed(),
            previous_hash=tip.hash,
        )
        sealed = sealer.seal(_plaintext(payload, context.client), envelope.associated_data())
        digest = chain_hash(envelope, sealed)
        return Recorded(
            Event(envelope, payload, context.client, digest),
            SealedEvent(envelope, sealed, digest),
        )

    def _time_after(self, tip: Tip) -> datetime:
        """Times of one stream strictly increase, whatever the clocks of two machines say."""
        now = self._clock.now()
        return now if tip.occurred_at is None else max(now, tip.occurred_at + timedelta(microseconds=1))


def open_event(stored: SealedEvent, types: EventTypes, sealer: Sealer | None) -> Event:
    """Read an event back; without a key it is a typed `Shredded`, never an exception.

    Raises ValueError when the ciphertext does not open, and UnknownEventType.
    """
    if sealer is None:
        return Event(stored.envelope, Shredded(), None, stored.hash)
    content = json.loads(sealer.open(stored.sealed, stored.envelope.associated_data()))
    client = Client(**content["client"]) if content.get("client") else None
    payload = types.decode(stored.envelope.type, stored.envelope.schema_version, content["data"])
    return Event(stored.envelope, payload, client, stored.hash)


def _plaintext(payload: Payload, client: Client | None) -> bytes:
    content = {"data": payload.members(), "client": asdict(client) if client else None}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
