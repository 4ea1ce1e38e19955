"""Roles, queues and topics that every account may use."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, TemplateRule
from shared.architect.domain.rules.vocabulary.policies import resource_statements, trust_statements
from shared.architect.domain.rules.vocabulary.template import Template

_BAD = """\
Resources:
  Mails:
    Type: AWS::SQS::Queue
    Properties: {VisibilityTimeout: 60}
  MailsAccess:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Mails]
      PolicyDocument:
        Statement: [{Effect: Allow, Principal: "*", Action: sqs:SendMessage, Resource: !GetAtt Mails.Arn}]
"""
_GOOD = """\
Resources:
  Mails:
    Type: AWS::SQS::Queue
    Properties: {VisibilityTimeout: 60}
  MailsAccess:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Mails]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Service: sns.amazonaws.com}
            Action: sqs:SendMessage
            Resource: !GetAtt Mails.Arn
            Condition: {ArnEquals: {aws:SourceArn: arn:aws:sns:eu-central-1:123456789012:orders}}
"""

_HOLDERS = (
    "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy", "AWS::KMS::Key", "AWS::SecretsManager::ResourcePolicy",
    "AWS::ECR::Repository", "AWS::EFS::FileSystem", "AWS::Events::EventBusPolicy", "AWS::DynamoDB::Table",
)  # fmt: skip


def check(document: Mapping[str, Any], lines: Mapping[str, int], path: str) -> Iterator[Hit]:
    template = Template(document, lines, path)
    for one in (*trust_statements(template), *resource_statements(template, *_HOLDERS)):
        if one.allows and one.is_for_everybody and not one.is_conditional:
            what = "become" if one.resource.type == "AWS::IAM::Role" else "use"
            yield template.hit(one.resource, f"`{one.resource.name}` lets every AWS account {what} it.", one.at)


RULE = TemplateRule(
    About(
        id="TPL023",
        family="templates",
        title="Every AWS account may use the resource",
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        principle="Rights are given to named parties.",
        why=(
            "A principal of `*` without a condition is every account of AWS. Whoever guesses the name reads the "
            "queue, sends what they like to the topic, or becomes the role."
        ),
        fix=(
            "Name the account, role or service; where a service must act, add a condition on `aws:SourceArn` or "
            "`aws:PrincipalOrgID`."
        ),
        source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
        bad={"template.yaml": _BAD},
        good={"template.yaml": _GOOD},
    ),
    check,
)
