"""One day's requests, recorded once for all tests here."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from infra.declarations import Function
from infra.local.clients import client
from infra.local.provision import Clients, provision
from tests.crash.ground import Ground, prepared_ground
from tests.crash.scenarios import Stage
from tests.privilege.day import CHAPTERS
from tests.privilege.recorder import recorded, within
from tests.privilege.requests import Asked


class RecordedGround(Ground):
    """It says which function runs."""

    def invoke(self, function: Function, event: Mapping[str, Any], *, elsewhere: bool = False) -> Any:
        with within(function.name):
            return super().invoke(function, event, elsewhere=elsewhere)


def _stack(environ: Mapping[str, str]) -> str:
    """One that has a template, as the one that functions run in has in the cloud."""
    queue = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "rollbook-privilege-stack"}}
    name = "rollbook-privilege"
    client("cloudformation", environ).create_stack(
        StackName=name, TemplateBody=json.dumps({"Resources": {"Queue": queue}})
    )
    return name


@pytest.fixture(scope="package")
def asked(emulator_clients: Clients) -> Iterator[frozenset[Asked]]:
    """All that functions asked of AWS."""
    environ = provision(emulator_clients.endpoint, "rollbook-privilege", clients=emulator_clients)
    environ["ROLLBOOK_STACK_NAME"] = _stack(environ)
    with pytest.MonkeyPatch.context() as patch, recorded(environ) as recorder:
        patch.setattr("tests.crash.ground.Ground", RecordedGround)
        with prepared_ground(environ, emulator_clients) as ground:
            for chapter in CHAPTERS:
                chapter(Stage(ground))
        yield frozenset(recorder.seen)
