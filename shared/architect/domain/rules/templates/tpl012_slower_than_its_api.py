"""Functions that may run for longer than their API waits."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, TemplateRule
from shared.architect.domain.rules.vocabulary.intrinsics import number, resources_in
from shared.architect.domain.rules.vocabulary.template import Template

_BAD = """\
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: ./src
      Timeout: 120
      Events:
        Place: {Type: HttpApi, Properties: {Path: /orders, Method: post}}
"""
_GOOD = """\
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: ./src
      Timeout: 10
      Events:
        Place: {Type: HttpApi, Properties: {Path: /orders, Method: post}}
"""


def check(document: Mapping[str, Any], lines: Mapping[str, int], path: str) -> Iterator[Hit]:
    template = Template(document, lines, path)
    for function, limit in _answering(template).items():
        timeout = number(template.all[function].properties, "Timeout")
        if timeout is not None and timeout > limit:
            yield template.hit(
                template.all[function],
                f"`{function}` may run for {timeout:g} s, and its API gives up after {limit:g} s: the client is told "
                "that it failed while it goes on.",
                "Properties/Timeout",
            )


def _answering(template: Template) -> dict[str, float]:
    """Functions that answer an API, and how long that waits, in seconds."""
    found: dict[str, float] = {}
    for one in template.of("AWS::ApiGatewayV2::Integration", "AWS::ApiGateway::Method"):
        rest = one.type == "AWS::ApiGateway::Method"
        integration = one.properties.get("Integration") if rest else one.properties
        uri = integration.get("Uri" if rest else "IntegrationUri") if isinstance(integration, Mapping) else None
        waits = number(integration, "TimeoutInMillis")
        for name in resources_in(uri):
            found[name] = waits / 1000 if waits else 29 if rest else 30
    for function in template.of("AWS::Serverless::Function"):
        events = function.properties.get("Events")
        kinds = (
            [e.get("Type") for e in events.values() if isinstance(e, Mapping)] if isinstance(events, Mapping) else []
        )
        if "Api" in kinds or "HttpApi" in kinds:
            found[function.name] = 29 if "Api" in kinds else 30
    known = {one.name for one in template.functions()}
    return {name: limit for name, limit in found.items() if name in known}


RULE = TemplateRule(
    About(
        id="TPL012",
        family="templates",
        title="A function may run for longer than its API waits for it",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        principle="Who waits gives up last: the timeout of what is inside is shorter than that of what is outside.",
        why=(
            "API Gateway answers 503 or 504 after 29 or 30 seconds while the function works on, is paid for, and "
            "finishes something that the client believes to have failed and sends again."
        ),
        fix=(
            "Give functions behind an API a timeout below 29 s, a few seconds as a rule; take longer work through "
            "a queue and answer 202 with a place to ask."
        ),
        source="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html",
        bad={"template.yaml": _BAD},
        good={"template.yaml": _GOOD},
    ),
    check,
)
