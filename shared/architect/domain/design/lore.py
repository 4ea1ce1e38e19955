"""Tables of rules beside the options: contradictions, pitfalls, priors, facts and prices, read from the knowledge."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from shared.architect.domain.design.expressions import Expression, expression
from shared.architect.domain.design.facts import Facts, facts_of
from shared.architect.domain.design.requirements import Value
from shared.kernel.dataclasses import dataclass


@dataclass(frozen=True)
class Contradiction:
    """`when`: over fields, derived names and, if `of_parts`, parts ("the_<dimension>"). `fields`: those that clash.
    `relaxations`: what could be given up; a value is an expression's text, or a word, a flag or words as they are."""

    rule: str
    when: Expression
    of_parts: bool
    fields: tuple[str, ...]
    numbers: tuple[str, ...]
    relaxations: tuple[Mapping[str, "Relaxed"], ...]
    gist: str


@dataclass(frozen=True)
class Relaxed:
    """What a field would become: `value`, or what `computed` gives of the values at hand, or its words `without`
    some of them."""

    value: Value = None
    computed: Expression | None = None
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pitfall:
    """A warning: where it holds, the fields it is read from (but not parts), the numbers that show it."""

    key: str
    when: Expression
    numbers: tuple[str, ...]
    gist: str
    avoid: str


@dataclass(frozen=True)
class Prior:
    """Of one field: `probability` that it differs from its default, and `probes`, values that people then say."""

    probability: float
    probes: tuple[Value, ...]


@dataclass(frozen=True)
class Bound:
    """Values of `field` beyond `times` that of another are not worth a question, once that other is known; but for the
    kinds of system named in `unless`."""

    field: str
    of: str
    times: float
    unless: tuple[str, ...] = ()


@dataclass(frozen=True)
class Likelier:
    """Where `when` holds, a field differs from its default with this probability, whatever the kind says."""

    field: str
    probability: float
    when: Expression


@dataclass(frozen=True)
class Priors:
    """`required`: kind of system -> fields that must be asked, best first. `wished`: fields that must be asked where
    something holds. `by_kind`: kind -> field -> its prior; "any" for all kinds. `settled`: field -> where its answer is
    plain already, so that it is not asked."""

    required: Mapping[str, tuple[str, ...]]
    wished: tuple[tuple[Expression, str], ...]
    by_kind: Mapping[str, Mapping[str, Prior]]
    settled: Mapping[str, Expression]
    ceilings: tuple[Bound, ...]
    floors: tuple[Bound, ...]
    likelier: tuple[Likelier, ...]


@dataclass(frozen=True)
class Prices:
    """USD by key, in the units of `units`, all looked up by `dated`."""

    usd: Mapping[str, float]
    units: Mapping[str, str]
    dated: str

    def __getitem__(self, key: str) -> float:
        return self.usd[key]


@dataclass(frozen=True)
class Lore:
    """Each table is read when it is first needed: a function that answers what a design costs needs no pitfalls."""

    tables: Mapping[str, Any]

    @cached_property
    def facts(self) -> Facts:
        return facts_of(self.tables["facts"])

    @cached_property
    def contradictions(self) -> tuple[Contradiction, ...]:
        return tuple(_contradiction(told) for told in self.tables["contradictions"]["rules"])

    @cached_property
    def pitfalls(self) -> tuple[Pitfall, ...]:
        return tuple(_pitfall(told) for told in self.tables["warnings"]["rules"])

    @cached_property
    def priors(self) -> Priors:
        return _priors(self.tables["priors"])

    @cached_property
    def prices(self) -> Prices:
        told = self.tables["prices"]
        listed = told["prices"]
        usd = {key: float(each["usd"]) for key, each in listed.items()}
        return Prices(usd, {key: each["per"] for key, each in listed.items()}, told["dated"])


def lore_of(tables: Mapping[str, Any]) -> Lore:
    """`tables`: the JSON of facts, contradictions, warnings, priors and prices, by these names. What is wrong in one is
    raised when it is first read: ValueError, KeyError or NotAnExpression."""
    return Lore(tables)


def _contradiction(told: Mapping[str, Any]) -> Contradiction:
    return Contradiction(
        rule=told["rule"],
        when=expression(told["when"]),
        of_parts=told.get("of_parts", False),
        fields=tuple(told["fields"]),
        numbers=tuple(told.get("numbers", ())),
        relaxations=tuple({field: _relaxed(value) for field, value in each.items()} for each in told["relaxations"]),
        gist=told["gist"],
    )


def _relaxed(value: Any) -> Relaxed:
    """{"=": "expression"} is computed, {"without": [words]} is less; anything else stands as it is."""
    if not isinstance(value, dict):
        return Relaxed(tuple(value) if isinstance(value, list) else value)
    if "without" in value:
        return Relaxed(without=tuple(value["without"]))
    return Relaxed(computed=expression(value["="]))


def _pitfall(told: Mapping[str, Any]) -> Pitfall:
    return Pitfall(told["key"], expression(told["when"]), tuple(told.get("numbers", ())), told["gist"], told["avoid"])


def _priors(told: Mapping[str, Any]) -> Priors:
    likelier = (Likelier(each["field"], each["p"], expression(each["when"])) for each in told["likelier"])
    return Priors(
        likelier=tuple(likelier),
        required={kind: tuple(fields) for kind, fields in told["required"].items()},
        wished=tuple((expression(each["when"]), each["field"]) for each in told["wished"]),
        by_kind={kind: {name: _prior(each) for name, each in fields.items()} for kind, fields in told["kinds"].items()},
        settled={name: expression(when) for name, when in told["settled"].items()},
        ceilings=tuple(_bound(each) for each in told["ceilings"]),
        floors=tuple(_bound(each) for each in told["floors"]),
    )


def _bound(told: Mapping[str, Any]) -> Bound:
    return Bound(told["field"], told["of"], told["times"], tuple(told.get("unless", ())))


def _prior(told: Mapping[str, Any]) -> Prior:
    probes = (tuple(value) if isinstance(value, list) else value for value in told["probes"])
    return Prior(told["p"], tuple(probes))
