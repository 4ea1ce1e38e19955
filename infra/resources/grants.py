"""The policy statements of the functions' roles: infra/grants.py with the ARNs of one deployment."""

from aws_cdk import aws_iam as iam

from infra import grants
from infra.declarations import Function
from infra.resources.names import Arns


def policy_statements(function: Function, arns: Arns, mail_from: str) -> list[iam.PolicyStatement]:
    """For a function's role, and all that it needs. No managed policy and no other grant is to stand beside it."""
    return [
        iam.PolicyStatement(
            sid=statement.sid,
            actions=list(statement.actions),
            resources=[_arn(arns, resource) for resource in statement.resources],
            conditions=_conditions(statement.conditions, mail_from),
        )
        for statement in grants.statements(function)
    ]


def _arn(arns: Arns, resource: str) -> str:
    """`tables/events` and `bus` are looked up; what follows the name (`/designs/*`, `:*`) goes on behind the ARN."""
    if resource == "*":
        return resource
    family, _, rest = resource.partition("/")
    if not rest:
        return str(getattr(arns, family))
    if family == "stack":
        return f"{arns.stack}/{rest}"
    name = rest.removesuffix(":*").partition("/")[0]
    arn: str = getattr(arns, family)[name]
    return arn + rest.removeprefix(name)


def _conditions(conditions: grants.Conditions, mail_from: str) -> dict[str, dict[str, list[str]]]:
    return {
        operator: {
            key: [mail_from if value == grants.MAIL_FROM else value for value in values] for key, values in keys.items()
        }
        for operator, keys in conditions.items()
    }
