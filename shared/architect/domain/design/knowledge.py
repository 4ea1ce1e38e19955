"""What the architect knows, as objects: dimensions, their options, how those get on, and the tables of other rules.

Everything is data of shared/architect/knowledge, read by `load.knowledge()`. Points, ratings and efforts are
judgements, with an owner and a date; only facts have sources.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from shared.architect.domain.design.bench import Bench, bench_of
from shared.architect.domain.design.dimensions import Dimension, Option, Pair
from shared.architect.domain.design.expressions import Expression
from shared.architect.domain.design.facts import Facts
from shared.architect.domain.design.lore import Lore, lore_of
from shared.architect.domain.design.schema import Schema
from shared.kernel.dataclasses import dataclass


@dataclass(frozen=True)
class Knowledge:
    """`weights`: criterion -> its weight; `pace` and `upkeep`: points that a person-day and a moving part cost.
    `maturity`: adopt, trial, assess or hold -> points.
    `limits`: numbers of the method (weights.json). `tables`: every file as it is in JSON, by its name without suffix,
    for those who read rules of their own. `version`: the date of the youngest review, and a digest of all files."""

    version: str
    schema: Schema
    dimensions: tuple[Dimension, ...]
    pairs: tuple[Pair, ...]
    weights: Mapping[str, Expression]
    pace: Expression
    upkeep: Expression
    maturity: Mapping[str, float]
    limits: Mapping[str, float]
    tables: Mapping[str, Any]

    @cached_property
    def lore(self) -> Lore:
        """Contradictions, pitfalls, priors, facts and prices; each table is read when it is first asked for."""
        return lore_of(self.tables)

    @property
    def facts(self) -> Facts:
        return self.lore.facts

    @cached_property
    def bench(self) -> Bench:
        """The options by number, for scoring and search."""
        return bench_of(self.dimensions, self.pairs)

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
