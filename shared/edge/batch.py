"""Loops over what queues and streams deliver: one bad message neither fails its batch nor vanishes.

A queue's failures are retried with exponential backoff and full jitter (so that many do not come back at once); poison,
and what failed at its last receive, is parked in the dead-letter queue with its reason. A stream stops at its first
failure: what comes later must not overtake it.
"""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from shared.edge.correlation import chosen_correlation_id, correlated
from shared.edge.metrics import Metric
from shared.edge.telemetry import Telemetry
from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import RollbookError

BatchAnswer = dict[str, list[dict[str, str]]]
BatchHandler = Callable[[Mapping[str, Any], Any], BatchAnswer]


class Poison(Exception):
    """A message that no retry can help. `reason` is written to the dead letter: it must hold no personal data."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Message:
    """One SQS message. `receives` counts this delivery too."""

    id: str
    body: str
    receipt: str
    receives: int
    correlation_id: str

    def content(self) -> Mapping[str, Any]:
        """A command put on the queue directly, or the `detail` of a bus event. Raises Poison where it is neither."""
        content = _content(self.body)
        if content is None:
            raise Poison("not a JSON object")
        return content


class RetryQueue(Protocol):
    """What the loop does to its queue."""

    def retry_after(self, message: Message, seconds: int) -> None:
        """Hides the message for that long."""

    def park(self, message: Message, reason: str) -> None:
        """Sends a copy to the dead-letter queue with the attribute `reason`."""


@dataclass(frozen=True)
class Backoff:
    """Full jitter: anything between nothing and base x 2^(n-1), in seconds, at most `cap`."""

    base: float = 1.0
    cap: float = 900.0
    fraction: Callable[[], float] = random.random

    def seconds(self, receives: int) -> int:
        return round(self.fraction() * min(self.cap, self.base * 2.0 ** min(receives - 1, 32)))


def queue_handler(
    consume: Callable[[Message], None],
    queue: RetryQueue,
    *,
    max_receives: int = 6,
    backoff: Backoff | None = None,
    telemetry: Telemetry | None = None,
) -> BatchHandler:
    """A Lambda handler with partial batch responses. `consume` raises Poison, or anything else to be tried again."""
    loop = _QueueLoop(consume, queue, max_receives, backoff or Backoff(), telemetry or Telemetry.standard())

    def handle(event: Mapping[str, Any], context: Any) -> BatchAnswer:  # noqa: ARG001
        messages = [_message(record) for record in event.get("Records", ())]
        failed = [message.id for message in messages if not loop.handled(message)]
        return {"batchItemFailures": [{"itemIdentifier": identifier} for identifier in failed]}

    return handle


def stream_handler(
    publish: Callable[[Sequence[Mapping[str, Any]]], int], *, telemetry: Telemetry | None = None
) -> BatchHandler:
    """`publish` takes the stream's records in order and returns how many went out before the first that did not."""
    signals = telemetry or Telemetry.standard()

    def handle(event: Mapping[str, Any], context: Any) -> BatchAnswer:  # noqa: ARG001
        records = event.get("Records", [])
        try:
            with signals.subsegment("publish"):
                published = publish(records)
        except Exception as error:
            signals.logger.error("stream stopped", exc_info=error)
            published = 0
        signals.count({Metric.RECORDS_PUBLISHED: published, Metric.STREAM_STOPS: int(published < len(records))})
        if published >= len(records):
            return {"batchItemFailures": []}
        return {"batchItemFailures": [{"itemIdentifier": records[published]["dynamodb"]["SequenceNumber"]}]}

    return handle


@dataclass(frozen=True)
class _QueueLoop:
    consume: Callable[[Message], None]
    queue: RetryQueue
    max_receives: int
    backoff: Backoff
    signals: Telemetry

    def handled(self, message: Message) -> bool:
        """True: it may be deleted from the queue."""
        with correlated(message.correlation_id):
            try:
                with self.signals.subsegment("consume"):
                    self.consume(message)
            except Poison as poison:
                return self._parked(message, poison.reason, poison)
            except Exception as error:
                if message.receives >= self.max_receives:
                    return self._parked(message, _reason(error), error)
                return self._delayed(message, error)
            self._tell("message handled", message, Metric.MESSAGES_HANDLED)
            return True

    def _parked(self, message: Message, reason: str, error: Exception) -> bool:
        """Where even parking fails, the queue's own redrive policy moves the message after its last receive."""
        try:
            self.queue.park(message, reason)
        except Exception as trouble:
            self._tell("message could not be parked", message, Metric.MESSAGES_FAILED, trouble)
            return False
        self._tell("message parked", message, Metric.MESSAGES_PARKED, error, reason=reason)
        return True

    def _delayed(self, message: Message, error: Exception) -> bool:
        seconds = self.backoff.seconds(message.receives)
        try:
            self.queue.retry_after(message, seconds)
        except Exception as trouble:  # it comes back after the queue's own visibility timeout instead
            error.add_note(f"and its delay could not be set: {_reason(trouble)}")
        self._tell("message will be retried", message, Metric.MESSAGES_RETRIED, error, retry_after=seconds)
        return False

    def _tell(
        self, text: str, message: Message, count: Metric, error: Exception | None = None, **facts: object
    ) -> None:
        extra = {"message_id": message.id, "receives": message.receives, **facts}
        log = self.signals.logger.error if error else self.signals.logger.info
        log(text, exc_info=error, extra=extra)
        self.signals.count({count: 1})


def _reason(error: Exception) -> str:
    """For the dead letter: the code or the kind of the error, never its text, which may hold personal data."""
    return error.code if isinstance(error, RollbookError) else type(error).__name__


def _message(record: Mapping[str, Any]) -> Message:
    body = record.get("body") or ""
    return Message(
        id=record["messageId"],
        body=body,
        receipt=record["receiptHandle"],
        receives=int(record.get("attributes", {}).get("ApproximateReceiveCount", 1)),
        correlation_id=chosen_correlation_id((_content(body) or {}).get("correlation_id"), record["messageId"]),
    )


def _content(body: str) -> Mapping[str, Any] | None:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if isinstance(content, dict) and isinstance(content.get("detail"), dict):
        content = content["detail"]
    return content if isinstance(content, dict) else None
