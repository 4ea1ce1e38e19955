"""A stream and a queue in memory, as strict as the real ones where the workers lean on it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from infra.local.workers.queue_source import Message
from infra.local.workers.stream_source import Record


def record(number: int) -> Record:
    return {"eventName": "INSERT", "dynamodb": {"SequenceNumber": f"{number:05d}", "Keys": {}}}


@dataclass
class StreamInMemory:
    records: dict[str, list[Record]] = field(default_factory=lambda: {"shard-1": []})

    def shards(self) -> Sequence[str]:
        return sorted(self.records)

    def read(self, shard: str, after: str | None, limit: int) -> list[Record]:
        later = [r for r in self.records[shard] if after is None or r["dynamodb"]["SequenceNumber"] > after]
        return later[:limit]


@dataclass
class QueueInMemory:
    """Messages given out stay in flight until deleted or released; `released` notes for how long."""

    waiting: list[str] = field(default_factory=list)
    in_flight: dict[str, str] = field(default_factory=dict)
    receives: dict[str, int] = field(default_factory=dict)
    released: list[int] = field(default_factory=list)

    def receive(self, limit: int) -> list[Message]:
        bodies, self.waiting = self.waiting[:limit], self.waiting[limit:]
        return [self._give_out(body) for body in bodies]

    def _give_out(self, body: str) -> dict[str, Any]:
        handle = f"handle of {body}"
        self.in_flight[handle] = body
        self.receives[body] = self.receives.get(body, 0) + 1
        count = str(self.receives[body])
        attributes = {"ApproximateReceiveCount": count}
        return {"messageId": body, "receiptHandle": handle, "body": body, "attributes": attributes}

    def delete(self, receipt_handles: Sequence[str]) -> None:
        for handle in receipt_handles:
            del self.in_flight[handle]

    def release(self, receipt_handles: Sequence[str], seconds: int) -> None:
        self.released.append(seconds)
        self.waiting += [self.in_flight.pop(handle) for handle in receipt_handles]
