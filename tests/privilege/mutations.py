"""Policies with one part taken away: what nobody misses then was too much."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from infra.grants import Conditions, Statement

Mutant = tuple[str, tuple[Statement, ...]]


def less(statements: Sequence[Statement]) -> Iterator[Mutant]:
    """What is missing, in words, and all the rest. What nobody can see the need of is left alone."""
    for place, statement in enumerate(statements):
        if not statement.unseen:
            for told, rest in _reduced(statement):
                yield f"{statement.sid} {told}", (*statements[:place], *rest, *statements[place + 1 :])


def _reduced(statement: Statement) -> Iterator[Mutant]:
    for action in statement.actions:
        actions = tuple(other for other in statement.actions if other != action)
        yield f"without {action}", (replace(statement, actions=actions),) if actions else ()
    for resource in statement.resources:
        resources = tuple(other for other in statement.resources if other != resource)
        yield f"without {resource}", (replace(statement, resources=resources),) if resources else ()
    for value in _granting(statement.conditions):
        yield f"without {value}", (replace(statement, conditions=_without(statement.conditions, value)),)


def _granting(conditions: Conditions) -> set[str]:
    """What is allowed by being named; what is excluded by being named would be allowed without."""
    named = (keys for operator, keys in conditions.items() if "Not" not in operator)
    return {value for keys in named for values in keys.values() for value in values}


def _without(conditions: Conditions, value: str) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """A condition with no value left holds for nothing."""
    return {
        operator: {key: tuple(other for other in values if other != value) for key, values in keys.items()}
        for operator, keys in conditions.items()
    }
