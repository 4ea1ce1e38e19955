"""Policies that allow everything."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, TemplateRule
from shared.architect.domain.rules.vocabulary.intrinsics import listed
from shared.architect.domain.rules.vocabulary.policies import Statement, identity_statements
from shared.architect.domain.rules.vocabulary.template import Template

_BAD = """\
Resources:
  OrdersRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
        - PolicyName: all
          PolicyDocument:
            Version: "2012-10-17"
            Statement: [{Effect: Allow, Action: "*", Resource: "*"}]
"""
_GOOD = """\
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
      KeySchema: [{AttributeName: pk, KeyType: HASH}]
  OrdersRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
        - PolicyName: orders
          PolicyDocument:
            Version: "2012-10-17"
            Statement: [{Effect: Allow, Action: [dynamodb:GetItem, dynamodb:PutItem], Resource: !GetAtt Orders.Arn}]
"""

_POWERS = frozenset(
    {"iam", "sts", "secretsmanager", "kms", "organizations", "ssm"}
)  # who has one of these has the rest


def check(document: Mapping[str, Any], lines: Mapping[str, int], path: str) -> Iterator[Hit]:
    template = Template(document, lines, path)
    for one in identity_statements(template):
        if one.allows and (told := _fault(one)):
            severity = None if told[0] else Severity.WARNING
            yield template.hit(one.resource, f"`{one.resource.name}` {told[1]}", one.at, severity)
    for holder in template.of("AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group", "AWS::Serverless::Function"):
        member = "Policies" if holder.type == "AWS::Serverless::Function" else "ManagedPolicyArns"
        for place, arn in enumerate(listed(holder.properties.get(member))):
            if _name_of(arn) == "AdministratorAccess":
                yield template.hit(
                    holder, f"`{holder.name}` is an administrator of the account.", f"Properties/{member}/{place}"
                )


def _fault(one: Statement) -> tuple[bool, str] | None:
    """Whether it is an error, and what is wrong."""
    everything = "*" in one.resources
    if "*" in one.actions and everything:
        return not one.is_conditional, "may do everything with everything: one hole in its code opens the account."
    if one.told.get("NotAction") is not None and everything:
        return not one.is_conditional, "may do all but a few things with everything, what AWS adds tomorrow too."
    whole = next((action for action in one.actions if action.endswith(":*")), "")
    if whole.partition(":")[0].lower() in _POWERS and everything:
        return (
            not one.is_conditional,
            f"may do `{whole}` with everything: it can give itself any right, or read any secret.",
        )
    if whole and everything:
        return False, f"may do `{whole}` with every resource of the account."
    if "iam:PassRole" in one.actions and everything and not one.is_conditional:
        return False, "may pass every role: it can start a function that has more rights than it has itself."
    return None


def _name_of(arn: Any) -> str:
    told = arn.get("Fn::Sub", "") if isinstance(arn, dict) else arn
    return told.rpartition("/")[2] if isinstance(told, str) else ""


RULE = TemplateRule(
    About(
        id="TPL004",
        family="templates",
        title="A policy allows everything, or a whole service on everything",
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        principle="A program may do what it does, on what it does it with, and nothing else.",
        why=(
            "Whoever takes over the function, by a dependency or a parser's fault, has all that its role may do. "
            "With a wildcard that is every table, every secret and every other role of the account."
        ),
        fix=(
            "List the actions that the code calls and the ARNs of its own resources; take SAM's policy templates "
            "(`DynamoDBCrudPolicy`) or the CDK's `grant...` methods."
        ),
        source="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
        bad={"template.yaml": _BAD},
        good={"template.yaml": _GOOD},
    ),
    check,
)
