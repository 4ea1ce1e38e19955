"""Failures that are deleted before somebody looks, or set aside too soon."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, TemplateRule
from shared.architect.domain.rules.vocabulary.intrinsics import is_absent, number, resource_of
from shared.architect.domain.rules.vocabulary.template import Resource, Template

_BAD = """\
Resources:
  MailsFailed:
    Type: AWS::SQS::Queue
    Properties: {QueueName: mails-failed}
  Mails:
    Type: AWS::SQS::Queue
    Properties:
      RedrivePolicy: {deadLetterTargetArn: !GetAtt MailsFailed.Arn, maxReceiveCount: 5}
"""
_GOOD = """\
Resources:
  MailsFailed:
    Type: AWS::SQS::Queue
    Properties: {QueueName: mails-failed, MessageRetentionPeriod: 1209600}
  Mails:
    Type: AWS::SQS::Queue
    Properties:
      RedrivePolicy: {deadLetterTargetArn: !GetAtt MailsFailed.Arn, maxReceiveCount: 5}
"""

_LONGEST = 1_209_600  # seconds: 14 days, the most that SQS keeps


def check(document: Mapping[str, Any], lines: Mapping[str, int], path: str) -> Iterator[Hit]:
    template = Template(document, lines, path)
    for queue in template.of("AWS::SQS::Queue"):
        tries = number(queue.properties, "RedrivePolicy/maxReceiveCount")
        if tries == 1:
            yield template.hit(queue, f"A message of `{queue.name}` is set aside after one try: a throttled call or a "
                               "deploy counts as one.", "Properties/RedrivePolicy/maxReceiveCount")  # fmt: skip
        failures = template.all.get(_target_of(queue) or "")
        if failures is None or failures.type != "AWS::SQS::Queue":
            continue
        kept, before = _kept(failures), _kept(queue)
        if kept is not None and before is not None and kept <= before and kept < _LONGEST:
            yield template.hit(
                failures,
                f"`{failures.name}` keeps failures of `{queue.name}` for {kept / 86400:g} days of their whole age: "
                "some are gone before they are seen.",
                "Properties",
            )


def _target_of(queue: Resource) -> str | None:
    policy = queue.properties.get("RedrivePolicy")
    return resource_of(policy.get("deadLetterTargetArn")) if isinstance(policy, Mapping) else None


def _kept(queue: Resource) -> float | None:
    """Seconds; None where only the deployment knows."""
    absent = is_absent(queue.properties, "MessageRetentionPeriod")
    return 345_600 if absent else number(queue.properties, "MessageRetentionPeriod")


RULE = TemplateRule(
    About(
        id="TPL024",
        family="templates",
        title="A queue of failures forgets, or is filled, too early",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        principle="What failed is kept for as long as it may take to mend what it failed on.",
        why=(
            "A message keeps its age when it moves to the queue of failures: with four days there as well, what "
            "failed on the third is gone on the fourth. With one try, a throttled batch is set aside as if it "
            "were poison."
        ),
        fix=(
            "Set `MessageRetentionPeriod: 1209600` (14 days) on queues of failures, and `maxReceiveCount` to 3 or more."
        ),
        source="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
        bad={"template.yaml": _BAD},
        good={"template.yaml": _GOOD},
    ),
    check,
)
