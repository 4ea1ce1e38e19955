"""Queues whose failing messages are tried until they are forgotten."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, TemplateRule
from shared.architect.domain.rules.vocabulary.intrinsics import is_absent
from shared.architect.domain.rules.vocabulary.template import Resource, Template

_BAD = """\
Resources:
  Mails:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 180
  SendMails:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !GetAtt Mails.Arn
      FunctionName: send-mail
      FunctionResponseTypes: [ReportBatchItemFailures]
"""
_GOOD = """\
Resources:
  MailsFailed:
    Type: AWS::SQS::Queue
    Properties:
      MessageRetentionPeriod: 1209600
  Mails:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 180
      RedrivePolicy:
        deadLetterTargetArn: !GetAtt MailsFailed.Arn
        maxReceiveCount: 5
"""


def check(document: Mapping[str, Any], lines: Mapping[str, int], path: str) -> Iterator[Hit]:
    template = Template(document, lines, path)
    dead_letters = template.dead_letter_queues()
    for queue in template.of("AWS::SQS::Queue"):
        if queue.name not in dead_letters and is_absent(queue.properties, "RedrivePolicy") and not _catches(queue):
            yield template.hit(
                queue,
                f"Queue `{queue.name}` has no RedrivePolicy: a message that always fails is tried until its retention "
                "ends, and is then gone.",
                "Properties",
            )


def _catches(queue: Resource) -> bool:
    """It takes failures from elsewhere: who names it so is not in this template, or it says itself who may."""
    named = f"{queue.name} {queue.properties.get('QueueName', '')}".lower()
    words = ("dlq", "deadletter", "dead-letter", "dead_letter", "failed", "failure")
    return any(word in named for word in words) or "RedriveAllowPolicy" in queue.properties


RULE = TemplateRule(
    About(
        id="TPL001",
        family="templates",
        title="A queue has nowhere to leave messages that keep failing",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        principle=(
            "A message that cannot be worked on is set aside where somebody sees it; it is neither lost nor tried "
            "for ever."
        ),
        why=(
            "A message that a worker cannot digest comes back every visibility timeout until the queue's "
            "retention ends, four days by default. It takes a place in each batch, costs an invocation each time, "
            "and then is gone without a trace."
        ),
        fix=(
            "Add a queue for failures with 14 days of retention, a `RedrivePolicy` with `maxReceiveCount` of 3 to "
            "5, and an alarm on its depth."
        ),
        source="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
        bad={"template.yaml": _BAD},
        good={"template.yaml": _GOOD},
    ),
    check,
)
