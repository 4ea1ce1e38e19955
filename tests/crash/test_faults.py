"""Each fault does to one call what its name says: seen by the caller, and by AWS."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from shared.accounts.domain.role import Holders
from shared.adapters.aws.clients import TRIES
from shared.kernel.errors import ServiceUnavailable
from shared.kernel.records import Add
from tests.crash.faults import Fault, Killed, Mode
from tests.crash.ground import Ground

# What the caller learns, and how many messages AWS has: when the call returns, and once all that was sent has arrived.
FAULTS: dict[Mode, tuple[type[BaseException] | None, int, int]] = {
    Mode.BEFORE: (ServiceUnavailable, 0, 0),
    Mode.AFTER: (ServiceUnavailable, TRIES, TRIES),
    Mode.TIMEOUT: (ServiceUnavailable, 0, 1),
    Mode.TWICE: (None, 2, 2),
    Mode.LATE: (ServiceUnavailable, 0, 1),
    Mode.THROTTLED: (ServiceUnavailable, 0, 0),
    Mode.HICCUP_BEFORE: (None, 1, 1),
    Mode.HICCUP_AFTER: (None, 2, 2),
    Mode.KILLED_BEFORE: (Killed, 0, 0),
    Mode.KILLED_AFTER: (Killed, 1, 1),
}


def put(ground: Ground) -> None:
    ground.parts.mail_queue.put({"command": "sign_up"})


def received(ground: Ground) -> int:
    """How many messages there are; they are taken."""
    return len(list(ground.deliveries.taken("mail")))


@contextmanager
def refused_as(kind: type[BaseException] | None) -> Iterator[None]:
    if kind is None:
        yield
    else:
        with pytest.raises(kind):
            yield


def test_every_fault_is_described() -> None:
    assert set(FAULTS) == set(Mode)


@pytest.mark.parametrize("mode", Mode)
def test_a_fault_does_what_its_name_says(ground: Ground, mode: Mode) -> None:
    error, at_once, in_the_end = FAULTS[mode]
    with ground.injector.armed(Fault(0, mode), lambda: put(ground)), refused_as(error):
        put(ground)
    there = received(ground)
    ground.injector.arrive()
    assert (there, there + received(ground)) == (at_once, in_the_end)
    assert len(list(ground.injector.of("SendMessage"))) == in_the_end


def test_a_fault_strikes_the_call_that_was_meant_and_no_other(ground: Ground) -> None:
    with ground.injector.armed(Fault(1, Mode.BEFORE), tuple):
        put(ground)
        with pytest.raises(ServiceUnavailable):
            put(ground)
        put(ground)
    assert received(ground) == 2
    assert [call.operation for call in ground.injector.calls] == ["SendMessage"] * 3


def test_calls_that_change_something_meet_every_fault_and_reads_the_first_four(ground: Ground) -> None:
    with ground.injector.armed(None, tuple):
        ground.parts.users.roles()
        put(ground)
    read, _, write = ground.injector.calls
    assert read.modes == (Mode.BEFORE, Mode.AFTER, Mode.TIMEOUT, Mode.TWICE)
    assert write.modes == tuple(Mode)


def test_a_transaction_that_is_asked_again_happens_once(ground: Ground) -> None:
    """DynamoDB knows it by its token: a counter that is added to twice goes up by one."""
    count = Add(Holders.key_of("counted"), {"total": 1}, initial={"role": "counted", "active": 0})
    with ground.injector.armed(Fault(0, Mode.AFTER), tuple), pytest.raises(ServiceUnavailable):
        ground.parts.store.transact([count])
    assert len(list(ground.injector.of("TransactWriteItems"))) == TRIES > 1
    assert ground.parts.store.get(count.key) == Holders("counted", total=1, active=0)


def test_what_aws_took_is_known_with_its_content(ground: Ground) -> None:
    put(ground)
    (effect,) = ground.injector.of("SendMessage")
    sent: dict[str, Any] = effect.body
    assert sent["QueueUrl"] == ground.deliveries.url("mail")
    assert json.loads(sent["MessageBody"]) == {"command": "sign_up"}
