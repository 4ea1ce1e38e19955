"""A logged error says where it came from and of what kind it is; its text stays out."""

from typing import Any

import pytest

from shared.adapters.aws.errors import AwsRefused
from shared.edge.tracebacks import kind_of, traceback_without_texts
from shared.edge.traces import DiscreetEmitter
from shared.kernel.errors import ServiceUnavailable

SECRET = "ada@mail.example.com hunter2"
REFUSED = AwsRefused("MessageRejected", 400, {"message": SECRET})


def caught(fail: Any) -> BaseException:
    try:
        fail()
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


def lose_a_key() -> None:
    raise KeyError(SECRET)


def lose_a_service() -> None:
    try:
        raise REFUSED
    except AwsRefused as error:
        raise ServiceUnavailable from error


def recover_badly() -> None:
    try:
        lose_a_key()
    except KeyError:
        raise ValueError(SECRET)  # noqa: B904 - what happens when a handler fails too


def hide_the_key() -> None:
    try:
        lose_a_key()
    except KeyError:
        raise ValueError(SECRET) from None


def test_places_and_kinds_are_told_and_texts_are_not() -> None:
    told = traceback_without_texts(caught(lose_a_service))
    assert "in lose_a_service" in told
    assert told.index("AwsRefused (MessageRejected)") < told.index("ServiceUnavailable (service_unavailable)")
    assert SECRET not in told


def test_what_an_error_came_from_is_told_unless_it_was_hidden() -> None:
    assert "builtins.KeyError\nand then\n" in traceback_without_texts(caught(recover_badly))
    assert "KeyError" not in traceback_without_texts(caught(hide_the_key))
    assert SECRET not in traceback_without_texts(caught(recover_badly))


def test_errors_that_lead_to_themselves_come_to_an_end() -> None:
    first, second = ValueError(SECRET), KeyError(SECRET)
    first.__cause__, second.__cause__ = second, first
    assert traceback_without_texts(first).count("Traceback:") == 10


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (REFUSED, "shared.adapters.aws.errors.AwsRefused (MessageRejected)"),
        (AwsRefused(SECRET, 400, {}), "shared.adapters.aws.errors.AwsRefused"),
        (ServiceUnavailable(), "shared.kernel.errors.ServiceUnavailable (service_unavailable)"),
        (SystemExit(3), "builtins.SystemExit"),
    ],
)
def test_a_code_is_told_only_where_it_looks_like_one(error: BaseException, kind: str) -> None:
    assert kind_of(error) == kind


class Sent:
    """The part of the X-Ray SDK's entities that its emitter reads."""

    def __init__(self, cause: object, *subsegments: "Sent") -> None:
        self.cause, self.subsegments = cause, subsegments

    def serialize(self) -> str:
        return repr([vars(each) for each in self.exceptions()])

    def exceptions(self) -> list[Any]:
        own = self.cause.get("exceptions", []) if isinstance(self.cause, dict) else []
        return [*own, *(each for inner in self.subsegments for each in inner.exceptions())]


class Throwable:
    def __init__(self) -> None:
        self.type, self.message = "ClientError", SECRET


def test_a_trace_keeps_the_kind_of_an_exception_and_loses_its_message(monkeypatch: pytest.MonkeyPatch) -> None:
    packets: list[str] = []
    emitter = DiscreetEmitter()
    monkeypatch.setattr(emitter, "_send_data", packets.append)
    entity = Sent({"exceptions": [Throwable()]}, Sent({"exceptions": [Throwable()]}), Sent("the id of another's"))
    try:
        emitter.send_entity(entity)
    finally:
        emitter._socket.close()
    (packet,) = packets
    assert packet.count("ClientError") == 2
    assert SECRET not in packet
