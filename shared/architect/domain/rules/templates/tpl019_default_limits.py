"""Functions with the limits that Lambda picks."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, TemplateRule
from shared.architect.domain.rules.vocabulary.intrinsics import is_absent
from shared.architect.domain.rules.vocabulary.template import Resource, Template

_BAD = """\
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Role: arn:aws:iam::123456789012:role/orders
      Code: {ZipFile: "def handler(event, context): ..."}
"""
_GOOD = """\
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Role: arn:aws:iam::123456789012:role/orders
      Code: {ZipFile: "def handler(event, context): ..."}
      Timeout: 10
      MemorySize: 512
"""


def check(document: Mapping[str, Any], lines: Mapping[str, int], path: str) -> Iterator[Hit]:
    template = Template(document, lines, path)
    unset = [(one, told) for one in template.functions() if (told := _unset(one))]
    if unset:
        first, told = unset[0]
        more = f" and {len(unset) - 1} more" if len(unset) > 1 else ""
        yield template.hit(first, f"`{first.name}`{more} sets no {told}: Lambda gives 3 s and 128 MB.", "Properties")


def _unset(function: Resource) -> str:
    missing = [one for one in ("Timeout", "MemorySize") if is_absent(function.properties, one)]
    return " and no ".join(missing)


RULE = TemplateRule(
    About(
        id="TPL019",
        family="templates",
        title="A function runs with limits that nobody chose",
        severity=Severity.NOTE,
        confidence=Confidence.HIGH,
        principle="Time and memory of a function are chosen from what was measured.",
        why=(
            "The defaults are 3 seconds and 128 MB, with a twelfth of a processor. The first cold start with a "
            "real library ends in a timeout, and more memory is often not even dearer."
        ),
        fix=(
            "Set `Timeout` a little above the slowest good run and `MemorySize` by measuring (512 to 1,024 MB for "
            "Python that calls services)."
        ),
        source="https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html",
        bad={"template.yaml": _BAD},
        good={"template.yaml": _GOOD},
    ),
    check,
)
