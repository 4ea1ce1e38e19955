"""The functions' roles: exactly what the table of functions says, each star with its reason."""

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra import grants
from infra.context import Context
from infra.declarations import Function
from infra.resources.accepted import accept, wildcard
from infra.resources.grants import policy_statements
from infra.resources.names import Arns, camel, function_name


def role(scope: Construct, context: Context, function: Function, arns: Arns) -> iam.IRole:
    """What the CDK would add by itself is ignored: the grants have it already, or it is not to be."""
    statements = policy_statements(function, arns, context.mail_from)
    made = iam.Role(
        scope,
        f"{camel(function.name)}Role",
        role_name=function_name(context.prefix, function.name),
        assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
        inline_policies={"own": iam.PolicyDocument(statements=statements)},
    )
    for plain, statement in zip(grants.statements(function), statements, strict=True):
        if plain.wildcard:
            _explain(made, plain.wildcard, list(statement.resources))
    return made.without_policy_updates()


def _explain(made: iam.Role, reason: str, resources: list[str]) -> None:
    stack = Stack.of(made)
    accept(made, reason, "Serverless-LambdaStarPermissions", *(wildcard(stack, resource) for resource in resources))
