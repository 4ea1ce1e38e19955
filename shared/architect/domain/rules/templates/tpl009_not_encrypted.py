"""Stores that keep what they hold in the clear."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, TemplateRule
from shared.architect.domain.rules.vocabulary.intrinsics import is_absent, truth
from shared.architect.domain.rules.vocabulary.template import Template

_BAD = """\
Resources:
  Shop:
    Type: AWS::RDS::DBCluster
    Properties:
      Engine: aurora-postgresql
      MasterUsername: shop
      ManageMasterUserPassword: true
"""
_GOOD = """\
Resources:
  Shop:
    Type: AWS::RDS::DBCluster
    Properties:
      Engine: aurora-postgresql
      MasterUsername: shop
      ManageMasterUserPassword: true
      StorageEncrypted: true
"""

_ENCRYPTED = {
    "AWS::RDS::DBCluster": "StorageEncrypted",
    "AWS::RDS::DBInstance": "StorageEncrypted",
    "AWS::Neptune::DBCluster": "StorageEncrypted",
    "AWS::DocDB::DBCluster": "StorageEncrypted",
    "AWS::EFS::FileSystem": "Encrypted",
    "AWS::EC2::Volume": "Encrypted",
    "AWS::Redshift::Cluster": "Encrypted",
    "AWS::ElastiCache::ReplicationGroup": "AtRestEncryptionEnabled",
    "AWS::OpenSearchService::Domain": "EncryptionAtRestOptions/Enabled",
    "AWS::Kinesis::Stream": "StreamEncryption",
}
# What these come from is encrypted, or is not.
_INHERITS = (
    "DBClusterIdentifier", "SnapshotIdentifier", "DBSnapshotIdentifier", "SourceDBInstanceIdentifier", "SnapshotId",
    "SourceDBClusterIdentifier", "SnapshotName", "ReplicationSourceIdentifier",

)  # fmt: skip


def check(document: Mapping[str, Any], lines: Mapping[str, int], path: str) -> Iterator[Hit]:
    template = Template(document, lines, path)
    for kind, option in _ENCRYPTED.items():
        for one in template.of(kind):
            inherits = any(not is_absent(one.properties, other) for other in _INHERITS)
            off = is_absent(one.properties, option) or truth(one.properties, option) is False
            if off and not inherits:
                yield template.hit(one, f"`{one.name}` ({kind[5:]}) keeps what it holds in the clear: {option} is off.",
                                   f"Properties/{option}")  # fmt: skip
    for topic in template.of("AWS::SNS::Topic"):
        if is_absent(topic.properties, "KmsMasterKeyId"):
            yield template.hit(topic, f"Topic `{topic.name}` keeps messages in the clear until they are delivered.",
                               "Properties", Severity.NOTE)  # fmt: skip
    for queue in template.of("AWS::SQS::Queue"):
        if truth(queue.properties, "SqsManagedSseEnabled") is False and is_absent(queue.properties, "KmsMasterKeyId"):
            yield template.hit(queue, f"Queue `{queue.name}` turns off the encryption that SQS gives for nothing.",
                               "Properties/SqsManagedSseEnabled")  # fmt: skip


RULE = TemplateRule(
    About(
        id="TPL009",
        family="templates",
        title="A store is not encrypted",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        principle=(
            "What is stored is encrypted, with a key whose use is logged; turning it on later means a copy of "
            "everything."
        ),
        why=(
            "Disks, snapshots and backups travel further than the service that wrote them. For databases and file "
            "systems encryption can only be chosen when they are made: afterwards it costs a migration."
        ),
        fix=(
            "Set `StorageEncrypted`, `Encrypted` or `KmsMasterKeyId` when the resource is made; an AWS managed "
            "key costs nothing."
        ),
        source="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html",
        bad={"template.yaml": _BAD},
        good={"template.yaml": _GOOD},
    ),
    check,
)
