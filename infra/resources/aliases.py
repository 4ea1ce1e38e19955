"""Versions and aliases, only where a start is prepared ahead: SnapStart and provisioned concurrency need them."""

from collections.abc import Mapping

from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.context import Context
from infra.resources.functions import snaps
from infra.resources.names import camel
from infra.topology import FUNCTIONS

ALIAS = "live"


def aliases(
    scope: Construct, context: Context, functions: Mapping[str, lambda_.Function]
) -> dict[str, lambda_.IFunction]:
    """What callers are to call: the alias of a function that has one, else the function."""
    called: dict[str, lambda_.IFunction] = dict(functions)
    for function in FUNCTIONS:
        provisioned = context.provisioned_concurrency.get(function.name)
        if provisioned or snaps(context, function):
            called[function.name] = lambda_.Alias(
                scope,
                f"{camel(function.name)}Live",
                alias_name=ALIAS,
                version=functions[function.name].current_version,
                provisioned_concurrent_executions=provisioned,
            )
    return called
