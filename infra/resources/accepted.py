"""What the static judges find and we leave as it is: always with the reason, always beside the resource.

cdk-nag's rules are called `AwsSolutions-…` and `Serverless-…`, checkov's `CKV_…`. The gate lets no other finding pass.
"""

from typing import Any, cast

from aws_cdk import Acknowledgment, CfnResource, Stack, Validations
from constructs import IConstruct


def accept(construct: IConstruct, reason: str, *rules: str) -> None:
    """For this resource and what is made under it; of checkov's rules for this resource alone."""
    for rule in rules:
        if rule.startswith("CKV_"):
            _skip(cast(CfnResource, construct.node.default_child), rule, reason)
        else:
            pack = rule.partition("-")[0]
            Validations.of(construct).acknowledge(Acknowledgment(id=f"{pack}::{rule}", reason=reason))


def wildcard(stack: Stack, resource: str) -> str:
    """cdk-nag's rule about this resource of a policy, in its own spelling."""
    return f"AwsSolutions-IAM5[Resource::{_plain(stack.resolve(resource))}]"


def _skip(resource: CfnResource, rule: str, reason: str) -> None:
    metadata: dict[str, Any] = resource.get_metadata("checkov") or {"skip": []}
    resource.add_metadata("checkov", {"skip": [*metadata["skip"], {"id": rule, "comment": reason}]})


def _plain(value: Any) -> str:
    """`{"Fn::GetAtt": ["Table", "Arn"]}` is `<Table.Arn>`."""
    match value:
        case str():
            return value
        case {"Ref": name}:
            return f"<{name}>"
        case {"Fn::GetAtt": [name, attribute]}:
            return f"<{name}.{attribute}>"
        case {"Fn::Join": [separator, parts]}:
            return str(separator).join(_plain(part) for part in parts)
    raise ValueError(f"a policy's resource of an unknown form: {value}")
