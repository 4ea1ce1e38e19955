"""Queues of failures that nobody watches."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, TemplateRule
from shared.architect.domain.rules.vocabulary.intrinsics import member, resources_in
from shared.architect.domain.rules.vocabulary.template import Template
from shared.architect.domain.rules.vocabulary.values import UNKNOWN

_BAD = """\
Resources:
  MailsFailed:
    Type: AWS::SQS::Queue
    Properties: {MessageRetentionPeriod: 1209600}
  Mails:
    Type: AWS::SQS::Queue
    Properties:
      RedrivePolicy: {deadLetterTargetArn: !GetAtt MailsFailed.Arn, maxReceiveCount: 5}
"""
_GOOD = """\
Resources:
  MailsFailed:
    Type: AWS::SQS::Queue
    Properties: {MessageRetentionPeriod: 1209600}
  Mails:
    Type: AWS::SQS::Queue
    Properties:
      RedrivePolicy: {deadLetterTargetArn: !GetAtt MailsFailed.Arn, maxReceiveCount: 5}
  MailsFailedAlarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/SQS
      MetricName: ApproximateNumberOfMessagesVisible
      Dimensions: [{Name: QueueName, Value: !GetAtt MailsFailed.QueueName}]
      Statistic: Maximum
      Period: 300
      EvaluationPeriods: 1
      Threshold: 0
      ComparisonOperator: GreaterThanThreshold
      AlarmActions: [arn:aws:sns:eu-central-1:123456789012:on-call]
"""


def check(document: Mapping[str, Any], lines: Mapping[str, int], path: str) -> Iterator[Hit]:
    template = Template(document, lines, path)
    alarms = template.of("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm")
    if any(_watches_something(raw, template) for raw in _alarms(document)):
        return
    watched = {name for alarm in alarms for name in resources_in(dict(alarm.properties))}
    texts = " ".join(str(alarm.properties) for alarm in alarms)
    for name in sorted(template.dead_letter_queues()):
        queue = template.all.get(name)
        if queue is None or queue.type != "AWS::SQS::Queue" or name in watched:
            continue
        called = queue.properties.get("QueueName")
        if not (isinstance(called, str) and called in texts):
            yield template.hit(queue, f"No alarm watches `{name}`, where failures are left: they lie there unseen "
                               "until they are deleted.")  # fmt: skip


def _alarms(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """As they are written, those too whose properties come from elsewhere."""
    resources = document.get("Resources")
    for raw in resources.values() if isinstance(resources, Mapping) else ():
        if isinstance(raw, Mapping) and raw.get("Type") == "AWS::CloudWatch::Alarm":
            yield raw


def _watches_something(raw: Mapping[str, Any], template: Template) -> bool:
    """What it watches is known to the deployment alone: it may be any queue."""
    dimensions = member(raw, "Properties/Dimensions")
    if dimensions is UNKNOWN:
        return True
    for one in dimensions if isinstance(dimensions, list) else ():
        value = member(one, "Value")
        named = resources_in(one.get("Value")) if isinstance(one, Mapping) else ()
        if value is UNKNOWN and not any(name in template.all for name in named):
            return True
    return False


RULE = TemplateRule(
    About(
        id="TPL011",
        family="templates",
        title="Nobody is told when messages land in the queue of failures",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        principle="What is set aside is set aside for somebody: its arrival calls a person.",
        why=(
            "Messages that failed lie in the queue until its retention ends, and then are gone. Without an alarm "
            "the first to notice is the customer whose order never came."
        ),
        fix=(
            "Alarm on `ApproximateNumberOfMessagesVisible` of the queue, greater than 0 for five minutes, with an "
            "action that reaches a person, and write down how to redrive."
        ),
        source="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/dead-letter-queues-alarms-cloudwatch.html",
        bad={"template.yaml": _BAD},
        good={"template.yaml": _GOOD},
    ),
    check,
)
