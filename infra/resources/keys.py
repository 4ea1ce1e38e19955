"""Two KMS keys: one seals Rollbook's root key and answers to single functions, one encrypts the tables at rest, if
the context does not leave that to AWS."""

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from infra.context import Context
from infra.resources.accepted import accept


def root_key(scope: Construct, context: Context) -> kms.Key:
    """Seals the root key, from which every other key of Rollbook follows (docs/security.md)."""
    return _key(scope, "Key", context, alias=context.prefix, description="Seals the root key of Rollbook")


def data_key(scope: Construct, context: Context) -> kms.Key | None:
    """Encrypts tables and buckets, and what alarms say; None where AWS's own keys do.

    Reading a table takes its permission and this key's: an account's usual read-only roles have the first and not the
    second.
    """
    if context.tables_key == "aws":
        return None
    key = _key(scope, "DataKey", context, alias=f"{context.prefix}-data", description="Encrypts what Rollbook stores")
    key.add_to_resource_policy(_for_own_roles(Stack.of(scope), context))
    accept(
        key, "The star is bound to this account, this stage's roles and two services by its conditions.", "CKV_AWS_33"
    )
    return key


def _key(scope: Construct, name: str, context: Context, *, alias: str, description: str) -> kms.Key:
    return kms.Key(
        scope,
        name,
        alias=f"alias/{alias}",
        description=description,
        enable_key_rotation=True,
        removal_policy=RemovalPolicy.RETAIN if context.keeps else RemovalPolicy.DESTROY,
    )


def _for_own_roles(stack: Stack, context: Context) -> iam.PolicyStatement:
    """The functions' roles, and only when DynamoDB or S3 asks on their behalf: none can use the key by itself."""
    services = [f"{service}.{stack.region}.{stack.url_suffix}" for service in ("dynamodb", "s3")]
    roles = stack.format_arn(service="iam", region="", resource="role", resource_name=f"{context.prefix}-*")
    return iam.PolicyStatement(
        sid="TablesForOwnRoles",
        principals=[iam.AnyPrincipal()],
        actions=[
            "kms:Decrypt",
            "kms:DescribeKey",
            "kms:Encrypt",
            "kms:GenerateDataKey",
            "kms:ReEncryptFrom",
            "kms:ReEncryptTo",
        ],
        resources=["*"],  # in a key's own policy: this key
        conditions={
            "StringEquals": {
                "kms:CallerAccount": stack.account,
                "kms:ViaService": services,
            },
            "ArnLike": {"aws:PrincipalArn": roles},
        },
    )
