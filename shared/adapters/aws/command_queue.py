"""A queue of commands on SQS."""

import json
from collections.abc import Mapping
from functools import cached_property

from shared.adapters.aws.clients import AwsClient, client


class SqsCommandQueue:
    def __init__(self, url: str, region: str, endpoint: str | None) -> None:
        self._url = url
        self._place = (region, endpoint)

    @cached_property
    def _sqs(self) -> AwsClient:
        return client("sqs", *self._place)

    def put(self, command: Mapping[str, str]) -> None:
        self._sqs.call("SendMessage", {"QueueUrl": self._url, "MessageBody": json.dumps(dict(command))})
