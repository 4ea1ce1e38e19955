"""The S3 buckets: closed to the public, TLS only, encrypted; one empties itself, one keeps what it holds."""

from collections.abc import Iterator

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.context import Context
from infra.resources.accepted import accept
from infra.resources.names import camel
from infra.topology import BUCKETS, Bucket


def buckets(scope: Construct, context: Context, key: kms.IKey | None) -> dict[str, s3.Bucket]:
    """By the names of the topology. Their names in the cloud are CloudFormation's: a bucket's name is the world's."""
    return {bucket.name: _bucket(scope, context, key, bucket) for bucket in BUCKETS}


def _bucket(scope: Construct, context: Context, key: kms.IKey | None, bucket: Bucket) -> s3.Bucket:
    made = s3.Bucket(
        scope,
        f"{camel(bucket.name)}Bucket",
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        enforce_ssl=True,
        minimum_tls_version=1.2,
        encryption=s3.BucketEncryption.KMS if key else s3.BucketEncryption.S3_MANAGED,
        encryption_key=key,
        bucket_key_enabled=True if key else None,
        object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
        lifecycle_rules=list(_lifecycle(bucket)),
        removal_policy=RemovalPolicy.RETAIN if context.keeps else RemovalPolicy.DESTROY,
    )
    accept(made, "Functions of ours alone read it: CloudTrail tells enough.", "AwsSolutions-S1", "CKV_AWS_18")
    accept(made, "An object is written once and never replaced: there is no other version.", "CKV_AWS_21")
    return made


def _lifecycle(bucket: Bucket) -> Iterator[s3.LifecycleRule]:
    days = Duration.days(bucket.expires_days or 1)
    yield s3.LifecycleRule(
        expiration=days if bucket.expires_days else None, abort_incomplete_multipart_upload_after=days
    )
