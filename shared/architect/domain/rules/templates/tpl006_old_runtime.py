"""Runtimes that AWS no longer mends."""

from shared.architect.domain.review.finding import Confidence, Severity
from shared.architect.domain.review.rule import About, LintRule

_BAD = """\
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.8
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
"""

RULE = LintRule(
    About(
        id="TPL006",
        family="templates",
        title="A function runs on a runtime that has ended",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        principle="The platform below a service gets security fixes, or the service has none.",
        why=(
            "An ended runtime gets no patches; after some months no function can be made with it, and then none "
            "changed: a fix of your own can then not be deployed until the whole code is moved."
        ),
        fix=(
            "Move to a supported Python now, with the tests run on it; write down the next end of life and plan for it."
        ),
        source="https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html#runtime-support-policy",
        bad={"template.yaml": _BAD},
        good={"template.yaml": _GOOD},
    ),
    codes=("W2531", "E2531", "E2533"),
)
