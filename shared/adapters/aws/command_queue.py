"""A queue of commands on SQS."""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters.aws.clients import client
from shared.kernel.errors import ServiceUnavailable


class SqsCommandQueue:
    def __init__(self, url: str, region: str, endpoint: str | None) -> None:
        self._url = url
        self._place = (region, endpoint)

    @cached_property
    def _sqs(self) -> Any:
        return client("sqs", *self._place)

    def put(self, command: Mapping[str, str]) -> None:
        try:
            self._sqs.send_message(QueueUrl=self._url, MessageBody=json.dumps(dict(command)))
        except (BotoCoreError, ClientError) as error:
            raise ServiceUnavailable from error
