"""`/_local/queues.json`: what waits where, what was given up and why. Never what a message says."""

import json
import re
import urllib.request
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import quote

from infra.local.clients import client
from infra.local.names import dead_letter_url, queue_url
from infra.local.workers.stream import StreamWorker
from infra.operate.letters import DeadLetters, deliver_to
from infra.topology import Queue

_PLAIN_NAME = re.compile(r"[a-z][a-z0-9_.-]{0,63}")
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # the emulator is never behind a proxy
_COUNTS = {
    "visible": "ApproximateNumberOfMessages",
    "in_flight": "ApproximateNumberOfMessagesNotVisible",
    "delayed": "ApproximateNumberOfMessagesDelayed",
}


class Streams(Protocol):
    """Stream workers and what each has still to read."""

    @property
    def streams(self) -> list[StreamWorker]: ...
    def lags(self) -> dict[str, int]: ...


class QueueDepths:
    """Reads without receiving: looking never changes what is looked at."""

    def __init__(self, environ: Mapping[str, str], queues: Iterable[Queue], streams: Streams) -> None:
        self._environ, self._queues, self._streams = environ, tuple(queues), streams
        self._sqs = client("sqs", environ)

    def snapshot(self) -> dict[str, Any]:
        lags = self._streams.lags()
        return {
            "queues": [self._queue(queue) for queue in self._queues],
            "streams": [_stream(worker, lags[worker.table]) for worker in self._streams.streams],
        }

    def redrive(self, queue: str) -> int:
        """Sends the dead letters of a queue to it again; how many. Raises KeyError for an unknown one."""
        declared = {each.name: each for each in self._queues}[queue]
        letters = DeadLetters(self._sqs, dead_letter_url(self._environ, declared))
        return letters.each(deliver_to(self._sqs, queue_url(self._environ, queue)))

    def _queue(self, queue: Queue) -> dict[str, Any]:
        dead = dead_letter_url(self._environ, queue)
        letters = {"name": queue.dead_letter, **self._counts(dead), "messages": self._dead_letters(dead)}
        counts = self._counts(queue_url(self._environ, queue.name))
        return {"name": queue.name, **counts, "max_receives": queue.max_receives, "dead_letters": letters}

    def _counts(self, url: str) -> dict[str, int]:
        answer = self._sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        return {name: int(answer.get(attribute, 0)) for name, attribute in _COUNTS.items()}

    def _dead_letters(self, url: str) -> list[dict[str, Any]]:
        # The emulator's own look into a queue: ReceiveMessage would count as a receive.
        peek = f"{self._environ['AWS_ENDPOINT_URL']}/_ministack/sqs/messages?QueueUrl={quote(url, safe='')}"
        with _DIRECT.open(peek, timeout=5) as answer:
            accounts = json.load(answer)["messages"]
        regions = (region for account in accounts.values() for region in account.values())
        return [dead_letter(message) for region in regions for message in region.get(url, ())]


def dead_letter(message: Mapping[str, Any]) -> dict[str, Any]:
    """A dead letter without its content: what kind it is and why it lies there."""
    reason = (message.get("MessageAttributes") or {}).get("reason") or {}
    sent_at = datetime.fromtimestamp(message["SentTimestamp"], UTC)
    return {
        "message_id": message["MessageId"],
        "kind": kind_of(message["Body"]),
        "reason": reason.get("StringValue") or "received too often without success",
        "receives": message["ReceiveCount"],
        "sent_at": sent_at.isoformat().replace("+00:00", "Z"),
    }


def kind_of(body: str) -> str | None:
    """The event type or mail command, if it looks like one; a poisonous body shows nothing of itself."""
    try:
        members = json.loads(body)
        name = members.get("command") or members.get("detail-type") or members.get("type")
    except (ValueError, AttributeError, RecursionError):
        return None
    return name if isinstance(name, str) and _PLAIN_NAME.fullmatch(name) else None


def _stream(worker: StreamWorker, lag: int) -> dict[str, Any]:
    parked = [{"sequence_number": each.sequence_number, "sentence": each.sentence} for each in worker.parked]
    return {"table": worker.table, "function": worker.function, "lag": lag, "parked": parked}
