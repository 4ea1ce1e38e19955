"""What the architect knows, as objects: dimensions, their options, how those get on, and the tables of other rules.

Everything is data of shared/architect/knowledge, read by `load.knowledge()`. Points, ratings and efforts are
judgements, with an owner and a date; only facts have sources.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from shared.architect.domain.design.expressions import Expression
from shared.architect.domain.design.facts import Facts
from shared.architect.domain.design.lore import Lore, lore_of
from shared.architect.domain.design.schema import Schema
from shared.kernel.dataclasses import dataclass

# Criteria that options are rated in, 0 (poor) to 4 (best). `team` and `data` have no ratings of their own: rules and
# effort speak for them.
RATED = ("consistency", "scalability", "latency", "deployment", "availability", "cost")


@dataclass(frozen=True)
class Rule:
    """`points`: for the option where `when` is true, or None where it then cannot be. `fields`: what it reads."""

    when: Expression
    points: float | None
    fields: frozenset[str]

    @property
    def text(self) -> str:
        return self.when.text


@dataclass(frozen=True)
class Option:
    """`aws_only`: there is no such thing elsewhere. `person_days`: to a first production use; `moving_parts`: things
    to run, watch and upgrade. `ratings`: None where the option does not tell systems apart."""

    dimension: str
    id: str
    maturity: str
    reviewed_on: str
    owner: str
    aws_only: bool
    ratings: Mapping[str, int | None]
    person_days: float
    moving_parts: int
    outs: tuple[Rule, ...]
    fits: tuple[Rule, ...]

    @property
    def name(self) -> str:
        return f"{self.dimension}.{self.id}"


@dataclass(frozen=True)
class Dimension:
    """`need`: when a system needs any of it but `none`; None where every system does. `reversal`: how much it costs to
    turn back, in points. `whole`: options that differ here are different systems."""

    id: str
    options: tuple[Option, ...]
    need: Rule | None
    reversal: float
    whole: bool


@dataclass(frozen=True)
class Pair:
    """Two options ("dimension.option") that go well together, badly, or not at all (`points` is None)."""

    one: str
    other: str
    points: float | None


@dataclass(frozen=True)
class Knowledge:
    """`weights`: criterion -> its weight; `pace` and `upkeep`: points that a person-day and a moving part cost.
    `limits`: numbers of the method (weights.json). `tables`: every file as it is in JSON, by its name without suffix,
    for those who read rules of their own. `version`: the date of the youngest review, and a digest of all files."""

    version: str
    schema: Schema
    dimensions: tuple[Dimension, ...]
    pairs: tuple[Pair, ...]
    weights: Mapping[str, Expression]
    pace: Expression
    upkeep: Expression
    limits: Mapping[str, float]
    tables: Mapping[str, Any]

    @cached_property
    def lore(self) -> Lore:
        """Contradictions, pitfalls, priors, facts and prices; each table is read when it is first asked for."""
        return lore_of(self.tables)

    @property
    def facts(self) -> Facts:
        return self.lore.facts

    def dimension(self, name: str) -> Dimension:
        """Raises KeyError."""
        for dimension in self.dimensions:
            if dimension.id == name:
                return dimension
        raise KeyError(name)

    def option(self, dimension: str, name: str) -> Option:
        """Raises KeyError."""
        for option in self.dimension(dimension).options:
            if option.id == name:
                return option
        raise KeyError(f"{dimension}.{name}")
