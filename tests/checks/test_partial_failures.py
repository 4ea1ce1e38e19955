"""Check 64: of a batch only what failed comes back; a stream stops at its first failure, and nothing is done twice."""

from collections.abc import Iterator

import pytest

from infra.local.emulator import Emulator
from infra.local.provision import Clients, provision
from infra.topology import FUNCTIONS, Function, StreamTrigger
from tests.crash.deliveries import Records
from tests.crash.faults import Fault, Mode
from tests.crash.ground import Ground, prepared_ground
from tests.crash.recorded import BATCH, REDELIVERED, EndState, Recorded, delivered, end_state, record

PUBLISH = next(function for function in FUNCTIONS if isinstance(function.trigger, StreamTrigger))


@pytest.fixture(scope="module")
def ground(emulator: Emulator, emulator_clients: Clients) -> Iterator[Ground]:
    environ = provision(emulator.endpoint, "rollbook-partial", clients=emulator_clients)
    with prepared_ground(environ, emulator_clients) as ground:
        yield ground


@pytest.fixture(scope="module")
def recorded(ground: Ground) -> Recorded:
    return record(ground, ground.snapshot())


def calls_of(ground: Ground, recorded: Recorded, function: Function, messages: Records) -> int:
    """How many calls to AWS these messages take; each function is warm then."""
    delivered(ground, recorded, function, [messages])
    ground.restore(recorded.after)
    with ground.injector.armed(None, tuple):
        ground.invoke(function, {"Records": messages})
    return len(ground.injector.calls)


def once(ground: Ground, recorded: Recorded, function: Function, messages: Records) -> EndState:
    return delivered(ground, recorded, function, [messages])


@pytest.mark.parametrize("function", REDELIVERED, ids=lambda function: function.name)
@pytest.mark.parametrize("bad", [0, 3, -1])
def test_check_64_one_bad_message_of_a_batch_comes_back_alone(
    ground: Ground, recorded: Recorded, function: Function, bad: int
) -> None:
    messages = recorded.messages(function)[-BATCH:]
    bad %= len(messages)
    expected = once(ground, recorded, function, messages)
    point = calls_of(ground, recorded, function, messages[:bad]) if bad else 0
    ground.restore(recorded.after)
    with ground.injector.armed(Fault(point, Mode.BEFORE), tuple):
        answer = ground.invoke(function, {"Records": messages})
    assert answer == {"batchItemFailures": [{"itemIdentifier": messages[bad]["messageId"]}]}
    others = end_state(ground)
    assert ground.invoke(function, {"Records": [messages[bad]]}) == {"batchItemFailures": []}
    assert others.mails <= end_state(ground).mails
    assert end_state(ground) == expected


@pytest.mark.parametrize("bad", [0, 3, 9, 14])
def test_check_64_a_stream_stops_at_its_first_failure_and_goes_on_from_there(
    ground: Ground, recorded: Recorded, bad: int
) -> None:
    """Three events are no whole batch of the bus: those before the bad one went out, and go out no second time."""
    ground.restore(recorded.after)
    broken = [*recorded.stream]
    broken[bad] = {**broken[bad], "dynamodb": {**broken[bad]["dynamodb"], "NewImage": {}}}
    answer = ground.invoke(PUBLISH, {"Records": broken})
    assert answer == {"batchItemFailures": [{"itemIdentifier": broken[bad]["dynamodb"]["SequenceNumber"]}]}
    assert published(ground) == bad
    assert ground.invoke(PUBLISH, {"Records": recorded.stream[bad:]}) == {"batchItemFailures": []}
    assert published(ground) == len(recorded.stream)


@pytest.mark.parametrize("batch", [0, 1])
def test_check_64_a_bus_that_refuses_the_second_ten_holds_back_what_follows(
    ground: Ground, recorded: Recorded, batch: int
) -> None:
    ground.restore(recorded.after)
    with ground.injector.armed(Fault(batch, Mode.BEFORE), tuple):
        answer = ground.invoke(PUBLISH, {"Records": recorded.stream})
    stopped = recorded.stream[batch * BATCH]["dynamodb"]["SequenceNumber"]
    assert answer == {"batchItemFailures": [{"itemIdentifier": stopped}]}
    assert published(ground) == batch * BATCH


def published(ground: Ground) -> int:
    return sum(len(effect.body["Entries"]) for effect in ground.injector.of("PutEvents"))
