"""Queues that may take all of an account's concurrency."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, TemplateRule
from shared.architect.domain.rules.vocabulary.intrinsics import is_absent
from shared.architect.domain.rules.vocabulary.template import Template

_BAD = """\
Resources:
  Feed:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: arn:aws:sqs:eu-central-1:123456789012:mails
      FunctionName: send-mail
      FunctionResponseTypes: [ReportBatchItemFailures]
"""
_GOOD = """\
Resources:
  Feed:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: arn:aws:sqs:eu-central-1:123456789012:mails
      FunctionName: send-mail
      FunctionResponseTypes: [ReportBatchItemFailures]
      ScalingConfig: {MaximumConcurrency: 10}
"""


def check(document: Mapping[str, Any], lines: Mapping[str, int], path: str) -> Iterator[Hit]:
    template = Template(document, lines, path)
    for feed in template.mappings():
        function = template.all.get(feed.function or "")
        reserved = function is not None and not is_absent(function.properties, "ReservedConcurrentExecutions")
        if feed.kind == "sqs" and not reserved and is_absent(feed.properties, "ScalingConfig"):
            source = f"`{feed.source}`" if feed.source else "the queue"
            yield template.hit(feed.owner, f"A backlog in {source} may take all concurrent executions of the account, "
                               "and as many connections of what stands behind.", feed.at)  # fmt: skip


RULE = TemplateRule(
    About(
        id="TPL013",
        family="templates",
        title="A queue may take as many executions as the account has",
        severity=Severity.NOTE,
        confidence=Confidence.MEDIUM,
        principle="A backlog is worked off at the rate that what stands behind it can bear.",
        why=(
            "After an outage a queue with a million messages scales to a thousand executions within minutes. They "
            "open a thousand connections to the database, and every other function of the account is throttled."
        ),
        fix=("Set `ScalingConfig: {MaximumConcurrency: n}` on the mapping, n being what the store behind takes."),
        source="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html",
        bad={"template.yaml": _BAD},
        good={"template.yaml": _GOOD},
    ),
    check,
)
