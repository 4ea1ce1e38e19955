"""Findings: what a rule says about one place, and the report that they make."""

from dataclasses import field
from enum import StrEnum

from shared.kernel.dataclasses import dataclass


class Severity(StrEnum):
    """As SARIF has them. Only an error can fail a gate."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Confidence(StrEnum):
    """How rarely the rule is wrong: high 95 %, medium 70 %, low 40 %. At low confidence nothing is above a note."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True)
class Place:
    """Lines count from 1, columns from 1, as SARIF counts. `symbol`: the qualified name of what it stands in."""

    path: str
    line: int
    end_line: int = 0
    column: int = 1
    symbol: str = ""


@dataclass(frozen=True)
class Hit:
    """What a rule saw. `message` says it of this place, in a sentence that names things; `statement`: a normal form of
    the code, from which the fingerprint is made, the same when lines move. `severity`: where this hit is milder than
    its rule. `also`: other places of the same finding (the modules of a cycle)."""

    place: Place
    message: str
    statement: str
    severity: Severity | None = None
    also: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Finding:
    """A hit, ranked and known again: `fingerprint` is 64 hex digits without line numbers. `status`: against the last
    review of the system. `suppressed`: the reason of the suppression, or of a `noqa`, that covers it."""

    rule: str
    severity: Severity
    confidence: Confidence
    place: Place
    message: str
    snippet: str
    fingerprint: str
    moved_fingerprint: str  # the same without the path: finds what was moved to another file
    score: float
    also: tuple[Place, ...] = ()
    status: str = "new"  # "new" | "new_rule" | "remaining"
    suppressed: str | None = None
    tags: tuple[str, ...] = field(default_factory=tuple)
