"""What a consumer does to its own SQS queue: put a message off, or park it with a reason."""

from functools import cached_property
from typing import Protocol

from shared.adapters.aws.clients import AwsClient, client


class Delivered(Protocol):
    @property
    def receipt(self) -> str: ...
    @property
    def body(self) -> str: ...


class SqsRetryQueue:
    """Failures are the loop's to handle: a message that cannot be put off comes back after the queue's own timeout."""

    def __init__(self, url: str, dead_letter_url: str, region: str, endpoint: str | None) -> None:
        self._url = url
        self._dead_letter_url = dead_letter_url
        self._place = (region, endpoint)

    @cached_property
    def _sqs(self) -> AwsClient:
        return client("sqs", *self._place)

    def retry_after(self, message: Delivered, seconds: int) -> None:
        place = {"QueueUrl": self._url, "ReceiptHandle": message.receipt}
        self._sqs.call("ChangeMessageVisibility", {**place, "VisibilityTimeout": seconds})

    def park(self, message: Delivered, reason: str) -> None:
        told = {"reason": {"DataType": "String", "StringValue": reason[:256]}}
        parked = {"QueueUrl": self._dead_letter_url, "MessageBody": message.body, "MessageAttributes": told}
        self._sqs.call("SendMessage", parked)
