"""Messages that come back while they are being worked on."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, TemplateRule
from shared.architect.domain.rules.vocabulary.intrinsics import is_absent, number
from shared.architect.domain.rules.vocabulary.template import Template

_BAD = """\
Resources:
  Mails:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 30
  SendMail:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Role: arn:aws:iam::123456789012:role/send-mail
      Code: {ZipFile: "def handler(event, context): ..."}
      Timeout: 60
  Feed:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !GetAtt Mails.Arn
      FunctionName: !Ref SendMail
      FunctionResponseTypes: [ReportBatchItemFailures]
"""
_GOOD = """\
Resources:
  Mails:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 360
  SendMail:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Role: arn:aws:iam::123456789012:role/send-mail
      Code: {ZipFile: "def handler(event, context): ..."}
      Timeout: 60
  Feed:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !GetAtt Mails.Arn
      FunctionName: !Ref SendMail
      FunctionResponseTypes: [ReportBatchItemFailures]
"""


def check(document: Mapping[str, Any], lines: Mapping[str, int], path: str) -> Iterator[Hit]:
    template = Template(document, lines, path)
    for feed in template.mappings():
        queue, function = template.all.get(feed.source or ""), template.all.get(feed.function or "")
        if feed.kind != "sqs" or queue is None or function is None or queue.type != "AWS::SQS::Queue":
            continue
        hidden = _seconds(queue.properties, "VisibilityTimeout", 30)
        longest = _seconds(function.properties, "Timeout", 3)
        if hidden is None or longest is None or hidden >= 6 * longest:
            continue
        told = (
            f"Queue `{queue.name}` hides a message for {hidden:g} s, and `{function.name}` may run for {longest:g} s: "
        )
        if hidden < longest:
            yield template.hit(
                queue, f"{told}it is given out again while it is worked on.", "Properties/VisibilityTimeout"
            )
        else:
            yield template.hit(
                queue,
                f"{told}AWS advises six times that, or batches that were throttled run out of tries.",
                "Properties/VisibilityTimeout",
                Severity.WARNING,
            )


def _seconds(properties: Mapping[str, Any], name: str, default: float) -> float | None:
    """None where only the deployment knows."""
    return default if is_absent(properties, name) else number(properties, name)


RULE = TemplateRule(
    About(
        id="TPL007",
        family="templates",
        title="A queue gives messages out again before its function can be done",
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        principle="A message stays hidden for longer than anybody may work on it.",
        why=(
            "When the visibility timeout ends first, a second worker gets the message that the first still holds: "
            "mails go out twice and orders are charged twice, under load only. AWS advises six times the "
            "function's timeout, so that throttled batches can be tried again."
        ),
        fix="Set `VisibilityTimeout` to six times the function's timeout plus the batching window.",
        source="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-queueconfig",
        bad={"template.yaml": _BAD},
        good={"template.yaml": _GOOD},
    ),
    check,
)
