"""Log groups, made before a service would make one that keeps everything for ever."""

from aws_cdk import ArnFormat, RemovalPolicy, Stack
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.context import RETENTION, Context
from infra.resources.accepted import accept
from infra.resources.names import camel, function_name
from infra.topology import FUNCTIONS


def of_functions(scope: Construct, context: Context) -> dict[str, logs.LogGroup]:
    """By the names of the topology."""
    return {
        function.name: log_group(scope, context, camel(function.name), _path(context, function.name))
        for function in FUNCTIONS
    }


def log_group(
    scope: Construct, context: Context, name: str, path: str, *, retention: logs.RetentionDays | None = None
) -> logs.LogGroup:
    """Kept as long as the context says, unless `retention` knows better: then it outlives the stack too."""
    lasting = retention is not None and context.keeps
    made = logs.LogGroup(
        scope,
        f"{name}Logs",
        log_group_name=path,
        retention=retention or logs.RetentionDays[RETENTION[context.log_retention_days]],
        removal_policy=RemovalPolicy.RETAIN if lasting else RemovalPolicy.DESTROY,
    )
    accept(made, "CloudWatch encrypts it; no line holds personal data that a key of ours would guard.", "CKV_AWS_158")
    return made


def arn_of_function(scope: Construct, context: Context, name: str) -> str:
    """Without the `:*` that CloudFormation puts behind it."""
    return log_group_arn(scope, _path(context, name))


def log_group_arn(scope: Construct, path: str) -> str:
    """By its name alone, so that nothing has to wait for it."""
    arn = Stack.of(scope).format_arn(
        service="logs", resource="log-group", resource_name=path, arn_format=ArnFormat.COLON_RESOURCE_NAME
    )
    return str(arn)


def _path(context: Context, name: str) -> str:
    return f"/aws/lambda/{function_name(context.prefix, name)}"
