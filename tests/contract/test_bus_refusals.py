"""A bus that takes some events and refuses others says where it stopped: nothing behind that counts as published."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from shared.accounts.ports import Bus
from shared.adapters.memory.messages import MemoryBus
from shared.kernel.errors import ServiceUnavailable
from tests.contract.away import container
from tests.contract.failing_aws import Reply, failing_aws, refusal, says

Refusing = Callable[[int], Bus]


@pytest.fixture(params=["memory", "eventbridge"])
def refusing_from(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Refusing]:
    """A bus that takes so many entries of a call and refuses the next; EventBridge may well take one after that."""
    if request.param == "memory":
        yield memory_bus
        return
    with failing_aws() as aws:

        def refusing(first: int) -> Bus:
            aws.will(lambda request: put_events(request, refused=first))
            return container(aws.endpoint, monkeypatch).bus

        yield refusing


def memory_bus(first: int) -> Bus:
    bus = MemoryBus()
    bus.refuse_from = first
    return bus


def put_events(request: dict[str, Any], refused: int) -> Reply:
    """PutEvents answers 200 and tells of each entry."""
    results: list[dict[str, str]] = [{"EventId": str(json.loads(e["Detail"])["version"])} for e in request["Entries"]]
    if refused < len(results):
        results[refused] = {"ErrorCode": "ThrottlingException", "ErrorMessage": "slow down"}
    return says(FailedEntryCount=sum("ErrorCode" in result for result in results), Entries=results)


def events(count: int) -> list[dict[str, Any]]:
    return [{"type": "user.registered", "version": version} for version in range(count)]


@pytest.mark.parametrize("first", [0, 1, 4, 9])
def test_the_place_of_the_first_refusal_is_told(refusing_from: Refusing, first: int) -> None:
    assert refusing_from(first).publish(events(10)) == first


def test_without_a_refusal_all_were_taken(refusing_from: Refusing) -> None:
    assert refusing_from(10).publish(events(10)) == 10
    assert refusing_from(10).publish(events(3)) == 3


def test_why_a_bus_took_nothing_is_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The stream stops at it, and goes by the number of what was taken alone."""
    with failing_aws() as aws:
        aws.will(refusal("AccessDeniedException"))
        with pytest.raises(ServiceUnavailable):
            container(aws.endpoint, monkeypatch).bus.publish(events(1))
    assert "PutEvents failed: AccessDeniedException" in caplog.messages
