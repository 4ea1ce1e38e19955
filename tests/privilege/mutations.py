"""Policies with one part taken away: what nobody misses then was too much."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

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
    for value in set(chain.from_iterable(values for keys in statement.conditions.values() for values in keys.values())):
        yield f"without {value}", (replace(statement, conditions=_without(statement.conditions, value)),)


def _without(conditions: Conditions, value: str) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """A condition with no value left holds for nothing."""
    return {
        operator: {key: tuple(other for other in values if other != value) for key, values in keys.items()}
        for operator, keys in conditions.items()
    }
