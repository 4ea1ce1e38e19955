"""Receiving from an SQS queue of the emulator, in the shape Lambda gives its functions."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

Message = dict[str, Any]
LONG_POLL_SECONDS = 1


class NotAllTaken(Exception):
    """Some entries of a batch failed; the text tells their codes."""


class QueueSource(Protocol):
    """Messages as Lambda records; `release` makes them visible again after some seconds."""

    def receive(self, limit: int) -> list[Message]: ...
    def delete(self, receipt_handles: Sequence[str]) -> None: ...
    def release(self, receipt_handles: Sequence[str], seconds: int) -> None: ...


class EmulatorQueue:
    """A queue by its URL. Receiving waits up to a second for a message, so an idle queue costs one call per second."""

    def __init__(self, sqs: Any, url: str, region: str) -> None:
        self._sqs, self._url, self._region = sqs, url, region
        account, name = url.rstrip("/").split("/")[-2:]
        self._arn = f"arn:aws:sqs:{region}:{account}:{name}"

    def receive(self, limit: int) -> list[Message]:
        answer = self._sqs.receive_message(
            QueueUrl=self._url,
            MaxNumberOfMessages=min(limit, 10),  # SQS gives at most ten at a time
            WaitTimeSeconds=LONG_POLL_SECONDS,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        return [to_lambda_message(message, self._arn, self._region) for message in answer.get("Messages", ())]

    def delete(self, receipt_handles: Sequence[str]) -> None:
        """Raises NotAllTaken: what was not deleted comes again, which every consumer bears."""
        _all_of(self._sqs.delete_message_batch(QueueUrl=self._url, Entries=_entries(receipt_handles)))

    def release(self, receipt_handles: Sequence[str], seconds: int) -> None:
        """Raises NotAllTaken: what was not released comes back when its visibility ends."""
        entries = [entry | {"VisibilityTimeout": seconds} for entry in _entries(receipt_handles)]
        _all_of(self._sqs.change_message_visibility_batch(QueueUrl=self._url, Entries=entries))


def _all_of(answer: Mapping[str, Any]) -> None:
    """A batch answers 200 when some of its entries fail, and names them."""
    if failed := answer.get("Failed"):
        raise NotAllTaken(", ".join(sorted({entry["Code"] for entry in failed})))


def _entries(receipt_handles: Sequence[str]) -> list[dict[str, Any]]:
    return [{"Id": str(index), "ReceiptHandle": handle} for index, handle in enumerate(receipt_handles)]


def to_lambda_message(message: Mapping[str, Any], arn: str, region: str) -> Message:
    attributes = message.get("MessageAttributes") or {}
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": dict(message.get("Attributes") or {}),
        "messageAttributes": {name: _attribute(value) for name, value in attributes.items()},
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": region,
    }


def _attribute(value: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = {"stringListValues": [], "binaryListValues": [], "dataType": value["DataType"]}
    if "StringValue" in value:
        plain["stringValue"] = value["StringValue"]
    if "BinaryValue" in value:
        plain["binaryValue"] = base64.b64encode(value["BinaryValue"]).decode("ascii")
    return plain
