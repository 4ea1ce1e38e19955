"""The Lambda functions: each with its role, its log group and, where a schedule starts it, a place for failed runs."""

from collections.abc import Callable, Mapping
from pathlib import Path

from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.context import Context, ContextError
from infra.resources.accepted import accept
from infra.resources.names import camel, function_name
from infra.topology import FUNCTIONS, Function, HttpTrigger, QueueTrigger, ScheduleTrigger

_ROOT = Path(__file__).parents[2]
_ARCHITECTURES = {"arm64": lambda_.Architecture.ARM_64, "x86_64": lambda_.Architecture.X86_64}
_TRACING = {"active": lambda_.Tracing.ACTIVE, "passthrough": lambda_.Tracing.PASS_THROUGH}
_RUNTIME = lambda_.Runtime.PYTHON_3_13
_RUNTIME_REASON = "CPython 3.13 is the newest that the tests run on, and the bundle's bytecode is compiled for it."
Environment = Callable[[Function], dict[str, str]]
Role = Callable[[Function], iam.IRole]


def functions(
    scope: Construct,
    context: Context,
    log_groups: Mapping[str, logs.LogGroup],
    environment: Environment,
    role: Role,
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
            role=role(function),
        )
        for function in FUNCTIONS
    }


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
    made = lambda_.Function(
        scope,
        f"{camel(function.name)}Function",
        function_name=function_name(context.prefix, function.name),
        code=code,
        handler=function.handler,
        runtime=_RUNTIME,
        architecture=_ARCHITECTURES[context.architecture],
        memory_size=function.memory,
        timeout=Duration.seconds(function.timeout),
        environment=environment,
        role=role,
        tracing=_TRACING[context.tracing],
        log_group=logs,
        logging_format=lambda_.LoggingFormat.JSON,  # Lambda's own lines too; ours are JSON already and pass as they are
        system_log_level_v2=lambda_.SystemLogLevel.WARN,  # none of runs that went well
        snap_start=lambda_.SnapStartConf.ON_PUBLISHED_VERSIONS if snaps(context, function) else None,
        recursive_loop=lambda_.RecursiveLoop.ALLOW if sends_to_itself(function) else lambda_.RecursiveLoop.TERMINATE,
    )
    _explain(made, function)
    return made


def _code(context: Context, bundle: str) -> lambda_.Code:
    directory = _ROOT / context.bundle / bundle
    if not directory.is_dir():
        raise ContextError(f"bundle: there is no {context.bundle}/{bundle}; run make bundle first")
    return lambda_.Code.from_asset(str(directory))


def sends_to_itself(function: Function) -> bool:
    """Lambda would take it for a runaway loop and stop it after sixteen rounds (ADR 0022)."""
    return isinstance(function.trigger, QueueTrigger) and function.trigger.queue in function.sends_to


def snaps(context: Context, function: Function) -> bool:
    """SnapStart is for functions that somebody waits for."""
    return context.snapstart and isinstance(function.trigger, HttpTrigger)


def _explain(made: lambda_.Function, function: Function) -> None:
    accept(made, _where_failures_go(function), "Serverless-LambdaDLQ", "CKV_AWS_116")
    accept(made, _RUNTIME_REASON, "AwsSolutions-L1", "Serverless-LambdaLatestVersion")
    accept(made, "It calls AWS's public endpoints only; in a VPC it would start later.", "CKV_AWS_117")
    accept(made, "The API's throttling and max_concurrency bound it; a reservation would starve others.", "CKV_AWS_115")
    accept(made, "Its environment holds names and addresses of resources, no secret.", "CKV_AWS_173")


def _where_failures_go(function: Function) -> str:
    match function.trigger:
        case HttpTrigger():
            return "It is called synchronously: the caller gets the failure."
        case ScheduleTrigger():
            return "Failed runs go to the on-failure destination of its EventInvokeConfig."
        case _:
            return "Its event source mapping, or the queue behind it, keeps what failed."
