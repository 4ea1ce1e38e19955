"""Functions that are called without waiting, and lose what fails."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, TemplateRule
from shared.architect.domain.rules.vocabulary.intrinsics import is_absent, listed, resources_in
from shared.architect.domain.rules.vocabulary.template import Template

_BAD = """\
Resources:
  Nightly:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: ./src
      Events:
        Orders: {Type: SNS, Properties: {Topic: arn:aws:sns:eu-central-1:123456789012:orders}}
"""
_GOOD = """\
Resources:
  Lost:
    Type: AWS::SQS::Queue
    Properties: {MessageRetentionPeriod: 1209600}
  Nightly:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: ./src
      DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Lost.Arn}
      Events:
        Orders: {Type: SNS, Properties: {Topic: arn:aws:sns:eu-central-1:123456789012:orders}}
"""

_KEEPERS = ("DeadLetterConfig/TargetArn", "DeadLetterQueue", "EventInvokeConfig/DestinationConfig/OnFailure")
_SAM_EVENTS = frozenset({"SNS", "S3", "EventBridgeRule", "CloudWatchEvent"})


def check(document: Mapping[str, Any], lines: Mapping[str, int], path: str) -> Iterator[Hit]:
    template = Template(document, lines, path)
    configured = {
        name
        for one in template.of("AWS::Lambda::EventInvokeConfig")
        for name in resources_in(one.properties.get("FunctionName"))
        if not is_absent(one.properties, "DestinationConfig/OnFailure")
    }  # fmt: skip
    for name, caller in sorted(_called(template).items()):
        function = template.all[name]
        kept = any(not is_absent(function.properties, member) for member in _KEEPERS)
        if not kept and name not in configured:
            yield template.hit(function, f"Events from {caller} that `{name}` fails on three times are thrown away.",
                               "Properties")  # fmt: skip


def _called(template: Template) -> dict[str, str]:
    """Functions that are called without waiting, and by what."""
    functions = {one.name for one in template.functions()}
    found: dict[str, str] = {}
    for one in template.of("AWS::Events::Rule"):
        for target in listed(one.properties.get("Targets")):
            if isinstance(target, Mapping):
                found |= {name: f"rule `{one.name}`" for name in resources_in(target.get("Arn")) if name in functions}
    for one in template.of("AWS::SNS::Subscription"):
        if one.properties.get("Protocol") == "lambda":
            names = resources_in(one.properties.get("Endpoint"))
            found |= {name: f"subscription `{one.name}`" for name in names if name in functions}
    for one in template.of("AWS::Serverless::Function"):
        events = one.properties.get("Events")
        for name, event in events.items() if isinstance(events, Mapping) else ():
            if isinstance(event, Mapping) and str(event.get("Type")) in _SAM_EVENTS:
                found[one.name] = f"`{name}` ({event['Type']})"
    return found


RULE = TemplateRule(
    About(
        id="TPL025",
        family="templates",
        title="Events that a function fails on are thrown away",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        principle="Whoever does not wait for the answer says where failures go.",
        why=(
            "Lambda tries an event that came from SNS, S3, EventBridge or a schedule twice more, and throws it "
            "away. The sender was told that it was delivered."
        ),
        fix=(
            "Set a `DeadLetterConfig` on the function, or an `EventInvokeConfig` with `OnFailure`; better, put a "
            "queue between, which keeps events while the function is down."
        ),
        source="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html",
        bad={"template.yaml": _BAD},
        good={"template.yaml": _GOOD},
    ),
    check,
)
