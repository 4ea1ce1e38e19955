"""A stage as an operator finds it: named resources in the emulator, and functions that hold the settings."""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any

import pytest

from infra.local.clients import client
from infra.local.provision import Clients, provision
from infra.operate import letters
from infra.operate.__main__ import main
from shared.bootstrap import Container
from tests.aws_environment import set_aws_environment

_STAGES = count(1)
_FAILURES = ("stream-dlq", "schedules-dlq", "erasures-dlq")


@dataclass
class Stage:
    """`environ`: what its functions are given."""

    name: str
    environ: Mapping[str, str]

    @cached_property
    def parts(self) -> Container:
        return Container.of(self.environ)

    def client(self, service: str) -> Any:
        return client(service, self.environ)

    @property
    def ledger(self) -> str:
        return f"/rollbook/{self.name}/erasures"

    def run(self, command: str, *options: str) -> int:
        """As `make` would."""
        return main([command, "--stage", self.name, *options])

    def url(self, queue: str) -> str:
        return str(self.client("sqs").get_queue_url(QueueName=f"rollbook-{self.name}-{queue}")["QueueUrl"])

    def send(self, queue: str, body: object, **attributes: str) -> None:
        told = {name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()}
        text = body if isinstance(body, str) else json.dumps(body)
        self.client("sqs").send_message(QueueUrl=self.url(queue), MessageBody=text, MessageAttributes=told)

    def bodies(self, queue: str) -> list[str]:
        """What lies in a queue, taken out of it."""
        sqs, found = self.client("sqs"), list[str]()
        while messages := sqs.receive_message(QueueUrl=self.url(queue), MaxNumberOfMessages=10).get("Messages"):
            found += [message["Body"] for message in messages]
        return found

    def add_function(self, name: str, code: str) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("handler.py", code)
        self.client("lambda").create_function(
            FunctionName=f"rollbook-{self.name}-{name}",
            Runtime="python3.13",
            Role="arn:aws:iam::000000000000:role/any",
            Handler="handler.handler",
            Code={"ZipFile": packed.getvalue()},
            Environment={"Variables": {k: v for k, v in self.environ.items() if k.startswith("ROLLBOOK_")}},
        )


@pytest.fixture
def stage(emulator_clients: Clients, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """New and empty, with an operator's credentials in the environment of this process."""
    name = f"operated{next(_STAGES)}"
    environ = provision(emulator_clients.endpoint, f"rollbook-{name}", clients=emulator_clients)
    set_aws_environment(environ, monkeypatch)
    monkeypatch.setattr(letters, "_WAIT", 0)  # the emulator has one host
    made = Stage(name, environ)
    made.add_function("accounts", "def handler(event, context):\n    return event\n")
    made.client("logs").create_log_group(logGroupName=made.ledger)
    for queue in _FAILURES:
        made.client("sqs").create_queue(QueueName=f"rollbook-{name}-{queue}")
    return made
