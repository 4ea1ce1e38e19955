"""Roles are enforced here: the journeys prove that they allow enough, these tests that they allow nothing else."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.exceptions import ClientError

from infra.deploy_local.deployed import Deployed
from infra.topology import FUNCTIONS
from tests.deployed.credentials import as_role
from tests.deployed.town import DeployedTown

_POLICY = "own"


@contextmanager
def role_without(deployed: Deployed, function: str, action: str) -> Iterator[None]:
    """The function's role lacks one action of those that the template gives it."""
    iam, role = deployed.cloud.of("iam"), f"{deployed.stack}-{function}"
    whole = iam.get_role_policy(RoleName=role, PolicyName=_POLICY)["PolicyDocument"]
    less = {**whole, "Statement": [_without(statement, action) for statement in whole["Statement"]]}
    assert less != whole, f"{function} is not allowed {action} anyway"
    iam.put_role_policy(RoleName=role, PolicyName=_POLICY, PolicyDocument=json.dumps(less))
    try:
        yield
    finally:
        iam.put_role_policy(RoleName=role, PolicyName=_POLICY, PolicyDocument=json.dumps(whole))


def _without(statement: dict[str, Any], action: str) -> dict[str, Any]:
    actions = [statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"]
    return {**statement, "Action": [name for name in actions if name != action] or ["none:Nothing"]}


def test_a_function_fails_without_one_action_of_its_role_and_works_with_it_again(town: DeployedTown) -> None:
    person = town.person()
    with role_without(town.deployed, "accounts", "dynamodb:BatchGetItem"):
        assert person.client.get("/v1/me", may_fail=True).outcome == (503, "service_unavailable")
    assert person.client.get("/v1/me").status == 200


def test_a_mail_waits_while_the_worker_may_not_send_and_goes_out_then(town: DeployedTown) -> None:
    with role_without(town.deployed, "send-email", "ses:SendEmail"):
        person = town.newcomer()
        with pytest.raises(AssertionError, match="no verify_email"):
            town.mail(person.email, "verify_email", patience=2.0)
    assert town.mail(person.email, "verify_email")


APPENDING = [function.name for function in FUNCTIONS if "put" in function.tables.get("events", {})]


@pytest.mark.parametrize("name", APPENDING)
def test_whoever_appends_events_can_append_one_and_neither_change_nor_delete_it(deployed: Deployed, name: str) -> None:
    item = {"stream_id": {"S": f"a-test-of-{name}"}, "version": {"N": "1"}}
    table = {"TableName": f"{deployed.stack}-events"}
    with as_role(deployed, f"{deployed.stack}-{name.replace('_', '-')}") as dynamodb:
        dynamodb.put_item(**table, Item=item)
        assert refusal(lambda: dynamodb.update_item(**table, Key=item)) == "AccessDeniedException"
        assert refusal(lambda: dynamodb.delete_item(**table, Key=item)) == "AccessDeniedException"


def refusal(call: Callable[[], Any]) -> str:
    with pytest.raises(ClientError) as refused:
        call()
    return str(refused.value.response["Error"]["Code"])
