"""What a review says: findings in order, what is good, numbers, the graph, and how it stands against the last one."""

from collections.abc import Mapping
from dataclasses import field

from shared.architect.domain.review.finding import Finding, Place
from shared.architect.domain.review.project import Unparsed
from shared.kernel.dataclasses import dataclass


@dataclass(frozen=True)
class Theme:
    """Findings that are one thing to a person: "3 places publish outside the transaction". At most seven are told."""

    rule: str
    title: str
    count: int
    places: tuple[Place, ...]  # at most three


@dataclass(frozen=True)
class Metric:
    """`percentile`: 0-100 among well-kept projects (None: not compared); `good`: which end is better."""

    key: str
    value: float
    unit: str
    percentile: int | None = None
    good: str = "low"


@dataclass(frozen=True)
class Strength:
    """Something done well, with what shows it: only what was measured."""

    key: str
    evidence: str


@dataclass(frozen=True)
class GraphNode:
    """A package (never a module) of at most 60. `cycle`: the number of the cycle it is in, from 1."""

    name: str
    modules: int
    lines: int
    fan_in: int
    fan_out: int
    layer: int
    cycle: int | None = None


@dataclass(frozen=True)
class GraphEdge:
    """`violation`: it runs against the declared layers. `in_cycle`: both ends are in one cycle."""

    importer: str
    imported: str
    imports: int
    in_cycle: bool = False
    violation: bool = False


@dataclass(frozen=True)
class PackageGraph:
    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    left_out: int = 0  # packages beyond sixty


@dataclass(frozen=True)
class Drift:
    """One check of an accepted decision. `holds` is None where the source has nothing that it could be asked of."""

    decision_id: str
    number: int
    title: str
    check: str
    holds: bool | None
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Baseline:
    """Against the last review of the system. `fixed`: findings of then that are gone from files that could be read."""

    previous: str | None
    new: int
    new_because_of_rules: int
    remaining: int
    fixed: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Source:
    """What was looked at. `digest`: SHA-256 of the archive or template. `skipped`: reason -> number of files."""

    kind: str  # "code" | "template"
    digest: str
    files: int
    lines: int
    unparsed: tuple[Unparsed, ...] = ()
    skipped: Mapping[str, int] | None = None


@dataclass(frozen=True)
class RuleTold:
    """What a report says of a rule that hit, once. `count`: all of its findings, those that were left out too."""

    id: str
    family: str
    title: str
    principle: str
    why: str
    fix: str
    source: str
    count: int
    per_kloc: float
    convention: bool = False  # so many that it is a habit, told in one line


@dataclass(frozen=True)
class Report:
    """`findings`: best first; at most 2,000 in all, the counts are of all. `gate`: whether an error is there that is
    new and not suppressed, or a decision does not hold. `rule_versions`: of every rule that was asked, which tells the
    next review whether a finding is new because of the rules."""

    ruleset: str
    source: Source
    counts: Mapping[str, int]  # error, warning, note, suppressed
    rules: tuple[RuleTold, ...]
    themes: tuple[Theme, ...]
    findings: tuple[Finding, ...]
    strengths: tuple[Strength, ...]
    metrics: tuple[Metric, ...]
    graph: PackageGraph
    baseline: Baseline
    drift: tuple[Drift, ...]
    gate: bool
    rule_versions: Mapping[str, str] = field(default_factory=dict)
