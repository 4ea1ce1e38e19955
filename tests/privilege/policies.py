"""Whether policies allow a request, as IAM decides: a Deny that matches ends it, an Allow that matches is needed.

It knows the parts of the language that Rollbook's policies use, and refuses to judge any other: a guess would be worse
than no answer (IAM User Guide, "Policy evaluation logic" and "IAM JSON policy elements").
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from infra import grants
from infra.local.environment import MAIL_DOMAIN
from tests.privilege.requests import Request

MAIL_FROM = f"no-reply@{MAIL_DOMAIN}"
Statement = Mapping[str, Any]
_KNOWN = {"Sid", "Effect", "Action", "Resource", "Condition"}


@dataclass(frozen=True)
class Policy:
    """Statements in IAM's JSON, with Resource in whatever names the requests have."""

    statements: tuple[Statement, ...]

    def __post_init__(self) -> None:
        for statement in self.statements:
            if strange := set(statement) - _KNOWN:
                raise LookupError(f"this evaluator does not know {', '.join(sorted(strange))}")

    def allows(self, request: Request) -> bool:
        matching = [statement["Effect"] for statement in self.statements if matches(statement, request)]
        return "Allow" in matching and "Deny" not in matching


def matches(statement: Statement, request: Request) -> bool:
    """Whether it speaks of this request."""
    return (
        any(_like(action.lower(), request.action.lower()) for action in _listed(statement["Action"]))
        and any(_like(resource, request.resource) for resource in _listed(statement["Resource"]))
        and all(
            _holds(operator, _listed(expected), request.context.get(key))
            for operator, keys in statement.get("Condition", {}).items()
            for key, expected in keys.items()
        )
    )


def policy_of(statements: Iterable[grants.Statement]) -> Policy:
    """With the topology's own names for resources."""
    return Policy(tuple(map(as_json, statements)))


def as_json(statement: grants.Statement) -> Statement:
    condition = {
        operator: {key: [MAIL_FROM if value == grants.MAIL_FROM else value for value in values] for key, values in keys}
        for operator, keys in ((operator, keys.items()) for operator, keys in statement.conditions.items())
    }
    return {
        "Sid": statement.sid,
        "Effect": "Allow",
        "Action": list(statement.actions),
        "Resource": list(statement.resources),
        **({"Condition": condition} if condition else {}),
    }


def refusals(policies: Mapping[str, Policy], asked: Iterable[tuple[str, Request]]) -> list[str]:
    """A sentence for each request that its function's policies do not allow."""
    return sorted(
        {f"{function} may not {request}" for function, request in asked if not policies[function].allows(request)}
    )


def _holds(operator: str, expected: Sequence[str], actual: tuple[str, ...] | None) -> bool:
    if operator == "Null":
        return [str(actual is None).lower()] == list(expected)
    quantifier, _, plain = operator.rpartition(":")
    if plain not in _COMPARISONS or quantifier not in ("", "ForAllValues"):
        raise LookupError(f"this evaluator does not know {operator}")
    compare, combine = _COMPARISONS[plain], all if "Not" in plain else any

    def fits(value: str) -> bool:
        return combine(compare(pattern, value) for pattern in expected)

    if quantifier == "ForAllValues":
        return all(map(fits, actual or ()))  # true of nothing, which is why a Null stands beside it
    if "Not" in plain:
        raise LookupError(f"this evaluator does not know {operator} without a quantifier")
    return actual is not None and len(actual) == 1 and fits(actual[0])


def _like(pattern: str, value: str) -> bool:
    parts = [{"*": ".*", "?": "."}.get(char, re.escape(char)) for char in pattern]
    return re.fullmatch("".join(parts), value, re.DOTALL) is not None


_COMPARISONS: Mapping[str, Callable[[str, str], bool]] = {
    "StringEquals": lambda expected, value: expected == value,
    "StringNotEquals": lambda expected, value: expected != value,
    "StringLike": _like,
}


def _listed(value: str | Sequence[str]) -> Sequence[str]:
    return [value] if isinstance(value, str) else value
