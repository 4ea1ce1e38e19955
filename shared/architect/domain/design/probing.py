"""Which fields are worth a thought, and the values that people then say: by the kind of system and by what is known."""

import math
from collections.abc import Iterator, Mapping, Sequence

from shared.architect.domain.design.lore import Bound, Prior, Priors
from shared.architect.domain.design.requirements import Requirements, Value
from shared.architect.domain.design.schema import Schema
from shared.kernel.dataclasses import dataclass


@dataclass(frozen=True)
class Probe:
    """A field that nobody told: `required` by the kind of system; `values` other than the one that is assumed."""

    field: str
    required: bool
    probability: float
    values: tuple[Value, ...]


def probes(requirements: Requirements, schema: Schema, priors: Priors) -> Iterator[Probe]:
    """In the schema's order. None whose answer is plain already, or whose values are out of all proportion."""
    known = schema.derive(requirements.values)
    required = set(_required(requirements, priors, known))
    for field, prior in _priors(requirements, priors).items():
        settled = priors.settled.get(field)
        if requirements.origins[field] != "assumed" or (settled is not None and settled.value(known)):
            continue
        ceiling = min(_bounds(field, requirements, priors.ceilings), default=math.inf)
        floor = max(_bounds(field, requirements, priors.floors), default=0.0)
        values = tuple(value for value in prior.probes if _is_other(value, requirements[field], floor, ceiling))
        if values:
            likelier = (each.probability for each in priors.likelier if each.field == field and each.when.value(known))
            yield Probe(field, field in required, max(likelier, default=prior.probability), values)


def _kinds(requirements: Requirements) -> tuple[str, ...]:
    kinds = requirements["kind"]
    return kinds if isinstance(kinds, tuple) else ()


def _required(requirements: Requirements, priors: Priors, known: Mapping[str, Value]) -> Iterator[str]:
    if requirements.origins["kind"] == "assumed":
        yield "kind"
    for kind in _kinds(requirements):
        yield from priors.required.get(kind, ())
    yield from (field for when, field in priors.wished if when.value(known))


def _priors(requirements: Requirements, priors: Priors) -> dict[str, Prior]:
    """Those of the kinds go before those of any; where kinds differ, the surest, with the values of all."""
    told = dict(priors.by_kind["any"])
    own: dict[str, Prior] = {}
    for kind in _kinds(requirements):
        for field, prior in priors.by_kind.get(kind, {}).items():
            own[field] = _joined(own[field], prior) if field in own else prior
    told |= own
    return {field: told[field] for field in requirements.values if field in told}


def _joined(one: Prior, other: Prior) -> Prior:
    return Prior(max(one.probability, other.probability), tuple(dict.fromkeys((*one.probes, *other.probes))))


def _bounds(field: str, requirements: Requirements, bounds: Sequence[Bound]) -> Iterator[float]:
    """What is in proportion to what is known: nobody asks a team of three about 50 TB, nor thirty about 100 dollars."""
    for each in bounds:
        told = requirements.origins[each.of] != "assumed" and requirements.number(each.of) > 0
        if each.field == field and told and not set(each.unless).intersection(_kinds(requirements)):
            yield each.times * requirements.number(each.of)


def _is_other(value: Value, assumed: Value, floor: float, ceiling: float) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value != assumed
    return value != assumed and floor <= value <= ceiling
