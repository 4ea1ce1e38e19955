"""Every call to AWS that the functions make in this process, seen where the real client is asked for it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from shared.adapters.aws.clients import AwsClient


@dataclass(frozen=True)
class AwsCall:
    """`operation` as AWS names it; `body`: the JSON that goes over the wire."""

    service: str
    operation: str
    body: dict[str, Any]

    @property
    def writes(self) -> int:
        """How many items a transaction touches."""
        return len(self.body.get("TransactItems", ()))


class Recorder:
    def __init__(self) -> None:
        self.calls: list[AwsCall] = []

    def __call__(self, client: AwsClient, operation: str, members: Mapping[str, Any]) -> None:
        self.calls.append(AwsCall(client.service, operation, dict(members)))

    def clear(self) -> None:
        self.calls.clear()

    @property
    def operations(self) -> list[str]:
        return [call.operation for call in self.calls]


@contextmanager
def recorded_clients() -> Iterator[Recorder]:
    """Of every client, however old."""
    recorder, really = Recorder(), AwsClient.call

    def call(client: AwsClient, operation: str, members: Mapping[str, Any]) -> dict[str, Any]:
        recorder(client, operation, members)
        return really(client, operation, members)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(AwsClient, "call", call)
        yield recorder
