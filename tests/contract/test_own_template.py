"""The stack's own template, as CloudFormation tells it."""

import json
from collections.abc import Iterator

import pytest

from infra.local.clients import client
from infra.local.provision import Clients, provision
from shared.adapters.aws.cloudformation import CloudFormationTemplate
from shared.adapters.aws.errors import AwsRefused
from tests.aws_environment import set_aws_environment

TEMPLATE = {"Resources": {"Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": 'told <&> "so"'}}}}
REGION = "eu-central-1"


@pytest.fixture(scope="module")
def stack(emulator_clients: Clients) -> Iterator[str]:
    environ = provision(emulator_clients.endpoint, "rollbook-template", clients=emulator_clients)
    cloudformation = client("cloudformation", environ)
    cloudformation.create_stack(StackName="rollbook-template", TemplateBody=json.dumps(TEMPLATE))
    with pytest.MonkeyPatch.context() as patch:
        set_aws_environment(environ, patch)
        yield emulator_clients.endpoint


def test_it_is_told_as_it_was_deployed(stack: str) -> None:
    told = CloudFormationTemplate("rollbook-template", REGION, stack).text()
    assert told is not None
    assert json.loads(told) == TEMPLATE


def test_where_there_is_no_stack_there_is_none() -> None:
    """On one's own machine, without a call."""
    assert CloudFormationTemplate("", REGION, "http://127.0.0.1:9").text() is None


def test_a_stack_that_is_not_there_is_a_refusal_with_its_code(stack: str) -> None:
    with pytest.raises(AwsRefused) as caught:
        CloudFormationTemplate("another", REGION, stack).text()
    assert caught.value.aws_code == "ValidationError"
