"""Dimensions of a design and their options, as the knowledge rates them: plain data that scoring and search read."""

from collections.abc import Mapping

from shared.architect.domain.design.expressions import Expression
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
