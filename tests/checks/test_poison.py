"""Check 65: what nobody can work on is parked with its reason and counted, the rest goes on; repaired, it succeeds."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

import pytest

from infra.local.emulator import Emulator
from infra.local.provision import Clients, provision
from infra.local.workers.checkpoints import Checkpoints
from infra.local.workers.stream import StreamWorker
from infra.topology import FUNCTIONS, QUEUES, Function, QueueTrigger, StreamTrigger
from shared.accounts.domain import events as happened
from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import ServiceUnavailable
from shared.kernel.events import Context, Payload
from shared.kernel.principal import Actor
from shared.kernel.recording import EventTypes
from tests.crash.deliveries import Records
from tests.crash.ground import Ground, Snapshot, prepared_ground
from tests.crash.invariants import Aftermath, violations
from tests.crash.recorded import ADA, QUEUE_FUNCTIONS, joined
from tests.crash.scenarios import Stage

PUBLISH = next(function for function in FUNCTIONS if isinstance(function.trigger, StreamTrigger))
SYSTEM = Context(Actor("system", "test"), "test")
# SQS takes no more than 1 MiB; this is what it took for most of its life, and what its dead letters must hold too.
LARGE = "x" * 256 * 1024
POISONS = {"no JSON": "{not json", "a list": "[1, 2]", "a text": '"text"', "nothing": " ", "256 KiB": LARGE}


@dataclass(frozen=True)
class UserPromoted(Payload):
    """What a later release may write."""

    type: ClassVar[str] = "user.promoted"
    title: str


@dataclass(frozen=True)
class VerifiedLater(happened.UserEmailVerified):
    """What a later release may write under a name of today."""

    schema_version: ClassVar[int] = 2


@pytest.fixture(scope="module")
def opened(emulator: Emulator, emulator_clients: Clients) -> Iterator[tuple[Ground, Snapshot]]:
    environ = provision(emulator.endpoint, "rollbook-poison", clients=emulator_clients)
    with prepared_ground(environ, emulator_clients) as ground:
        yield ground, ground.snapshot()


@pytest.fixture
def ground(opened: tuple[Ground, Snapshot]) -> Ground:
    ground, empty = opened
    ground.run_only({})
    ground.restore(empty)
    return ground


def queue_of(function: Function) -> str:
    assert isinstance(function.trigger, QueueTrigger)
    return function.trigger.queue


def parked(ground: Ground, queue: str) -> list[tuple[str, str]]:
    """Bodies and reasons of the dead letters; they stay where they are."""
    dead = f"{queue}-dlq"
    letters = ground.deliveries.receive(dead)
    ground.deliveries.settle(
        dead, letters, {"batchItemFailures": [{"itemIdentifier": o["messageId"]} for o in letters]}
    )
    return [(one["body"], one["messageAttributes"]["reason"]["stringValue"]) for one in letters]


def redriven(ground: Ground, queue: str) -> None:
    """What an operator does once the cause is mended: dead letters go back to their queue."""
    ground.deliveries.send(queue, *ground.deliveries.taken(f"{queue}-dlq"))


def counted(text: str, metric: str) -> float:
    """The sum of a metric in the EMF lines of an output."""
    lines = [json.loads(line) for line in text.splitlines() if line.startswith('{"_aws"') or '"_aws":' in line]
    return float(sum(sum(line.get(metric, [])) for line in lines))


@pytest.mark.parametrize("poison", POISONS)
@pytest.mark.parametrize("function", QUEUE_FUNCTIONS, ids=lambda function: function.name)
def test_check_65_poison_is_parked_with_its_reason_and_the_rest_goes_on(
    ground: Ground, opened: tuple[Ground, Snapshot], function: Function, poison: str
) -> None:
    ground.deliveries.send(queue_of(function), POISONS[poison])
    token = joined(Stage(ground), ADA)
    Stage(ground).must(200, "DELETE", "/v1/me", token=token)
    ground.drain()
    assert ground.leftovers() == {f"{queue_of(function)}-dlq": 1}
    assert parked(ground, queue_of(function)) == [(POISONS[poison], "not a JSON object")]
    assert [mail["kind"] for mail in ground.mails] == ["account_closed"]
    waits = f"1 messages are left in {queue_of(function)}-dlq"
    assert violations(Aftermath.of(ground, opened[1], None)) == [waits]


@pytest.mark.parametrize("function", QUEUE_FUNCTIONS, ids=lambda function: function.name)
def test_check_65_an_event_of_an_account_of_nobody_here_changes_nothing(
    ground: Ground, opened: tuple[Ground, Snapshot], function: Function
) -> None:
    stranger = str(ground.parts.ids.new())
    event = {"stream_id": stranger, "version": 1, "event_id": stranger, "type": "user.registered"}
    ground.deliveries.send(queue_of(function), json.dumps({"detail-type": "user.registered", "detail": event}))
    before = ground.tables.rows()
    ground.drain()
    assert ground.tables.rows() == before
    assert ground.mails == []
    assert queue_of(function) not in ground.leftovers()


def test_check_65_each_parked_message_fires_its_metric(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9")  # as on Lambda: metrics are written
    for function in QUEUE_FUNCTIONS:
        ground.deliveries.send(queue_of(function), *list(POISONS.values())[:3])
    ground.drain()
    assert counted(capsys.readouterr().out, "MessagesParked") == 3 * len(QUEUE_FUNCTIONS)
    assert ground.leftovers() == {queue.dead_letter: 3 for queue in QUEUES}


@pytest.mark.parametrize("later", [UserPromoted("chief"), VerifiedLater(ADA)], ids=["unknown type", "later schema"])
def test_check_65_an_event_from_the_future_waits_for_the_code_that_knows_it(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, later: Payload
) -> None:
    Stage(ground).newcomer(ADA)
    user_id = Stage(ground).id_of(ADA)
    stored = ground.parts.users.commit(ground.parts.users.load(user_id), [later], SYSTEM)
    event = {"stream_id": user_id, "version": stored.version, "event_id": stored.hash, "type": later.type}
    ground.deliveries.pull()
    ground.deliveries.stream.clear()
    ground.deliveries.send("mail", json.dumps({"detail-type": later.type, "detail": event}))
    ground.injector.forget()
    ground.drain()
    reason = f"unknown event type {later.type} v{later.schema_version}"
    assert [why for _, why in parked(ground, "mail")] == [reason]
    assert ground.mails == []

    known = EventTypes([type(later)])
    monkeypatch.setattr("shared.accounts.use_cases.users.EVENT_TYPES", known)  # the release that knows it
    redriven(ground, "mail")
    ground.drain()
    assert ground.leftovers() == {}
    assert [mail["kind"] for mail in ground.mails] == (["welcome"] if isinstance(later, VerifiedLater) else [])


def test_check_65_what_fails_at_every_receive_is_parked_and_goes_out_once_when_it_is_mended(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage, mailer = Stage(ground), ground.parts.mailer
    stage.must(202, "POST", "/v1/signup", {"email": ADA, "password": "rain on a tin roof 7"})
    with monkeypatch.context() as patch:

        def away(_mail: object) -> None:
            raise ServiceUnavailable

        patch.setattr(mailer, "send", away)
        ground.drain()
    assert [why for _, why in parked(ground, "mail")] == ["service_unavailable"]
    assert ground.mails == []
    ground.clock.ahead *= 2
    for _ in range(2):
        redriven(ground, "mail")
        ground.drain()
    assert [mail["kind"] for mail in ground.mails] == ["verify_email"]
    assert ground.leftovers() == {}


class OneShard:
    """A stream of these records."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def shards(self) -> Sequence[str]:
        return ["shard"]

    def read(self, shard: str, after: str | None, limit: int) -> Records:
        numbers = [record["dynamodb"]["SequenceNumber"] for record in self._records]
        return self._records[numbers.index(after) + 1 if after else 0 :][:limit]


def test_check_65_a_record_that_nobody_can_read_is_given_up_and_its_shard_moves_on(ground: Ground) -> None:
    joined(Stage(ground), ADA)
    first, second = ground.deliveries.pull()
    poison = {"dynamodb": {"SequenceNumber": "unreadable", "NewImage": {"stream_id": {"S": "x"}}}}
    told: list[str] = []

    def invoke(event: dict[str, Any]) -> Any:
        return ground.invoke(PUBLISH, event)

    worker = StreamWorker(
        PUBLISH.name, "events", OneShard([first, poison, second]), invoke, Checkpoints(None), tries=3,
        report=told.append, delay=lambda _tries: 0.0,
    )  # fmt: skip
    for _ in range(6):
        worker.step()
    assert [one.sequence_number for one in worker.parked] == ["unreadable"]
    assert "after 3 tries" in told[-1]
    entries = [entry for effect in ground.injector.of("PutEvents") for entry in effect.body["Entries"]]
    assert [entry["DetailType"] for entry in entries] == ["user.registered", "user.email_verified"]
