"""A queue drives a function in batches of up to ten, as Lambda's event source mapping does."""

from collections.abc import Callable
from typing import Any

from infra.local.workers.loop import Report, full_jitter, plain_cause, to_stderr
from infra.local.workers.queue_source import Message, QueueSource
from infra.local.workers.stream import failed_ids

Invoke = Callable[[dict[str, Any]], Any]


class QueueWorker:
    """`step` is one poll. What succeeded is deleted; what failed comes back when its visibility ends."""

    def __init__(
        self,
        function: str,
        queue: str,
        source: QueueSource,
        invoke: Invoke,
        batch_size: int = 10,
        report: Report = to_stderr,
        delay: Callable[[int], float] = full_jitter,
    ) -> None:
        self.function, self.queue = function, queue
        self._source, self._invoke, self._batch_size = source, invoke, batch_size
        self._report, self._delay, self._failures = report, delay, 0

    def step(self) -> float:
        messages = self._source.receive(self._batch_size)
        if not messages:
            return 0.0  # the receive itself has waited
        try:
            failures = failed_ids(self._invoke({"Records": messages}))
        except Exception as error:  # a function that raises failed on all of them; the worker goes on
            return self._raised(messages, error)
        self._failures = 0
        done = [message["receiptHandle"] for message in messages if message["messageId"] not in failures]
        if done:
            self._source.delete(done)
        return 0.0

    def _raised(self, messages: list[Message], error: Exception) -> float:
        """Lambda would let the visibility timeout pass; here the messages come back sooner, a person is watching."""
        self._failures += 1
        receives = max(int(message["attributes"].get("ApproximateReceiveCount", 1)) for message in messages)
        wait = max(1, round(self._delay(receives)))
        self._source.release([message["receiptHandle"] for message in messages], wait)
        count = "a message" if len(messages) == 1 else f"{len(messages)} messages"
        self._report(
            f"{self.function} failed on {count} of the {self.queue} queue ({plain_cause(error)}). "
            f"Tried again in about {wait} s (receive {receives}); after the last receive it goes to the dead letters."
        )
        return min(wait, self._delay(self._failures))
