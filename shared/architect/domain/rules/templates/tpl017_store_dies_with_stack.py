"""Stores that are deleted with their stack."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, TemplateRule
from shared.architect.domain.rules.vocabulary.intrinsics import is_absent
from shared.architect.domain.rules.vocabulary.template import Template

_BAD = """\
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
      KeySchema: [{AttributeName: pk, KeyType: HASH}]
      PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}
"""
_GOOD = """\
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
      KeySchema: [{AttributeName: pk, KeyType: HASH}]
      PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}
"""

# Buckets are not among them: CloudFormation refuses to delete one that holds anything.
_STORES = (
    "AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable", "AWS::RDS::DBInstance", "AWS::RDS::DBCluster",
    "AWS::EFS::FileSystem", "AWS::Cognito::UserPool", "AWS::KMS::Key", "AWS::DocDB::DBCluster",
    "AWS::Neptune::DBCluster", "AWS::Redshift::Cluster", "AWS::OpenSearchService::Domain",
)  # fmt: skip
_SNAPSHOT_BY_DEFAULT = ("AWS::RDS::DBCluster",)
_PROTECTIONS = ("DeletionProtectionEnabled", "DeletionProtection", "DBClusterIdentifier")


def check(document: Mapping[str, Any], lines: Mapping[str, int], path: str) -> Iterator[Hit]:
    template = Template(document, lines, path)
    for one in template.of(*_STORES):
        told = one.raw.get("DeletionPolicy")
        protected = any(not is_absent(one.properties, member) for member in _PROTECTIONS)
        dies = told == "Delete" or (told is None and one.type not in _SNAPSHOT_BY_DEFAULT)
        if dies and not protected:
            kind = one.type.removeprefix("AWS::")
            mild = Severity.NOTE if told == "Delete" else None  # somebody wrote it
            yield template.hit(one, f"`{one.name}` ({kind}) is deleted, with all it holds, when the stack or this "
                               "entry of it is.", "DeletionPolicy", mild)  # fmt: skip


RULE = TemplateRule(
    About(
        id="TPL017",
        family="templates",
        title="A store is deleted with its stack",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        principle="What holds state outlives the stack that made it.",
        why=(
            "A renamed resource, a failed first deployment or a stack that is deleted in the wrong account takes "
            "the table with it. CloudFormation does not ask."
        ),
        fix=(
            "Set `DeletionPolicy: Retain` and `UpdateReplacePolicy: Retain` (or `Snapshot`) on tables, buckets, "
            "databases, keys and user pools, and deletion protection on the table itself."
        ),
        source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html",
        bad={"template.yaml": _BAD},
        good={"template.yaml": _GOOD},
    ),
    check,
)
