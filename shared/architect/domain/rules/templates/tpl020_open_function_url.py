"""Functions that everybody on the internet may call."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, TemplateRule
from shared.architect.domain.rules.vocabulary.intrinsics import member
from shared.architect.domain.rules.vocabulary.template import Template

_BAD = """\
Resources:
  OrdersUrl:
    Type: AWS::Lambda::Url
    Properties: {TargetFunctionArn: orders, AuthType: NONE}
"""
_GOOD = """\
Resources:
  OrdersUrl:
    Type: AWS::Lambda::Url
    Properties: {TargetFunctionArn: orders, AuthType: AWS_IAM}
"""


def check(document: Mapping[str, Any], lines: Mapping[str, int], path: str) -> Iterator[Hit]:
    template = Template(document, lines, path)
    for url in template.of("AWS::Lambda::Url"):
        if member(url.properties, "AuthType") == "NONE":
            yield template.hit(
                url, f"`{url.name}` lets everybody on the internet call the function.", "Properties/AuthType"
            )
    for function in template.of("AWS::Serverless::Function"):
        if member(function.properties, "FunctionUrlConfig/AuthType") == "NONE":
            yield template.hit(
                function,
                f"The URL of `{function.name}` lets everybody on the internet call it.",
                "Properties/FunctionUrlConfig/AuthType",
            )


RULE = TemplateRule(
    About(
        id="TPL020",
        family="templates",
        title="A function's URL is open to everybody",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        principle="A way in from the internet has a door: a check of who calls, a limit of how often.",
        why=(
            "A function URL without authorization stands beside API Gateway, its limits and its firewall. Each "
            "call costs money, and nothing but the code says who may make it."
        ),
        fix=(
            "Set `AuthType: AWS_IAM`, or put CloudFront with origin access control before it; for webhooks check "
            "the signature first, and reserve concurrency."
        ),
        source="https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
        bad={"template.yaml": _BAD},
        good={"template.yaml": _GOOD},
    ),
    check,
)
