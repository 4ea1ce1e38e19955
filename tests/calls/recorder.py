"""Every call to AWS that this process makes, seen by botocore's own `before-call` hook on the real clients."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import botocore.session
import pytest


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

    def __call__(self, model: Any, params: dict[str, Any], **_: Any) -> None:
        body = params.get("body") or b"{}"
        self.calls.append(AwsCall(model.service_model.service_name, model.name, json.loads(body)))

    def clear(self) -> None:
        self.calls.clear()

    @property
    def operations(self) -> list[str]:
        return [call.operation for call in self.calls]


@contextmanager
def recorded_clients() -> Iterator[Recorder]:
    """Hooks every client that is made meanwhile; the hook stays on it for as long as it lives."""
    recorder, make = Recorder(), botocore.session.Session.create_client

    def create_client(session: Any, *arguments: Any, **options: Any) -> Any:
        client = make(session, *arguments, **options)
        client.meta.events.register("before-call", recorder)
        return client

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.session.Session, "create_client", create_client)
        yield recorder
