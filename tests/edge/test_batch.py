"""One bad message neither fails its batch nor vanishes; a stream stops at its first failure."""

import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from shared.edge.batch import Backoff, Message, Poison, queue_handler, stream_handler
from shared.edge.correlation import current_correlation_id
from shared.edge.telemetry import Telemetry, json_logger
from shared.kernel.errors import ServiceUnavailable


class Queue:
    """Remembers; or is down."""

    def __init__(self, down: bool = False) -> None:
        self.down = down
        self.delayed: list[tuple[str, int]] = []
        self.parked: list[tuple[str, str]] = []

    def retry_after(self, message: Message, seconds: int) -> None:
        self._answer()
        self.delayed.append((message.id, seconds))

    def park(self, message: Message, reason: str) -> None:
        self._answer()
        self.parked.append((message.id, reason))

    def _answer(self) -> None:
        if self.down:
            raise ConnectionError("queue is down")


def record(identifier: str, body: object = None, receives: int = 1) -> dict[str, Any]:
    return {
        "messageId": identifier,
        "receiptHandle": f"receipt-{identifier}",
        "body": body if isinstance(body, str) else json.dumps(body or {}),
        "attributes": {"ApproximateReceiveCount": str(receives), "SentTimestamp": "1795357351000"},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-central-1:000000000000:rollbook-local-mail",
        "awsRegion": "eu-central-1",
    }


def run(
    consume: Callable[[Message], None], queue: Queue, *records: dict[str, Any], log: io.StringIO | None = None
) -> Any:
    telemetry = Telemetry("send_email", json_logger(log or io.StringIO()))
    handler = queue_handler(consume, queue, backoff=Backoff(fraction=lambda: 0.5), telemetry=telemetry)
    return handler({"Records": list(records)}, None)["batchItemFailures"]


def fail_for(errors: Mapping[str, Exception]) -> Callable[[Message], None]:
    def consume(message: Message) -> None:
        if message.id in errors:
            raise errors[message.id]

    return consume


def test_handled_messages_are_not_reported() -> None:
    queue = Queue()
    assert run(fail_for({}), queue, record("a"), record("b")) == []
    assert (queue.delayed, queue.parked) == ([], [])


def test_a_failure_is_delayed_and_reported_and_the_rest_goes_on() -> None:
    queue, seen = Queue(), []

    def consume(message: Message) -> None:
        seen.append(message.id)
        fail_for({"b": ServiceUnavailable()})(message)

    assert run(consume, queue, record("a"), record("b", receives=3), record("c")) == [{"itemIdentifier": "b"}]
    assert seen == ["a", "b", "c"]
    assert queue.delayed == [("b", 2)]


def test_poison_is_parked_with_its_reason_and_counts_as_handled() -> None:
    queue = Queue()
    assert run(fail_for({"a": Poison("unknown kind")}), queue, record("a")) == []
    assert queue.parked == [("a", "unknown kind")]


@pytest.mark.parametrize(
    ("error", "reason"), [(ServiceUnavailable(), "service_unavailable"), (KeyError("ada@mail.example.com"), "KeyError")]
)
def test_the_last_receive_parks_with_a_reason_that_names_nobody(error: Exception, reason: str) -> None:
    queue = Queue()
    assert run(fail_for({"a": error}), queue, record("a", receives=6)) == []
    assert queue.parked == [("a", reason)]


def test_where_parking_fails_the_message_stays_for_the_queues_own_redrive() -> None:
    assert run(fail_for({"a": Poison("x")}), Queue(down=True), record("a")) == [{"itemIdentifier": "a"}]


def test_where_a_delay_cannot_be_set_the_message_is_still_reported() -> None:
    assert run(fail_for({"a": OSError()}), Queue(down=True), record("a")) == [{"itemIdentifier": "a"}]


@pytest.mark.parametrize("body", ["", "{", "[]", "null", "[" * 100_000, '"text"'])
def test_a_body_that_is_no_object_is_poison(body: str) -> None:
    queue = Queue()

    def consume(message: Message) -> None:
        message.content()

    assert run(consume, queue, record("a", body)) == []
    assert queue.parked == [("a", "not a JSON object")]


@pytest.mark.parametrize(
    "body",
    [
        {"command": "reset", "correlation_id": "c-1"},
        {"detail-type": "user.erased", "detail": {"correlation_id": "c-1"}},
    ],
)
def test_the_correlation_id_goes_on(body: object) -> None:
    seen: list[str | None] = []
    log = io.StringIO()
    run(lambda _: seen.append(current_correlation_id()), Queue(), record("a", body), log=log)
    assert seen == ["c-1"]
    assert json.loads(log.getvalue())["correlation_id"] == "c-1"
    assert current_correlation_id() is None


def test_a_message_without_a_correlation_id_gets_its_own() -> None:
    seen: list[str | None] = []
    run(lambda _: seen.append(current_correlation_id()), Queue(), record("m-1", {"correlation_id": "a b"}))
    assert seen == ["m-1"]


def test_each_message_is_logged_once_and_never_its_body() -> None:
    log = io.StringIO()
    run(fail_for({"b": OSError("x")}), Queue(), record("a", {"to": "hidden"}), record("b", {"to": "hidden"}), log=log)
    assert [json.loads(line)["message_id"] for line in log.getvalue().splitlines()] == ["a", "b"]
    assert "hidden" not in log.getvalue()


def test_delays_grow_up_to_the_cap_with_full_jitter() -> None:
    most = Backoff(fraction=lambda: 1.0)
    assert [most.seconds(receives) for receives in (1, 2, 3, 10, 11, 10_000)] == [1, 2, 4, 512, 900, 900]
    assert Backoff(fraction=lambda: 0.0).seconds(10) == 0
    assert {Backoff().seconds(8) for _ in range(200)} <= set(range(129))


def stream_record(number: int) -> dict[str, Any]:
    return {"eventName": "INSERT", "dynamodb": {"SequenceNumber": f"seq-{number}", "StreamViewType": "NEW_IMAGE"}}


@pytest.mark.parametrize(("published", "failing"), [(3, []), (1, ["seq-1"]), (0, ["seq-0"])])
def test_a_stream_goes_on_at_the_first_record_that_failed(published: int, failing: list[str]) -> None:
    handler = stream_handler(lambda records: published, telemetry=Telemetry("publish", json_logger(io.StringIO())))
    answer = handler({"Records": [stream_record(number) for number in range(3)]}, None)
    assert [item["itemIdentifier"] for item in answer["batchItemFailures"]] == failing


def test_a_stream_whose_publishing_raises_starts_again_at_its_first_record() -> None:
    def publish(records: Sequence[Mapping[str, Any]]) -> int:
        raise OSError("bus is down")

    log = io.StringIO()
    handler = stream_handler(publish, telemetry=Telemetry("publish", json_logger(log)))
    assert handler({"Records": [stream_record(7)]}, None) == {"batchItemFailures": [{"itemIdentifier": "seq-7"}]}
    assert len(log.getvalue().splitlines()) == 1


def test_an_empty_batch_is_fine() -> None:
    assert run(fail_for({}), Queue()) == []
    handler = stream_handler(len, telemetry=Telemetry("publish", json_logger(io.StringIO())))
    assert handler({"Records": []}, None) == {"batchItemFailures": []}
