"""Functions whose calls leave no trace."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, TemplateRule
from shared.architect.domain.rules.vocabulary.intrinsics import is_absent
from shared.architect.domain.rules.vocabulary.template import Resource, Template

_BAD = """\
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: ./src
"""
_GOOD = """\
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: ./src
      Tracing: Active
"""


def check(document: Mapping[str, Any], lines: Mapping[str, int], path: str) -> Iterator[Hit]:
    template = Template(document, lines, path)
    untraced = [one for one in template.functions() if _is_untraced(one)]
    if untraced:
        first = untraced[0]
        more = f" and {len(untraced) - 1} more" if len(untraced) > 1 else ""
        yield template.hit(first, f"No traces are taken of `{first.name}`{more}: where a slow request spends its time "
                           "is anybody's guess.")  # fmt: skip


def _is_untraced(function: Resource) -> bool:
    option = "Tracing" if function.type == "AWS::Serverless::Function" else "TracingConfig"
    layers = str(function.properties.get("Layers", "")).lower()
    return is_absent(function.properties, option) and "otel" not in layers and "opentelemetry" not in layers


RULE = TemplateRule(
    About(
        id="TPL010",
        family="templates",
        title="No traces are taken of functions",
        severity=Severity.NOTE,
        confidence=Confidence.HIGH,
        principle="A request can be followed through every part that it passes.",
        why=(
            "When a request is slow, logs of five functions and three services must be laid side by side by hand "
            "to see where the time went. A trace shows it in one picture."
        ),
        fix=(
            "Set `TracingConfig: {Mode: Active}` (SAM: `Tracing: Active`), or `PassThrough` where the caller "
            "decides, with a sampling rule; or export OpenTelemetry by a layer."
        ),
        source="https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html",
        bad={"template.yaml": _BAD},
        good={"template.yaml": _GOOD},
    ),
    check,
)
