"""The Lambda functions: each with its role, its log group and, where a schedule starts it, a place for failed runs."""

from collections.abc import Callable, Mapping
from pathlib import Path

from aws_cdk import ArnFormat, Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.context import RETENTION, Context, ContextError
from infra.resources.names import camel
from infra.topology import FUNCTIONS, Function, HttpTrigger, QueueTrigger

_ROOT = Path(__file__).parents[2]
_ARCHITECTURES = {"arm64": lambda_.Architecture.ARM_64, "x86_64": lambda_.Architecture.X86_64}
_RUNTIME = lambda_.Runtime.PYTHON_3_13
Environment = Callable[[Function], dict[str, str]]
Statements = Callable[[Function], list[iam.PolicyStatement]]


def log_groups(scope: Construct, context: Context) -> dict[str, logs.LogGroup]:
    """A log group for each function, before Lambda would make one that keeps everything for ever."""
    return {
        function.name: logs.LogGroup(
            scope,
            f"{camel(function.name)}Logs",
            log_group_name=f"/aws/lambda/{name_of(context, function)}",
            retention=retention(context),
            removal_policy=RemovalPolicy.DESTROY,
        )
        for function in FUNCTIONS
    }


def retention(context: Context) -> logs.RetentionDays:
    """How long logs are kept."""
    return logs.RetentionDays[RETENTION[context.log_retention_days]]


def functions(
    scope: Construct,
    context: Context,
    log_groups: Mapping[str, logs.LogGroup],
    environment: Environment,
    statements: Statements,
) -> dict[str, lambda_.Function]:
    """By the names of the topology."""
    code = {name: _code(context, name) for name in sorted({function.bundle for function in FUNCTIONS})}
    return {
        function.name: _function(
            scope,
            context,
            function,
            code=code[function.bundle],
            logs=log_groups[function.name],
            environment=environment(function),
            role=_role(scope, context, function, statements(function)),
        )
        for function in FUNCTIONS
    }


def name_of(context: Context, function: Function) -> str:
    """`rollbook-prod-send-email`."""
    return f"{context.prefix}-{function.name.replace('_', '-')}"


def log_group_arn(scope: Construct, context: Context, name: str) -> str:
    """Without the `:*` that CloudFormation puts behind it."""
    group = f"/aws/lambda/{context.prefix}-{name.replace('_', '-')}"
    return str(
        Stack.of(scope).format_arn(
            service="logs", resource="log-group", resource_name=group, arn_format=ArnFormat.COLON_RESOURCE_NAME
        )
    )


def _function(
    scope: Construct,
    context: Context,
    function: Function,
    *,
    code: lambda_.Code,
    logs: logs.LogGroup,
    environment: dict[str, str],
    role: iam.IRole,
) -> lambda_.Function:
    return lambda_.Function(
        scope,
        f"{camel(function.name)}Function",
        function_name=name_of(context, function),
        code=code,
        handler=function.handler,
        runtime=_RUNTIME,
        architecture=_ARCHITECTURES[context.architecture],
        memory_size=function.memory,
        timeout=Duration.seconds(function.timeout),
        environment=environment,
        role=role,
        tracing=lambda_.Tracing.ACTIVE,
        log_group=logs,
        logging_format=lambda_.LoggingFormat.JSON,  # Lambda's own lines too; ours are JSON already and pass as they are
        snap_start=lambda_.SnapStartConf.ON_PUBLISHED_VERSIONS if snaps(context, function) else None,
        recursive_loop=lambda_.RecursiveLoop.ALLOW if sends_to_itself(function) else lambda_.RecursiveLoop.TERMINATE,
    )


def _code(context: Context, bundle: str) -> lambda_.Code:
    directory = _ROOT / context.bundle / bundle
    if not directory.is_dir():
        raise ContextError(f"bundle: there is no {directory}; run make bundle first")
    return lambda_.Code.from_asset(str(directory))


def _role(scope: Construct, context: Context, function: Function, statements: list[iam.PolicyStatement]) -> iam.IRole:
    """Exactly what the table of functions says: the CDK's own additions to it are ignored."""
    role = iam.Role(
        scope,
        f"{camel(function.name)}Role",
        role_name=name_of(context, function),
        assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
        inline_policies={"own": iam.PolicyDocument(statements=statements)},
    )
    return role.without_policy_updates()


def sends_to_itself(function: Function) -> bool:
    """Lambda would take it for a runaway loop and stop it after sixteen rounds (ADR 0022)."""
    return isinstance(function.trigger, QueueTrigger) and function.trigger.queue in function.sends_to


def snaps(context: Context, function: Function) -> bool:
    """SnapStart is for functions that somebody waits for."""
    return context.snapstart and isinstance(function.trigger, HttpTrigger)
