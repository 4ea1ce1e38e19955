"""Log groups without an end."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, TemplateRule
from shared.architect.domain.rules.vocabulary.intrinsics import is_absent
from shared.architect.domain.rules.vocabulary.template import Resource, Template

_BAD = """\
Resources:
  OrdersLog:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: /aws/lambda/orders
"""
_GOOD = """\
Resources:
  OrdersLog:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: /aws/lambda/orders
      RetentionInDays: 60
"""


def check(document: Mapping[str, Any], lines: Mapping[str, int], path: str) -> Iterator[Hit]:
    template = Template(document, lines, path)
    for group in template.of("AWS::Logs::LogGroup"):
        if is_absent(group.properties, "RetentionInDays"):
            yield template.hit(group, f"Log group `{group.name}` keeps its lines for ever.", "Properties")
    functions = [one for one in template.functions() if is_absent(one.properties, "LoggingConfig/LogGroup")]
    if functions and not template.of("AWS::Logs::LogGroup"):
        first = functions[0]
        yield template.hit(
            first,
            f"No log group is declared for `{first.name}`{_and_others(functions)}: Lambda makes it, and such groups "
            "keep their lines for ever.",
            severity=Severity.NOTE,
        )


def _and_others(functions: list[Resource]) -> str:
    return f" and {len(functions) - 1} other functions" if len(functions) > 1 else ""


RULE = TemplateRule(
    About(
        id="TPL003",
        family="templates",
        title="Logs are kept for ever",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        principle=(
            "Every log has an age at which it goes, chosen by what it is needed for and by what may be kept of people."
        ),
        why=(
            "CloudWatch keeps logs until somebody deletes them. The bill grows by each month that the service "
            "lives, and what logs hold of people outlives every promise of erasure."
        ),
        fix=(
            "Set `RetentionInDays` (30 to 90 for operations; longer only where an audit asks for it), and declare "
            "the log group of each function so that Lambda does not make one without an end."
        ),
        source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
        bad={"template.yaml": _BAD},
        good={"template.yaml": _GOOD},
    ),
    check,
)
