"""Services that are going away."""

from shared.architect.domain.review.finding import Confidence, Severity
from shared.architect.domain.review.rule import About, LintRule

_BAD = """\
Resources:
  Readings:
    Type: AWS::Timestream::Database
    Properties: {DatabaseName: readings}
"""
_GOOD = """\
Resources:
  Readings:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
      KeySchema: [{AttributeName: pk, KeyType: HASH}]
      PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}
"""

RULE = LintRule(
    About(
        id="TPL026",
        family="templates",
        title="A resource is of a service that is ending",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        principle="What is built today stands on services that will be there tomorrow.",
        why=(
            "A service in sunset takes no new accounts, gets no features, and one day is switched off; an engine "
            "out of support is upgraded for you, at a time that you did not choose, or costs a surcharge."
        ),
        fix=(
            "Take the successor that AWS names before data is in it; for engines choose a version with years left "
            "and a date to look again."
        ),
        source="https://docs.aws.amazon.com/general/latest/gr/service_sunset_availability.html, as of 2026",
        bad={"template.yaml": _BAD},
        good={"template.yaml": _GOOD},
    ),
    codes=("W3696", "W3697", "E3710"),
)
