"""What functions are handed by the workers, and the workers without a function: the bus tap, schedules."""

from datetime import UTC, datetime

from infra.local.journal import Journal
from infra.local.workers.bus_tap import BusTap
from infra.local.workers.queue_source import to_lambda_message
from infra.local.workers.schedules import Schedules
from infra.local.workers.stream_source import to_lambda_record
from infra.topology import Function, ScheduleTrigger
from tests.local.worker_sources import QueueInMemory


def test_stream_records_have_the_shape_lambda_gives_them() -> None:
    asked = {
        "eventID": "1",
        "eventName": "INSERT",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "eu-central-1",
        "dynamodb": {
            "ApproximateCreationDateTime": datetime(2026, 1, 1, tzinfo=UTC),
            "Keys": {"stream_id": {"S": "u"}},
            "NewImage": {"data": {"B": b"\x00\xff"}, "list": {"L": [{"B": b"a"}]}},
            "SequenceNumber": "5",
            "StreamViewType": "NEW_IMAGE",
        },
    }
    shaped = to_lambda_record(asked, "arn:stream", "eu-central-1")
    assert shaped["eventSourceARN"] == "arn:stream"
    assert shaped["dynamodb"]["NewImage"] == {"data": {"B": "AP8="}, "list": {"L": [{"B": "YQ=="}]}}
    assert shaped["dynamodb"]["ApproximateCreationDateTime"] == 1767225600.0


def test_queue_messages_have_the_shape_lambda_gives_them() -> None:
    asked = {
        "MessageId": "m",
        "ReceiptHandle": "r",
        "Body": "{}",
        "MD5OfBody": "x",
        "Attributes": {"ApproximateReceiveCount": "2"},
        "MessageAttributes": {"reason": {"StringValue": "why", "DataType": "String"}},
    }
    shaped = to_lambda_message(asked, "arn:queue", "eu-central-1")
    assert (shaped["eventSource"], shaped["eventSourceARN"]) == ("aws:sqs", "arn:queue")
    assert shaped["attributes"]["ApproximateReceiveCount"] == "2"
    assert shaped["messageAttributes"]["reason"] == {
        "stringValue": "why",
        "stringListValues": [],
        "binaryListValues": [],
        "dataType": "String",
    }


def test_the_bus_tap_keeps_thin_members_only() -> None:
    body = '{"id": "1", "source": "rollbook", "detail-type": "t", "detail": {"event_id": "e", "token": "secret"}}'
    queue, journal = QueueInMemory([body]), Journal()
    BusTap(queue, journal).step()
    event = journal.entries()[0]
    assert (event["id"], event["detail-type"], event["detail"]) == ("1", "t", {"event_id": "e"})
    assert queue.in_flight == {}


def test_a_schedule_runs_its_function_when_asked() -> None:
    calls: list[str] = []
    functions = (Function("rotate_keys", ScheduleTrigger("rotate-keys", "rate(1 day)")),)
    schedules = Schedules(functions, "eu-central-1", lambda name, event, _: calls.append(name + event["source"]))
    schedules.run("rotate-keys")
    assert (schedules.names, calls) == (["rotate-keys"], ["rotate_keysaws.events"])
