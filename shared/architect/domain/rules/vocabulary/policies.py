"""Statements of access policies, wherever a template keeps them."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.architect.domain.rules.vocabulary.intrinsics import is_intrinsic, listed
from shared.architect.domain.rules.vocabulary.template import Resource, Template
from shared.kernel.dataclasses import dataclass


@dataclass(frozen=True)
class Statement:
    """`at`: its place in the resource ("Properties/PolicyDocument/Statement/0")."""

    resource: Resource
    at: str
    told: Mapping[str, Any]

    @property
    def allows(self) -> bool:
        return self.told.get("Effect") == "Allow"

    @property
    def actions(self) -> list[str]:
        """Those that are written out."""
        return [one for one in listed(self.told.get("Action")) if isinstance(one, str)]

    @property
    def resources(self) -> list[Any]:
        return listed(self.told.get("Resource"))

    @property
    def is_conditional(self) -> bool:
        return bool(self.told.get("Condition"))

    @property
    def is_for_everybody(self) -> bool:
        """`Principal: "*"`, or `{"AWS": "*"}`."""
        principal = self.told.get("Principal")
        if isinstance(principal, Mapping) and not is_intrinsic(principal):
            return any("*" in listed(value) for value in principal.values())
        return principal == "*"


def identity_statements(template: Template) -> Iterator[Statement]:
    """What roles, users, groups, managed policies and SAM functions may do."""
    for one in template.of("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"):
        yield from _of_document(one, "Properties/PolicyDocument", one.properties.get("PolicyDocument"))
    for one in template.of("AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"):
        for place, policy in enumerate(listed(one.properties.get("Policies"))):
            document = policy.get("PolicyDocument") if isinstance(policy, Mapping) else None
            yield from _of_document(one, f"Properties/Policies/{place}/PolicyDocument", document)
    for one in template.of("AWS::Serverless::Function"):
        for place, policy in enumerate(listed(one.properties.get("Policies"))):
            yield from _of_document(one, f"Properties/Policies/{place}", policy)


def trust_statements(template: Template) -> Iterator[Statement]:
    """Who may take a role."""
    for one in template.of("AWS::IAM::Role"):
        document = one.properties.get("AssumeRolePolicyDocument")
        yield from _of_document(one, "Properties/AssumeRolePolicyDocument", document)


def resource_statements(template: Template, *types: str) -> Iterator[Statement]:
    """Who may use a bucket, queue, topic, ... by the policy on it."""
    for one in template.of(*types):
        for member in ("PolicyDocument", "ResourcePolicy", "FileSystemPolicy", "KeyPolicy", "RepositoryPolicyText"):
            yield from _of_document(one, f"Properties/{member}", one.properties.get(member))


def _of_document(resource: Resource, at: str, document: Any) -> Iterator[Statement]:
    if not isinstance(document, Mapping) or is_intrinsic(document):
        return
    told = document.get("Statement")
    for place, statement in enumerate(listed(told)):
        if isinstance(statement, Mapping) and not is_intrinsic(statement):
            below = f"/{place}" if isinstance(told, list) else ""
            yield Statement(resource, f"{at}/Statement{below}", statement)
