"""The roles of the synthesised stack are those that tests/privilege proves, and nobody else has one."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from infra.declarations import Function
from infra.grants import statements
from infra.topology import FUNCTIONS
from tests.infra.synthesis import EVERYTHING, PREFIX, Synthesis
from tests.privilege.conftest import asked
from tests.privilege.policies import MAIL_FROM, as_json, refusals
from tests.privilege.requests import Asked, Request
from tests.privilege.templates import PLACE, Roles

__all__ = ["asked"]

DOMAIN = MAIL_FROM.rpartition("@")[2]
FUNCTION = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
# Of all inline policies of a role together, white space aside (IAM quotas).
MOST_CHARACTERS = 10_240


@pytest.fixture(scope="module", params=[{}, EVERYTHING], ids=["nothing chosen", "every option"])
def roles(request: pytest.FixtureRequest, synthesis: Synthesis) -> Roles:
    chosen: Mapping[str, Any] = request.param
    return Roles.of(synthesis.of(**chosen).template)


def arn(resource: str, roles: Roles) -> str:
    """What a deployment calls `tables/events`."""
    family, _, name = resource.partition("/")
    match family:
        case "tables":
            return f"arn:aws:dynamodb:{PLACE}:table/{PREFIX}-{name}"
        case "streams":
            return f"arn:aws:dynamodb:{PLACE}:table/{PREFIX}-{name}/stream/2026"
        case "queues":
            return f"arn:aws:sqs:{PLACE}:{PREFIX}-{name}"
        case "buckets":
            bucket, _, names = name.partition("/")
            return f"arn:aws:s3:::{roles.bucket(bucket)}" + (f"/{names}" if names else "")
        case "stack":
            return f"arn:aws:cloudformation:{PLACE}:stack/{PREFIX}/{name}"
        case "logs":
            return f"arn:aws:logs:{PLACE}:log-group:/aws/lambda/{PREFIX}-{name.replace('_', '-')}"
        case _:
            return {
                "bus": f"arn:aws:events:{PLACE}:event-bus/{PREFIX}",
                "key": roles.key(f"alias/{PREFIX}"),
                "sender": f"arn:aws:ses:{PLACE}:identity/{DOMAIN}",
                "configuration_set": f"arn:aws:ses:{PLACE}:configuration-set/{PREFIX}",
                "*": "*",
            }[family]


def deployed(request: Request, roles: Roles) -> Request:
    return replace(request, resource=arn(request.resource, roles))


def normal(statement: Mapping[str, object]) -> Mapping[str, object]:
    """One action and one resource may stand without a list."""
    listed = {name: [value] if isinstance(value, str) else value for name, value in statement.items()}
    return {**listed, "Sid": statement["Sid"], "Effect": statement["Effect"]}


@FUNCTION
def test_a_role_is_what_is_declared_for_its_function(roles: Roles, function: Function) -> None:
    wanted = [as_json(statement) for statement in statements(function)]
    written = [{**one, "Resource": [arn(resource, roles) for resource in one["Resource"]]} for one in wanted]
    assert list(map(normal, roles.policy(roles.by_function()[function.name]).statements)) == written


def test_every_call_of_a_day_is_allowed(roles: Roles, asked: frozenset[Asked]) -> None:
    policies = {function: roles.policy(role) for function, role in roles.by_function().items()}
    assert refusals(policies, ((one.function, deployed(one.request, roles)) for one in asked)) == []


def test_every_function_has_a_role_of_its_own_and_nobody_else_has_one(roles: Roles) -> None:
    by_function = roles.by_function()
    assert set(by_function) == {function.name for function in FUNCTIONS}
    assert sorted(by_function.values()) == sorted(roles.of_type("AWS::IAM::Role"))


def test_a_role_has_one_policy_within_its_quota_and_only_lambda_takes_it_on(roles: Roles) -> None:
    assert roles.of_type("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy") == {}
    for name, role in roles.of_type("AWS::IAM::Role").items():
        assert [role.get("ManagedPolicyArns"), role.get("PermissionsBoundary"), len(role["Policies"])] == [
            None,
            None,
            1,
        ]
        trusted = [(one["Action"], one["Principal"]) for one in role["AssumeRolePolicyDocument"]["Statement"]]
        assert trusted == [("sts:AssumeRole", {"Service": "lambda.amazonaws.com"})]
        text = json.dumps([dict(statement) for statement in roles.policy(name).statements], separators=(",", ":"))
        assert len(text) < MOST_CHARACTERS, name
