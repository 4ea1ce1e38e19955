"""DynamoDB as a role sees it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from infra.deploy_local.deployed import Deployed
from infra.local.clients import client


@contextmanager
def as_role(deployed: Deployed, role: str) -> Iterator[Any]:
    """DynamoDB as this role sees it: for a moment it trusts us, as it trusts Lambda."""
    iam, environ = deployed.cloud.of("iam"), deployed.cloud.environ
    found = iam.get_role(RoleName=role)["Role"]
    trust = found["AssumeRolePolicyDocument"]
    anybody = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}
    iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps({**trust, "Statement": [anybody]}))
    try:
        keys = deployed.cloud.of("sts").assume_role(RoleArn=found["Arn"], RoleSessionName="test")["Credentials"]
    finally:
        iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(trust))
    names = {"ACCESS_KEY_ID": "AccessKeyId", "SECRET_ACCESS_KEY": "SecretAccessKey", "SESSION_TOKEN": "SessionToken"}
    yield client("dynamodb", environ | {f"AWS_{name}": keys[key] for name, key in names.items()})


@contextmanager
def role_with(deployed: Deployed, statement: Mapping[str, Any]) -> Iterator[Any]:
    """As a role sees it that has this right and no other."""
    iam, role = deployed.cloud.of("iam"), "a-test"
    trust, policy = ({"Version": "2012-10-17", "Statement": statements} for statements in ([], [statement]))
    iam.create_role(RoleName=role, AssumeRolePolicyDocument=json.dumps(trust))
    iam.put_role_policy(RoleName=role, PolicyName="own", PolicyDocument=json.dumps(policy))
    try:
        with as_role(deployed, role) as dynamodb:
            yield dynamodb
    finally:
        iam.delete_role_policy(RoleName=role, PolicyName="own")
        iam.delete_role(RoleName=role)
