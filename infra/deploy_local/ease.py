"""Policies as the emulator can judge them: without conditions on what it never knows of a request.

Actions stay, and resources but for those of a few actions; both are enforced. What is taken away here would have
refused calls that AWS allows; what it would have refused rightly is let through.
"""

from collections.abc import Mapping
from typing import Any

from infra.deploy_local.limits import ASKED_FOR_EVERYTHING, ONLY_OVER_TLS, UNKNOWN_KEYS

Resource = dict[str, Any]
Statement = Mapping[str, Any]
GUARDS = ("AWS::SQS::QueuePolicy", "AWS::S3::BucketPolicy")


def ease(resource: Resource) -> Resource:
    """The resource itself where nothing needs to be eased."""
    properties = resource.get("Properties", {})
    if resource["Type"] in GUARDS:
        return resource | {"Properties": properties | {"PolicyDocument": _plain(properties["PolicyDocument"])}}
    if resource["Type"] == "AWS::IAM::Role":
        policies = [policy | {"PolicyDocument": _known(policy["PolicyDocument"])} for policy in properties["Policies"]]
        return resource | {"Properties": properties | {"Policies": policies}}
    return resource


def says_nothing(resource: Resource) -> bool:
    """A policy that said nothing but what was taken away."""
    return resource["Type"] in GUARDS and not resource["Properties"]["PolicyDocument"]["Statement"]


def demands_tls(statement: Statement) -> bool:
    """Refuses whatever comes without TLS, or with an old one."""
    return statement["Effect"] == "Deny" and bool(_keys(statement)) and _keys(statement) <= set(ONLY_OVER_TLS)


def _plain(document: dict[str, Any]) -> dict[str, Any]:
    statements = [statement for statement in document["Statement"] if not demands_tls(statement)]
    return document | {"Statement": statements}


def _known(document: dict[str, Any]) -> dict[str, Any]:
    return document | {"Statement": [_widened(_without_unknown(statement)) for statement in document["Statement"]]}


def _without_unknown(statement: Statement) -> dict[str, Any]:
    conditions = {
        operator: {key: wanted for key, wanted in keys.items() if key not in UNKNOWN_KEYS}
        for operator, keys in statement.get("Condition", {}).items()
    }
    kept = {operator: keys for operator, keys in conditions.items() if keys}
    rest = {name: value for name, value in statement.items() if name != "Condition"}
    return {**rest, "Condition": kept} if kept else rest


def _widened(statement: dict[str, Any]) -> dict[str, Any]:
    return statement | {"Resource": "*"} if statement["Action"] in ASKED_FOR_EVERYTHING else statement


def _keys(statement: Statement) -> set[str]:
    return {key for keys in statement.get("Condition", {}).values() for key in keys}
