"""Which fields are worth a thought, and the values that people then say: by the kind of system and by what is known."""

from collections.abc import Iterator, Mapping

from shared.architect.domain.design.lore import Prior, Priors
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
        ceiling = _ceiling(field, requirements, priors)
        values = tuple(value for value in prior.probes if _is_other(value, requirements[field], ceiling))
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


def _ceiling(field: str, requirements: Requirements, priors: Priors) -> float | None:
    """The most that is in proportion to what is known: nobody asks a team of three about 50 TB."""
    limits = [
        each.times * requirements.number(each.of)
        for each in priors.ceilings
        if each.field == field
        and requirements.origins[each.of] != "assumed"
        and requirements.number(each.of) > 0
        and not set(each.unless).intersection(_kinds(requirements))
    ]
    return min(limits, default=None)


def _is_other(value: Value, assumed: Value, ceiling: float | None) -> bool:
    if value == assumed:
        return False
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return ceiling is None or not is_number or value <= ceiling  # type: ignore[operator]
