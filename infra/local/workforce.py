"""All workers of one running system, made from the topology."""

import time
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from infra.local.clients import client
from infra.local.invoke import CallFunction, context_for
from infra.local.journal import Journal
from infra.local.names import queue_url, table_name
from infra.local.workers.bus_tap import BusTap, create_tap
from infra.local.workers.checkpoints import Checkpoints
from infra.local.workers.loop import Loop, to_stderr
from infra.local.workers.queue import QueueWorker
from infra.local.workers.queue_source import EmulatorQueue
from infra.local.workers.stream import StreamWorker
from infra.local.workers.stream_source import EmulatorStream
from infra.topology import Function, QueueTrigger, StreamTrigger

STUCK_PATIENCE = 1.0  # seconds to stop in when publishing fails anyway: whoever repairs it waits for the reload


class Workforce:
    """Stream and queue workers and the tap on the bus. `bus` is what was seen on the bus."""

    def __init__(
        self, environ: Mapping[str, str], functions: Iterable[Function], call: CallFunction, state: Path
    ) -> None:
        self._environ, self._call, self._region = environ, call, environ["AWS_REGION"]
        self._dynamodb, self._streams_api = client("dynamodb", environ), client("dynamodbstreams", environ)
        self._sqs = client("sqs", environ)
        self._checkpoints = Checkpoints(state / "checkpoints.json")
        self.bus = Journal(state / "bus.jsonl")
        self.streams: list[StreamWorker] = []
        self._readers: dict[str, EmulatorStream] = {}  # beside the workers' own, to count what waits
        loops = [self._loop(function) for function in functions]
        self._stream_loops = [loop for loop, trigger in loops if loop and isinstance(trigger, StreamTrigger)]
        self._queue_loops = [loop for loop, trigger in loops if loop and isinstance(trigger, QueueTrigger)]
        self._queue_loops.append(Loop("bus tap", BusTap(self._tap(), self.bus).step))

    def start(self) -> None:
        for loop in self._stream_loops + self._queue_loops:
            loop.start()

    def stop_receiving(self) -> None:
        """Queues: no further batch. Streams go on."""
        for loop in self._queue_loops:
            loop.ask_to_stop()

    def stop(self, seconds: float = 10.0) -> None:
        """Publishes what the streams still hold, then ends all workers. Queues keep what is in them."""
        deadline = time.monotonic() + seconds
        self.stop_receiving()
        while (lag := sum(self.lags().values())) and time.monotonic() < deadline:
            if any(stream.is_stuck for stream in self.streams):
                deadline = min(deadline, time.monotonic() + STUCK_PATIENCE)
            time.sleep(0.05)
        if lag:
            to_stderr(f"Stopping with {lag} records unpublished: publishing them has failed so far.")
        for loop in self._stream_loops:
            loop.ask_to_stop()
        for loop in self._stream_loops + self._queue_loops:
            if not loop.join(max(2.0, deadline - time.monotonic())):
                to_stderr(f"The worker {loop.name} is still busy and is left behind.")

    def lags(self) -> dict[str, int]:
        """Unpublished records by table."""
        return {worker.table: worker.lag(self._readers[worker.table]) for worker in self.streams}

    def _loop(self, function: Function) -> tuple[Loop | None, object]:
        trigger = function.trigger
        invoke = partial(self._invoke, function)
        if isinstance(trigger, StreamTrigger):
            stream = StreamWorker(
                function.name, trigger.table, self._stream(trigger.table), invoke, self._checkpoints,
                trigger.batch_size, trigger.tries,
            )  # fmt: skip
            self.streams.append(stream)
            self._readers[trigger.table] = self._stream(trigger.table)
            return Loop(function.name, stream.step), trigger
        if isinstance(trigger, QueueTrigger):
            source = EmulatorQueue(self._sqs, queue_url(self._environ, trigger.queue), self._region)
            return Loop(
                function.name, QueueWorker(function.name, trigger.queue, source, invoke, trigger.batch_size).step
            ), trigger
        return None, trigger

    def _invoke(self, function: Function, event: dict[str, Any]) -> Any:
        return self._call(function.name, event, context_for(function, self._region))

    def _stream(self, table: str) -> EmulatorStream:
        return EmulatorStream(self._dynamodb, self._streams_api, table_name(self._environ, table), self._region)

    def _tap(self) -> EmulatorQueue:
        return create_tap(client("events", self._environ), self._sqs, self._environ["ROLLBOOK_BUS_NAME"], self._region)
