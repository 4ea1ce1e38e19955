"""Requests at random, the same at every run, with the edges of every field in them."""

import math
import random
from collections.abc import Mapping

from shared.architect.domain.design.requirements import Requirements, Value
from shared.architect.domain.design.schema import Field
from shared.architect.knowledge.load import knowledge

_EDGE = 0.12


def by_chance(count: int, seed: int) -> tuple[Requirements, ...]:
    chance = random.Random(seed)
    return tuple(knowledge().schema.complete(_spoken(chance)) for _ in range(count))


def _spoken(chance: random.Random) -> Mapping[str, Value]:
    share = chance.choice((0.1, 0.3, 0.6, 1))
    fields = knowledge().schema.fields
    return {name: _value(field, chance) for name, field in fields.items() if chance.random() < share}


def _value(field: Field, chance: random.Random) -> Value:
    if field.kind == "bool":
        return chance.random() < 0.5
    if field.kind == "enum":
        return chance.choice(field.words)
    if field.kind == "list":
        return tuple(word for word in field.words if chance.random() < 0.25)
    if field.kind == "words":
        return ("eu-central-1", "us-east-1")[: chance.randint(0, 2)]
    return _number(field, chance)


def _number(field: Field, chance: random.Random) -> float:
    """Even over the orders of magnitude, and now and then an end of the scale."""
    if chance.random() < _EDGE:
        return chance.choice((field.least, field.most))
    least = max(field.least, 1e-3)
    value = math.exp(chance.uniform(math.log(least), math.log(field.most)))
    value = min(max(value, field.least), field.most)
    return int(value) if field.kind == "int" else value
