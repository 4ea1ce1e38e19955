"""How the workers treat success, partial failure, and functions that raise."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from infra.local.workers.checkpoints import Checkpoints
from infra.local.workers.loop import Loop, full_jitter
from infra.local.workers.queue import QueueWorker
from infra.local.workers.stream import POLL_SECONDS, StreamWorker
from tests.local.worker_sources import QueueInMemory, StreamInMemory, record


class Publisher:
    """A function that takes records until it is told to fail on one."""

    def __init__(self) -> None:
        self.seen: list[list[str]] = []
        self.fails_on: set[str] = set()
        self.raises: Exception | None = None

    def __call__(self, event: dict[str, Any]) -> dict[str, Any]:
        if self.raises:
            raise self.raises
        numbers = [record["dynamodb"]["SequenceNumber"] for record in event["Records"]]
        self.seen.append(numbers)
        failed = next((number for number in numbers if number in self.fails_on), None)
        return {"batchItemFailures": [{"itemIdentifier": failed}] if failed else []}


class Desk:
    """One stream worker with everything around it in memory."""

    def __init__(self, records: int = 3, checkpoints: Checkpoints | None = None, tries: int = 3, batch: int = 100):
        self.function, self.said = Publisher(), list[str]()
        self.source = StreamInMemory({"shard-1": [record(number) for number in range(1, records + 1)]})
        self.worker = StreamWorker(
            "publish_events", "events", self.source, self.function, checkpoints or Checkpoints(None),
            batch, tries, self.said.append, lambda _: 0.0,
        )  # fmt: skip


def test_records_arrive_in_order_and_once() -> None:
    desk = Desk()
    assert desk.worker.step() == POLL_SECONDS
    desk.worker.step()
    assert desk.function.seen == [["00001", "00002", "00003"]]


def test_a_full_batch_is_followed_by_the_next_at_once() -> None:
    desk = Desk(records=5, batch=2)
    assert [desk.worker.step() for _ in range(4)] == [0.0, 0.0, POLL_SECONDS, POLL_SECONDS]
    assert desk.function.seen == [["00001", "00002"], ["00003", "00004"], ["00005"]]


def test_a_failed_record_is_retried_with_all_behind_it_and_none_before_it() -> None:
    desk = Desk()
    desk.function.fails_on = {"00002"}
    desk.worker.step()
    desk.function.fails_on = set()
    desk.worker.step()
    assert desk.function.seen == [["00001", "00002", "00003"], ["00002", "00003"]]


def test_is_stuck_from_a_failure_until_the_retry_succeeds() -> None:
    desk = Desk()
    desk.function.fails_on = {"00002"}
    desk.worker.step()
    assert desk.worker.is_stuck
    desk.function.fails_on = set()
    desk.worker.step()
    assert not desk.worker.is_stuck


def test_waits_before_a_retry_while_other_shards_go_on() -> None:
    desk = Desk()
    desk.worker._delay = lambda _: 60.0
    desk.function.fails_on = {"00001"}
    desk.worker.step()
    desk.source.records["shard-2"] = [record(7)]
    desk.worker.step()
    assert desk.function.seen == [["00001", "00002", "00003"], ["00007"]]


def test_says_what_failed_and_what_happens_next() -> None:
    desk = Desk()
    desk.function.raises = ValueError("the bus is full")
    desk.worker.step()
    assert len(desk.said) == 1
    assert desk.said[0].startswith(
        "publish_events could not take record 00001 of the events stream (ValueError: the bus"
    )
    assert desk.said[0].endswith("It is tried again in 0.0 s (try 1 of 3).")


def test_after_its_tries_a_record_is_parked_and_the_next_go_on() -> None:
    desk = Desk(tries=3)
    desk.function.fails_on = {"00002"}
    for _ in range(4):
        desk.worker.step()
    assert [parked.sequence_number for parked in desk.worker.parked] == ["00002"]
    assert "gave up on record 00002" in desk.said[-1]
    assert "after 3 tries" in desk.said[-1]
    assert desk.function.seen[-1] == ["00003"]


def test_a_failure_report_about_an_unknown_record_retries_the_whole_batch() -> None:
    desk = Desk()
    answers = iter([{"batchItemFailures": [{"itemIdentifier": "99999"}]}, None])
    desk.worker._invoke = lambda event: (desk.function(event), next(answers))[1]
    desk.worker.step()
    desk.worker.step()
    assert desk.function.seen == [["00001", "00002", "00003"]] * 2


def test_a_restart_goes_on_where_it_was(tmp_path: Path) -> None:
    Desk(records=2, checkpoints=Checkpoints(tmp_path / "c.json")).worker.step()
    after = Desk(records=4, checkpoints=Checkpoints(tmp_path / "c.json"))
    after.worker.step()
    assert after.function.seen == [["00003", "00004"]]


def test_the_lag_counts_what_was_not_taken() -> None:
    desk = Desk()
    assert desk.worker.lag(desk.source) == 3
    desk.function.fails_on = {"00002"}
    desk.worker.step()
    assert desk.worker.lag(desk.source) == 2


class Counter:
    """One queue worker with its queue in memory."""

    def __init__(self, invoke: Callable[[dict[str, Any]], Any], *bodies: str) -> None:
        self.queue, self.said = QueueInMemory(list(bodies)), list[str]()
        self.worker = QueueWorker("send_email", "mail", self.queue, invoke, 10, self.said.append, lambda _: 2.0)


def test_handled_messages_are_deleted() -> None:
    counter = Counter(lambda _: None, "a", "b")
    counter.worker.step()
    assert (counter.queue.waiting, counter.queue.in_flight) == ([], {})


def test_failed_messages_stay_with_the_queue_and_the_others_are_deleted() -> None:
    counter = Counter(lambda _: {"batchItemFailures": [{"itemIdentifier": "b"}]}, "a", "b", "c")
    counter.worker.step()
    assert list(counter.queue.in_flight.values()) == ["b"]


def test_a_batch_is_ten_at_most() -> None:
    sizes: list[int] = []
    counter = Counter(lambda event: sizes.append(len(event["Records"])), *(str(number) for number in range(25)))
    for _ in range(4):
        counter.worker.step()
    assert sizes == [10, 10, 5]


def test_when_the_function_raises_its_messages_come_back_later() -> None:
    def raises(_: dict[str, Any]) -> None:
        raise KeyError("kind")

    counter = Counter(raises, "a", "b")
    assert counter.worker.step() == 2.0
    assert (counter.queue.waiting, counter.queue.released) == (["a", "b"], [2])
    assert counter.said[0].startswith("send_email failed on 2 messages of the mail queue (KeyError: 'kind'")
    assert "Tried again in about 2 s (receive 1)" in counter.said[0]


def test_a_worker_that_is_interrupted_says_so_and_goes_on() -> None:
    said: list[str] = []
    went_on = threading.Event()
    steps = iter([ConnectionError("the emulator is away"), None])

    def step() -> float:
        if error := next(steps, None):
            raise error
        went_on.set()
        return 0.05

    loop = Loop("bus tap", step, said.append)
    loop.start()
    assert went_on.wait(3)
    loop.ask_to_stop()
    assert loop.join(2)
    assert said[0].startswith("The worker bus tap was interrupted (ConnectionError: the emulator is away")


@pytest.mark.parametrize("attempt", [0, 1, 5, 500])
def test_waiting_times_are_spread_and_bounded(attempt: int) -> None:
    waits = [full_jitter(attempt, base=0.25, cap=30) for _ in range(200)]
    assert 0.125 <= min(waits) <= max(waits) <= max(0.25, min(30, 0.25 * 2 ** min(attempt, 30)))
    assert len(set(waits)) > 100
