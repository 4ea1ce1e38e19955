"""Feeds on which one bad record brings back the whole batch."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, TemplateRule
from shared.architect.domain.rules.vocabulary.intrinsics import ABSENT, listed, member, number
from shared.architect.domain.rules.vocabulary.template import Template

_BAD = """\
Resources:
  Mails:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 360
  Feed:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !GetAtt Mails.Arn
      FunctionName: send-mail
      BatchSize: 10
"""
_GOOD = """\
Resources:
  Mails:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 360
  Feed:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !GetAtt Mails.Arn
      FunctionName: send-mail
      BatchSize: 10
      FunctionResponseTypes: [ReportBatchItemFailures]
"""


def check(document: Mapping[str, Any], lines: Mapping[str, int], path: str) -> Iterator[Hit]:
    template = Template(document, lines, path)
    for feed in template.mappings():
        if feed.kind == "other" or number(feed.properties, "BatchSize") == 1:
            continue
        told = member(feed.properties, "FunctionResponseTypes")
        missing = told is ABSENT or (isinstance(told, list) and all(isinstance(one, str) for one in told))
        if missing and "ReportBatchItemFailures" not in listed(told):
            name = feed.owner.name if feed.at == "Properties" else feed.at.split("/")[2]
            source = f"`{feed.source}`" if feed.source else "its source"
            yield template.hit(
                feed.owner,
                f"`{name}` feeds batches from {source} and takes no answer for single records: one that fails brings "
                "back all of them.",
                feed.at,
            )


RULE = TemplateRule(
    About(
        id="TPL008",
        family="templates",
        title="A feed does not take answers for single records",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        principle="Records of a batch share a delivery, not a fate: the feed must ask which of them failed.",
        why=(
            "Without `ReportBatchItemFailures` Lambda looks only at whether the function raised. What the "
            "function answers about single records is ignored: all of the batch is done again, or all of it is "
            "deleted, the failed ones too."
        ),
        fix=(
            "Set `FunctionResponseTypes: [ReportBatchItemFailures]`, and return `batchItemFailures` from the function."
        ),
        source="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting",
        bad={"template.yaml": _BAD},
        good={"template.yaml": _GOOD},
    ),
    check,
)
