"""Events: what happened, as the domain says it, as it is stored (sealed and chained), and as it is read back.

A payload is a frozen dataclass with a frozen `type` and a `schema_version`. Stored, its members and the client's
address are one ciphertext under the data key of the stream's person; everything else stays readable. `hash` covers the
ciphertext, never the plaintext, so that a stream can be verified after its key is gone.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import field, fields
from datetime import UTC, datetime
from typing import Any, ClassVar

from shared.kernel.dataclasses import dataclass
from shared.kernel.principal import Actor, Client
from shared.kernel.records import FLAT, Key, Within


@dataclass(frozen=True)
class Payload:
    """What an event says. Subclasses name their members; `type` and `schema_version` never change once stored."""

    type: ClassVar[str]
    schema_version: ClassVar[int] = 1

    def members(self) -> dict[str, Any]:
        """The members as JSON values. A member that is None was not part of the event."""
        values = ((f.name, getattr(self, f.name)) for f in fields(self))
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values if value is not None}

    @classmethod
    def from_members(cls, members: Mapping[str, Any]) -> "Payload":
        return cls(**{name: tuple(value) if isinstance(value, list) else value for name, value in members.items()})

    def changed(self) -> tuple[str, ...]:
        """The names of what this event changes: names only, so safe to publish."""
        return tuple(self.members())


@dataclass(frozen=True)
class Shredded:
    """Stands where a payload was whose key has been destroyed."""


@dataclass(frozen=True)
class Context:
    """Who acts, from where, in which chain of causes."""

    actor: Actor
    correlation_id: str
    client: Client | None = None
    causation_id: str | None = None
    batch_id: str | None = None


@dataclass(frozen=True)
class Envelope:
    """What every event carries in the clear. `version` counts a stream's events from 1; times are aware UTC."""

    stream_id: str
    version: int
    event_id: str
    type: str
    schema_version: int
    occurred_at: datetime
    actor: Actor
    correlation_id: str
    causation_id: str | None
    batch_id: str | None
    changed: tuple[str, ...]
    previous_hash: str | None

    def associated_data(self) -> bytes:
        """Binds a ciphertext to its place: it opens nowhere else (AES-GCM, NIST SP 800-38D)."""
        return f"{self.stream_id}/{self.version}/{self.type}".encode()


@dataclass(frozen=True)
class Event:
    """An event read back: `client` is None where none was recorded or the key is gone."""

    envelope: Envelope
    payload: Payload | Shredded
    client: Client | None
    hash: str


@dataclass(frozen=True)
class SealedEvent:
    """An event as stored: the members of its envelope stand beside the ciphertext."""

    envelope: Envelope = field(metadata={FLAT: True})
    sealed: bytes
    hash: str

    @property
    def key(self) -> Key["SealedEvent"]:
        return SealedEvent.key_of(self.envelope.stream_id, self.envelope.version)

    @staticmethod
    def key_of(stream_id: str, version: int) -> Key["SealedEvent"]:
        return Key(SealedEvent, (stream_id, f"{version:020}"))

    @staticmethod
    def of(stream_id: str) -> Within["SealedEvent"]:
        return Within(SealedEvent, (stream_id,))


def chain_hash(envelope: Envelope, sealed: bytes) -> str:
    """SHA-256 in hex over the canonical envelope (which holds the previous hash) and the ciphertext."""
    members = {f.name: getattr(envelope, f.name) for f in fields(envelope)}
    members["occurred_at"] = format_time(envelope.occurred_at)
    members["actor"] = {"type": envelope.actor.type, "id": envelope.actor.id}
    canonical = json.dumps(members, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return hashlib.sha256(len(canonical).to_bytes(8, "big") + canonical + sealed).hexdigest()


def verify_chain(events: Iterable[SealedEvent]) -> int | None:
    """The version of the first event that was altered, is missing or is out of place; None when the stream is whole."""
    previous, expected = None, 1
    for event in events:
        in_place = event.envelope.version == expected and event.envelope.previous_hash == previous
        if not in_place or chain_hash(event.envelope, event.sealed) != event.hash:
            return expected
        previous, expected = event.hash, expected + 1
    return None


def format_time(moment: datetime) -> str:
    """RFC 3339 in UTC with `Z` and microseconds, always 27 characters: text order is time order."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse_time(text: str) -> datetime:
    return datetime.fromisoformat(text)
