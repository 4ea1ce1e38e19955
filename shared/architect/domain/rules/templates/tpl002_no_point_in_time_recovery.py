"""Tables that cannot be put back to what they were an hour ago."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, TemplateRule
from shared.architect.domain.rules.vocabulary.intrinsics import is_absent, is_intrinsic, truth
from shared.architect.domain.rules.vocabulary.template import Resource, Template

_BAD = """\
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
      KeySchema: [{AttributeName: pk, KeyType: HASH}]
"""
_GOOD = """\
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
      KeySchema: [{AttributeName: pk, KeyType: HASH}]
      PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}
"""


def check(document: Mapping[str, Any], lines: Mapping[str, int], path: str) -> Iterator[Hit]:
    template = Template(document, lines, path)
    for table in template.of("AWS::DynamoDB::Table"):
        yield from _told(template, table, table.properties, "Properties")
    for table in template.of("AWS::DynamoDB::GlobalTable"):
        replicas = table.properties.get("Replicas")
        for place, replica in enumerate(replicas if isinstance(replicas, list) else ()):
            if not is_intrinsic(replica):
                yield from _told(template, table, replica, f"Properties/Replicas/{place}")


def _told(template: Template, table: Resource, properties: Any, at: str) -> Iterator[Hit]:
    enabled = "PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled"
    if is_absent(properties, enabled) or truth(properties, enabled) is False:
        yield template.hit(
            table, f"Table `{table.name}` cannot be restored to a moment: a wrong write of today is there for ever.", at
        )


RULE = TemplateRule(
    About(
        id="TPL002",
        family="templates",
        title="A table has no point-in-time recovery",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        principle=(
            "A store of record can be put back to any second of the last weeks; a backup that nobody can restore "
            "is none."
        ),
        why=(
            "A wrong deploy or a script that writes to the wrong table is copied to all replicas at once. Without "
            "point-in-time recovery what was there is gone; on-demand backups lose all since the last one."
        ),
        fix=(
            "Set `PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}` and try a restore once. "
            "For tables that can be made again from elsewhere, dismiss this with that reason."
        ),
        source="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html",
        bad={"template.yaml": _BAD},
        good={"template.yaml": _GOOD},
    ),
    check,
)
