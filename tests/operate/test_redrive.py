"""`make redrive`, against the emulator: dead letters are delivered after all, counted, or dropped by their reason."""

import json
import time
from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from infra.local.clients import client
from infra.local.pages.queue_depths import QueueDepths
from infra.local.workers.stream import StreamWorker
from infra.operate.deliveries import publisher, starter
from infra.operate.letters import Letter
from infra.operate.moving import move_all
from infra.operate.refusals import Refused
from infra.topology import QUEUES
from shared.bootstrap import prepare, seed_admin
from tests.operate.conftest import Stage

COMMAND = {"command": "reset_password", "email": "ada@example.org"}
OUTAGE, REFUSED = "service_unavailable", "a mail cannot be sent: SES refuses this mail"


@pytest.fixture
def parked(stage: Stage) -> Stage:
    """Two letters of an outage, and one that no retry helps."""
    stage.send("mail-dlq", COMMAND, reason=OUTAGE)
    stage.send("mail-dlq", COMMAND | {"n": 2}, reason=OUTAGE)
    stage.send("mail-dlq", COMMAND | {"n": 3}, reason=REFUSED)
    return stage


def test_all_letters_go_back_to_their_queue(parked: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    assert parked.run("redrive", "--queue", "mail") == 0
    assert "3 dead letters were delivered." in capsys.readouterr().out
    assert sorted(json.loads(body).get("n", 1) for body in parked.bodies("mail")) == [1, 2, 3]
    assert parked.bodies("mail-dlq") == []


class NoStreams:
    streams: ClassVar[list[StreamWorker]] = []

    def lags(self) -> dict[str, int]:
        return {}


def test_the_local_system_sends_them_again_too(parked: Stage) -> None:
    assert QueueDepths(parked.environ, QUEUES, NoStreams()).redrive("mail") == 3
    assert (len(parked.bodies("mail")), parked.bodies("mail-dlq")) == (3, [])


def test_only_those_of_one_reason_and_the_others_stay(parked: Stage) -> None:
    assert parked.run("redrive", "--queue", "mail", "--only", "service_un") == 0
    assert len(parked.bodies("mail")) == 2
    assert [json.loads(body)["n"] for body in parked.bodies("mail-dlq")] == [3]


def test_what_is_not_to_be_kept_is_dropped_by_its_reason(parked: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    assert parked.run("redrive", "--queue", "mail", "--drop", "a mail cannot") == 0
    assert "1 dead letters were dropped." in capsys.readouterr().out
    assert (len(parked.bodies("mail-dlq")), parked.bodies("mail")) == (2, [])


def test_looking_counts_by_kind_and_reason_shows_no_content_and_moves_nothing(
    parked: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    parked.send("mail-dlq", "[1, 2]")
    assert parked.run("redrive", "--queue", "mail", "--look") == 0
    said = capsys.readouterr().out
    assert f"  2 reset_password: {OUTAGE}\n" in said
    assert "  1 ?: received too often without success\n" in said
    assert "ada@" not in said
    assert len(parked.bodies("mail-dlq")) == 4


def test_a_queue_that_is_not_there_is_named(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    sqs = stage.client("sqs")
    sqs.delete_queue(QueueUrl=stage.url("erasures-dlq"))
    assert stage.run("redrive", "--queue", "erasures") == 2
    assert f"There is no queue rollbook-{stage.name}-erasures-dlq." in capsys.readouterr().err


def test_events_that_were_never_published_are_read_from_the_stream_and_published(stage: Stage) -> None:
    prepare(stage.environ)
    seed_admin(stage.environ, "keeper@rollbook.example", "green tea at noon 73")
    streams = stage.client("dynamodbstreams")
    table = f"rollbook-{stage.name}-events"
    (stream,) = streams.list_streams(TableName=table)["Streams"]
    (shard,) = streams.describe_stream(StreamArn=stream["StreamArn"])["StreamDescription"]["Shards"]
    start = streams.get_shard_iterator(
        StreamArn=stream["StreamArn"], ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )
    records = streams.get_records(ShardIterator=start["ShardIterator"])["Records"]
    numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
    batch = {"streamArn": stream["StreamArn"], "shardId": shard["ShardId"]}
    span = {"startSequenceNumber": numbers[0], "endSequenceNumber": numbers[1]}
    stage.send("stream-dlq", {"DDBStreamBatchInfo": batch | span})
    stage.send("stream-dlq", {"something": "else"})
    assert stage.run("redrive", "--queue", "stream") == 1
    told = [json.loads(body)["detail-type"] for body in eventually(stage, "search", 2)]
    assert told == ["user.registered", "user.email_verified"]
    assert [json.loads(body) for body in stage.bodies("stream-dlq")] == [{"something": "else"}]


@pytest.mark.parametrize("code", ["ResourceNotFoundException", "TrimmedDataAccessException"])
def test_a_letter_whose_records_the_stream_has_forgotten_stays(stage: Stage, code: str) -> None:
    assert publishing(stage, code)() is False


@pytest.mark.parametrize("code", ["AccessDeniedException", "ProvisionedThroughputExceededException"])
def test_what_is_no_fault_of_the_letter_is_told_while_its_records_are_still_there(stage: Stage, code: str) -> None:
    with pytest.raises(ClientError, match=code):
        publishing(stage, code)()


def publishing(stage: Stage, answer: str) -> Callable[[], bool]:
    """The delivery of a letter whose stream answers so."""
    streams, stub = stubbed("dynamodbstreams")
    stub.add_client_error("get_shard_iterator", answer)
    batch = {"streamArn": "arn:" + "s" * 40, "shardId": "shardId-" + "0" * 24, "startSequenceNumber": "0" * 21}
    letter = Letter(json.dumps({"DDBStreamBatchInfo": batch | {"endSequenceNumber": "0" * 21}}), "", {})
    return lambda: publisher(streams, stage.parts)(letter)


@pytest.mark.parametrize(
    "letter",
    [
        Letter(json.dumps({"requestContext": {"functionArn": "arn:f"}, "requestPayload": {"id": "run"}}), "", {}),
        Letter('{"id": "run"}', "", {"TARGET_ARN": {"StringValue": "arn:f"}, "ERROR_CODE": {"StringValue": "X"}}),
    ],
    ids=["in Lambda's words", "in EventBridge's words"],
)
def test_a_run_that_failed_is_started_again_with_what_it_was_given(letter: Letter) -> None:
    functions, stub = stubbed("lambda")
    given = {"FunctionName": "arn:f", "InvocationType": "Event", "Payload": b'{"id": "run"}'}
    stub.add_response("invoke", {"StatusCode": 202}, given)
    assert starter(functions)(letter)
    stub.assert_no_pending_responses()


def test_a_letter_that_names_no_function_stays(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    stage.send("schedules-dlq", {"id": "run"})
    assert stage.run("redrive", "--queue", "schedules") == 1
    assert "1 ? could not be; they stay." in capsys.readouterr().out
    assert len(stage.bodies("schedules-dlq")) == 1


def eventually(stage: Stage, queue: str, count: int) -> list[str]:
    found, deadline = list[str](), time.monotonic() + 20
    while len(found) < count and time.monotonic() < deadline:
        found += stage.bodies(queue)
        time.sleep(0.05)
    return found


def test_an_erasure_that_the_ledger_did_not_take_is_written_into_it(stage: Stage) -> None:
    stage.send("erasures-dlq", {"detail-type": "user.erased", "detail": {"stream_id": "ada"}}, ERROR_CODE="THROTTLED")
    stage.send("erasures-dlq", "nonsense")
    assert stage.run("redrive", "--queue", "erasures") == 1
    lines = stage.client("logs").filter_log_events(logGroupName=stage.ledger)["events"]
    assert [json.loads(line["message"])["detail"]["stream_id"] for line in lines] == ["ada"]
    assert stage.bodies("erasures-dlq") == ["nonsense"]


# SQS's own task, which the emulator has not ------------------------------------------------------------------------


def stubbed(service: str) -> tuple[Any, Stubber]:
    """A client of AWS that answers what a test tells it, and checks what it is asked against AWS's own description."""
    keys = dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), "x")
    made = client(service, {**keys, "AWS_REGION": "eu-central-1", "AWS_ENDPOINT_URL": "http://127.0.0.1:9"})
    stub = Stubber(made)
    stub.activate()
    return made, stub


def moving(*states: dict[str, Any]) -> tuple[Any, Stubber]:
    """SQS as AWS describes it, telling these states of a task one after the other."""
    sqs, stub = stubbed("sqs")
    for name in ("dead", "alive"):
        arn = {"Attributes": {"QueueArn": f"arn:{name}"}}
        stub.add_response("get_queue_attributes", arn, {"QueueUrl": name, "AttributeNames": ["QueueArn"]})
    asked = {"SourceArn": "arn:dead", "DestinationArn": "arn:alive"}
    stub.add_response("start_message_move_task", {"TaskHandle": "t"}, asked)
    for state in states:
        stub.add_response("list_message_move_tasks", {"Results": [state]}, {"SourceArn": "arn:dead", "MaxResults": 1})
    return sqs, stub


def test_sqs_moves_them_itself_and_tells_how_many() -> None:
    said = list[str]()
    states = [
        {"Status": status, "ApproximateNumberOfMessagesMoved": n} for status, n in (("RUNNING", 7), ("COMPLETED", 9))
    ]
    sqs, stub = moving(*states)
    assert move_all(sqs, "dead", "alive", said.append, pause=0)
    assert said == ["  7 dead letters were moved so far", "9 dead letters were moved."]
    stub.assert_no_pending_responses()


def test_a_move_that_ends_badly_is_told() -> None:
    sqs, _ = moving({"Status": "FAILED", "FailureReason": "CouldNotDetermineMessageSource"})
    with pytest.raises(Refused, match="FAILED CouldNotDetermineMessageSource"):
        move_all(sqs, "dead", "alive", print, pause=0)
