"""The DynamoDB tables: on demand, encrypted, recoverable where the topology says so."""

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from infra.context import Context
from infra.resources.accepted import accept
from infra.resources.names import camel
from infra.topology import TABLES, Table

_TYPES = {"S": dynamodb.AttributeType.STRING, "N": dynamodb.AttributeType.NUMBER}
# An event that was written stays as it was. BatchWriteItem is here because a batch may hold deletions.
_UNRECOVERABLE = ("AwsSolutions-DDB3", "CKV_AWS_28")
_REWRITING = ("DeleteItem", "UpdateItem", "BatchWriteItem", "PartiQLDelete", "PartiQLUpdate")


def tables(scope: Construct, context: Context, key: kms.IKey | None) -> dict[str, dynamodb.Table]:
    """By the names of the topology."""
    return {table.name: _table(scope, context, key, table) for table in TABLES}


def _table(scope: Construct, context: Context, key: kms.IKey | None, table: Table) -> dynamodb.Table:
    kept = table.deletion_protection and context.keeps
    name = context.table_name(table.name)
    made = dynamodb.Table(
        scope,
        f"{camel(name.removeprefix(f'{context.prefix}-'))}Table",  # one that was restored is another resource
        table_name=name,
        partition_key=_attribute(table.hash_key),
        sort_key=_attribute(table.range_key) if table.range_key else None,
        time_to_live_attribute=table.ttl,
        stream=dynamodb.StreamViewType.NEW_IMAGE if table.stream else None,
        billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
        encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED if key else dynamodb.TableEncryption.DEFAULT,
        encryption_key=key,
        point_in_time_recovery_specification=_recovery(table.recovery_days),
        resource_policy=_history_stays(scope, name, context.prefix) if table.stream else None,
        deletion_protection=kept,
        removal_policy=RemovalPolicy.RETAIN if kept else RemovalPolicy.DESTROY,
    )
    if key is None:
        accept(made, "The context leaves encryption at rest to DynamoDB's own key (tables_key).", "CKV_AWS_119")
    if not table.recovery_days:
        accept(made, "What it holds lapses within weeks; restored, ended sessions would live again.", *_UNRECOVERABLE)
    return made


def _history_stays(scope: Construct, table: str, prefix: str) -> iam.PolicyDocument:
    """Nobody rewrites history, administrators included; who must, assumes a role that has to be made for it first."""
    stack = Stack.of(scope)
    return iam.PolicyDocument(
        statements=[
            iam.PolicyStatement(
                sid="HistoryStays",
                effect=iam.Effect.DENY,
                principals=[iam.AnyPrincipal()],
                actions=[f"dynamodb:{action}" for action in _REWRITING],
                resources=[stack.format_arn(service="dynamodb", resource="table", resource_name=table)],
                conditions={
                    "ArnNotLike": {"aws:PrincipalArn": _role_arn(stack, f"{prefix}-break-glass")},
                },
            )
        ]
    )


def _role_arn(stack: Stack, name: str) -> str:
    return str(stack.format_arn(service="iam", region="", resource="role", resource_name=name))


def _recovery(days: int) -> dynamodb.PointInTimeRecoverySpecification:
    if not days:
        return dynamodb.PointInTimeRecoverySpecification(point_in_time_recovery_enabled=False)
    return dynamodb.PointInTimeRecoverySpecification(point_in_time_recovery_enabled=True, recovery_period_in_days=days)


def _attribute(key: tuple[str, str]) -> dynamodb.Attribute:
    name, type_ = key
    return dynamodb.Attribute(name=name, type=_TYPES[type_])
