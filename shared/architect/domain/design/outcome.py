"""What comes of requirements: options, choices with their reasons, arithmetic, questions. Data without prose.

Prose, in English and Chinese, is made of it by shared/architect/document. Names of dimensions, options, fields and
rules are those of the knowledge files. Every number is here once; a document computes none.
"""

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from shared.architect.domain.design.requirements import Origin, Requirements, Value
from shared.kernel.dataclasses import dataclass

# dimension -> option: one of each of the thirteen dimensions.
Parts = Mapping[str, str]
Criterion = Literal[
    "consistency", "scalability", "latency", "team", "deployment", "data", "availability", "cost"
]  # the six of every design, then availability and cost
# Dollars a month, good to a factor of three and never more: below 100, 1,000, 10,000, 100,000, or above.
CostBand = Literal["<100", "<1k", "<10k", "<100k", ">=100k"]


@dataclass(frozen=True)
class Input:
    """One value that a calculation used."""

    name: str
    value: Value
    unit: str
    origin: Origin | Literal["derived", "fact", "judgement"]


@dataclass(frozen=True)
class Calculation:
    """`key` names it (`concurrency_peak`, `db_pool`, ...); `formula` in plain symbols; `limit`: what it is held
    against, where there is one. `holds`: None where nothing is compared."""

    key: str
    formula: str
    inputs: tuple[Input, ...]
    result: float
    unit: str
    limit: float | None = None
    holds: bool | None = None


@dataclass(frozen=True)
class Fired:
    """A rule of the knowledge that spoke for (or against) an option, and the fields that it read."""

    rule: str
    points: float
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Score:
    """Why an option of one dimension stands where it stands; the sum of `weighted`, the points of `fired`, `synergy`
    (with the other chosen parts) and `-effort` is `utility`, to the last digit shown."""

    dimension: str
    option: str
    utility: float
    weighted: float
    ratings: Mapping[str, int | None]
    fired: tuple[Fired, ...]
    synergy: float
    effort: float


@dataclass(frozen=True)
class Excluded:
    """An option that cannot be: the rule that says so, and the fields whose values made it true."""

    dimension: str
    option: str
    rule: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Driver:
    """A field that carries a choice: `lost` is how much utility the choice loses, compared with the runner-up, when
    the field goes back to its default. Largest first."""

    field: str
    value: Value
    lost: float


@dataclass(frozen=True)
class Flip:
    """The nearest value of a field at which the choice becomes `to`. `side`: "above" | "below" | "equal"."""

    field: str
    at: Value
    side: Literal["above", "below", "equal"]
    to: str


@dataclass(frozen=True)
class Choice:
    """What the recommended option takes in one dimension. `runner_up` is None where nothing else was feasible."""

    dimension: str
    option: str
    runner_up: str | None
    margin: float
    near_tie: bool
    drivers: tuple[Driver, ...]
    flips: tuple[Flip, ...]
    scores: tuple[Score, ...]  # of every feasible option, best first
    excluded: tuple[Excluded, ...]


@dataclass(frozen=True)
class WholeOption:
    """A system that could be built: a part for each dimension. `criteria` 0-4; `simplicity`: person-days and moving
    parts, fewer is simpler; `relaxes`: the requirements it does not hold, where only one option was feasible."""

    parts: Parts
    utility: float
    criteria: Mapping[str, float]
    person_days: float
    moving_parts: int
    cost_band: CostBand
    availability: float
    calculations: tuple[Calculation, ...] = ()
    relaxes: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Relaxation:
    """Requirements that would have to be given up, and what they would become."""

    changes: Mapping[str, Value]


@dataclass(frozen=True)
class Conflict:
    """Requirements that cannot all hold. `rule` names the contradiction in the knowledge."""

    rule: str
    fields: tuple[str, ...]
    numbers: tuple[Calculation, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()


@dataclass(frozen=True)
class Warned:
    """A pitfall that these requirements, or these parts, run into: a key of the knowledge's warnings."""

    key: str
    fields: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    numbers: tuple[Calculation, ...] = ()


@dataclass(frozen=True)
class Turn:
    """What an answer would change: at `value` the choice in `dimension` is `to` instead of `from_`."""

    value: Value
    dimension: str
    from_: str
    to: str


@dataclass(frozen=True)
class Question:
    """`worth`: the value of knowing, in points of utility; `required`: asked because of the kind of system."""

    field: str
    worth: float
    required: bool
    turns: tuple[Turn, ...]


@dataclass(frozen=True)
class Outcome:
    """`options`: at least two, simplest first; `recommended` is an index into them. With `conflicts` a design is
    contradictory: the options then are what would be best with the relaxations named in `relaxes`."""

    kb_version: str
    requirements: Requirements
    weights: Mapping[str, float]
    options: tuple[WholeOption, ...]
    recommended: int
    choices: tuple[Choice, ...]
    warnings: tuple[Warned, ...]
    conflicts: tuple[Conflict, ...]
    sensitivity: tuple[str, ...]  # fields by how many choices they can flip, most first
