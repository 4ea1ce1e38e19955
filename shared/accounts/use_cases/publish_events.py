"""Publish what was stored: thin, in order, in tens, stopping at the first that the bus did not take."""

from collections.abc import Sequence
from typing import Any

from shared.accounts.ports import Bus
from shared.kernel.errors import ServiceUnavailable
from shared.kernel.events import Envelope, format_time

# PutEvents takes ten entries.
_BATCH = 10


class PublishEvents:
    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    def __call__(self, events: Sequence[Envelope]) -> int:
        """How many were published before the first that was not."""
        published = 0
        while published < len(events):
            batch = events[published : published + _BATCH]
            taken = self._publish([_notice(event) for event in batch])
            published += taken
            if taken < len(batch):
                break
        return published

    def _publish(self, notices: list[dict[str, Any]]) -> int:
        """A bus that does not answer took nothing that we know of: what came before it stays published."""
        try:
            return self._bus.publish(notices)
        except ServiceUnavailable:
            return 0


def _notice(event: Envelope) -> dict[str, Any]:
    """What subscribers are told: ids, type, version and names of what changed; nothing of the person."""
    return {
        "event_id": event.event_id,
        "stream_id": event.stream_id,
        "version": event.version,
        "type": event.type,
        "changed": list(event.changed),
        "occurred_at": format_time(event.occurred_at),
        "actor": {"type": event.actor.type, "id": event.actor.id},
        "correlation_id": event.correlation_id,
        "causation_id": event.causation_id,
    }
