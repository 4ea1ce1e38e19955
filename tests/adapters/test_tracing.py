"""What AWS is told of traces, with X-Ray's SDK as it is on Lambda."""

from types import SimpleNamespace
from typing import Any

import pytest
from aws_xray_sdk.core import xray_recorder
from aws_xray_sdk.core.lambda_launcher import LambdaContext

from shared.adapters.aws.errors import AwsRefused
from shared.adapters.aws.tracing import subsegment, trace_header

TRACE = "Root=1-65a1b2c3-0123456789abcdef01234567;Parent=53995c3f42cd8ad8;Sampled={};Lineage=1:a87bd80c:3"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What goes to the daemon."""
    sent: list[Any] = []
    xray_recorder.emitter._socket.close()  # the SDK opens one when it is imported; here nothing goes through it
    monkeypatch.setattr(xray_recorder, "_context", LambdaContext())
    monkeypatch.setattr(xray_recorder, "streaming_threshold", 0)
    monkeypatch.setattr(xray_recorder, "_emitter", SimpleNamespace(send_entity=sent.append))
    return sent


def told() -> dict[str, str]:
    return dict(part.split("=") for part in trace_header()["x-amzn-trace-id"].split(";"))


def test_a_call_belongs_to_its_subsegment_and_keeps_what_lambda_sees_loops_by(
    sent: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_X_AMZN_TRACE_ID", TRACE.format(1))
    with subsegment("sqs", "SendMessage", "eu-central-1"):
        header = told()
    assert header == {
        "Root": "1-65a1b2c3-0123456789abcdef01234567",
        "Parent": sent[0].id,
        "Sampled": "1",
        "Lineage": "1:a87bd80c:3",
    }
    assert sent[0].aws == {"operation": "SendMessage", "region": "eu-central-1"}


def test_a_trace_that_is_not_taken_keeps_it_too_and_sends_nothing(
    sent: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_X_AMZN_TRACE_ID", TRACE.format(0))
    with subsegment("sqs", "SendMessage", "eu-central-1"):
        header = told()
    assert (header["Sampled"], header["Lineage"], sent) == ("0", "1:a87bd80c:3", [])


def test_outside_of_a_subsegment_lambdas_own_words_are_passed_on(
    sent: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_X_AMZN_TRACE_ID", TRACE.format(1))
    assert trace_header() == {"x-amzn-trace-id": TRACE.format(1)}
    monkeypatch.delenv("_X_AMZN_TRACE_ID")
    with subsegment("sqs", "SendMessage", "eu-central-1"):  # in the init phase there is no trace yet
        assert trace_header() == {}
    assert sent == []


def test_a_refusal_is_told_by_its_code_alone(sent: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_X_AMZN_TRACE_ID", TRACE.format(1))
    refused = AwsRefused("MessageRejected", 400, {"message": "ada@example.org is not verified"})
    with pytest.raises(AwsRefused), subsegment("sesv2", "SendEmail", "eu-central-1"):
        raise refused
    (entity,) = sent
    assert (entity.aws["error_code"], entity.error) == ("MessageRejected", True)
    assert "ada@" not in entity.serialize()
