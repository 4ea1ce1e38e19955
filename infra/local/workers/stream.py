"""A table's stream drives a function, record by record in order, as Lambda's event source mapping does."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from infra.local.workers.checkpoints import Checkpoints
from infra.local.workers.loop import Report, full_jitter, plain_cause, to_stderr
from infra.local.workers.stream_source import Record, StreamSource

POLL_SECONDS = 0.1  # fixed, so that the work behind a request does not follow the request's own rhythm
Invoke = Callable[[dict[str, Any]], Any]


@dataclass(frozen=True)
class Parked:
    """A record that was given up, and why, in words without its content."""

    sequence_number: str
    sentence: str


@dataclass
class _Trouble:
    sequence_number: str
    tries: int
    not_before: float


class StreamWorker:
    """`step` is one poll of every shard. A failing record holds its shard up for at most `tries`, then it is parked."""

    def __init__(
        self,
        function: str,
        table: str,
        source: StreamSource,
        invoke: Invoke,
        checkpoints: Checkpoints,
        batch_size: int = 100,
        tries: int = 1000,
        report: Report = to_stderr,
        delay: Callable[[int], float] = full_jitter,
    ) -> None:
        self.function, self.table, self.parked = function, table, list[Parked]()
        self._source, self._invoke, self._checkpoints = source, invoke, checkpoints
        self._batch_size, self._tries, self._report, self._delay = batch_size, tries, report, delay
        self._troubles: dict[str, _Trouble] = {}

    @property
    def is_stuck(self) -> bool:
        """Whether a record that failed holds a shard up."""
        return bool(self._troubles)

    def step(self) -> float:
        busy = [self._poll(shard) for shard in self._source.shards()]
        return 0.0 if any(busy) else POLL_SECONDS

    def lag(self, source: StreamSource) -> int:
        """How many records wait, counted on another reader; up to a thousand per shard."""
        return sum(len(source.read(shard, self._position(shard), 1000)) for shard in source.shards())

    def _position(self, shard: str) -> str | None:
        return self._checkpoints.load(f"{self.table}/{shard}")

    def _advance(self, shard: str, sequence_number: str) -> None:
        self._checkpoints.save(f"{self.table}/{shard}", sequence_number)

    def _poll(self, shard: str) -> bool:
        """One batch of one shard. True if there may be more to do at once."""
        trouble = self._troubles.get(shard)
        if trouble and time.monotonic() < trouble.not_before:
            return False
        records = self._source.read(shard, self._position(shard), self._batch_size)
        if not records:
            return False
        failed, cause = self._call(records)
        done = records if failed is None else records[:failed]
        if done:
            self._advance(shard, _number(done[-1]))
        if failed is None:
            self._troubles.pop(shard, None)
            return len(records) == self._batch_size
        self._failed(shard, _number(records[failed]), cause)
        return False

    def _call(self, records: list[Record]) -> tuple[int | None, str]:
        """The index of the first failed record, or None; and the cause in words."""
        try:
            answer = self._invoke({"Records": records})
        except Exception as error:  # a function that raises failed on the whole batch: Lambda retries all of it
            return 0, plain_cause(error)
        failures = failed_ids(answer)
        positions = [index for index, record in enumerate(records) if _number(record) in failures]
        if failures and not positions:
            return 0, "it named a record that it was not given"  # Lambda too then retries the whole batch
        return (positions[0], "it reported the record as failed") if positions else (None, "")

    def _failed(self, shard: str, number: str, cause: str) -> None:
        trouble = self._troubles.get(shard)
        tries = trouble.tries + 1 if trouble and trouble.sequence_number == number else 1
        if tries >= self._tries:
            self._park(shard, number, tries, cause)
            return
        wait = self._delay(tries)
        self._troubles[shard] = _Trouble(number, tries, time.monotonic() + wait)
        self._report(
            f"{self.function} could not take record {number} of the {self.table} stream ({cause}). "
            f"Records behind it wait. It is tried again in {wait:.1f} s (try {tries} of {self._tries})."
        )

    def _park(self, shard: str, number: str, tries: int, cause: str) -> None:
        sentence = (
            f"ERROR: {self.function} gave up on record {number} of the {self.table} stream "
            f"after {tries} tries ({cause}). The record is parked and skipped; the ones behind it go on."
        )
        self._report(sentence)
        self.parked.append(Parked(number, sentence))
        self._troubles.pop(shard, None)
        self._advance(shard, number)


def _number(record: Record) -> str:
    return str(record["dynamodb"]["SequenceNumber"])


def failed_ids(answer: object) -> set[str]:
    """The item identifiers of a partial batch response; none for an answer that reports no failure."""
    if not isinstance(answer, Mapping):
        return set()
    return {str(failure["itemIdentifier"]) for failure in answer.get("batchItemFailures") or ()}
