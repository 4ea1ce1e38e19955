"""What can happen to a system, a design, a decision and the house rules.

Types and members are frozen: a change of shape is a new schema version and an upcaster. Mappings hold JSON values.
Nothing here is personal: people appear by their ids only, and what they write is about software.
"""

from collections.abc import Mapping
from dataclasses import field
from typing import Any, ClassVar

from shared.kernel.dataclasses import dataclass
from shared.kernel.events import Payload
from shared.kernel.recording import EventTypes


@dataclass(frozen=True)
class SystemRegistered(Payload):
    """`owner`: the id of the account that is told what happens to the system."""

    type: ClassVar[str] = "system.registered"
    name: str
    owner: str


@dataclass(frozen=True)
class SystemChanged(Payload):
    type: ClassVar[str] = "system.changed"
    owner: str


@dataclass(frozen=True)
class DesignRequested(Payload):
    """`assumed`: what the schema took for the fields that nobody gave, on that day."""

    type: ClassVar[str] = "design.requested"
    system_id: str
    system: str
    language: str
    requirements: Mapping[str, Any]
    assumed: Mapping[str, Any]
    brief: str | None = None

    def changed(self) -> tuple[str, ...]:
        return tuple(name for name in self.members() if name != "assumed")


@dataclass(frozen=True)
class DesignQuestionsAsked(Payload):
    """Each question as it was put: field, words, worth, and turns (what which answer would change)."""

    type: ClassVar[str] = "design.questions_asked"
    questions: tuple[Mapping[str, Any], ...]
    kb_version: str

    def changed(self) -> tuple[str, ...]:
        return ("status", "questions")


@dataclass(frozen=True)
class DesignAnswered(Payload):
    """`assume`: what is still open is to be assumed, and not asked again."""

    type: ClassVar[str] = "design.answered"
    answers: Mapping[str, Any]
    assumed: Mapping[str, Any]
    assume: bool = False

    def changed(self) -> tuple[str, ...]:
        return ("requirements",) if self.answers else ()


@dataclass(frozen=True)
class DesignDrafting(Payload):
    """All is known that needs to be: a worker drafts."""

    type: ClassVar[str] = "design.drafting"
    kb_version: str

    def changed(self) -> tuple[str, ...]:
        return ("status",)


@dataclass(frozen=True)
class DesignContradicted(Payload):
    """Requirements that cannot all hold: found at once, or by the worker that drafted (then `document` shows them)."""

    type: ClassVar[str] = "design.contradicted"
    conflicts: tuple[Mapping[str, Any], ...]
    kb_version: str
    document: str | None = None

    def changed(self) -> tuple[str, ...]:
        return ("status", "conflicts") if self.document is None else ("status", "conflicts", "document")


@dataclass(frozen=True)
class DesignReady(Payload):
    """`document`: SHA-256 of the stored document. `options`: the whole options in its order; `recommended` counts
    from 0. `choices`: dimension -> the feasible options, the chosen one first. `house_rules`: their version then."""

    type: ClassVar[str] = "design.ready"
    document: str
    kb_version: str
    options: tuple[Mapping[str, Any], ...]
    recommended: int
    choices: Mapping[str, Any]
    house_rules: int = 0

    def changed(self) -> tuple[str, ...]:
        return ("status", "document")


@dataclass(frozen=True)
class DesignFailed(Payload):
    """No try can help. `reason`: `requirements_outdated` or `internal_error`."""

    type: ClassVar[str] = "design.failed"
    reason: str

    def changed(self) -> tuple[str, ...]:
        return ("status",)


@dataclass(frozen=True)
class DecisionProposed(Payload):
    """`number` counts the decisions of a system. `option`: of `dimension`, or the number of a whole option (from 1).
    `choices`: dimension -> option, all that is decided. `context`: what the design said of it on that day."""

    type: ClassVar[str] = "decision.proposed"
    system_id: str
    system: str
    design_id: str
    number: int
    title: str
    option: str
    reason: str
    choices: Mapping[str, Any]
    context: Mapping[str, Any]
    dimension: str | None = None
    checks: tuple[Mapping[str, Any], ...] = ()

    def changed(self) -> tuple[str, ...]:
        return tuple(name for name in self.members() if name != "context")


@dataclass(frozen=True)
class DecisionAccepted(Payload):
    type: ClassVar[str] = "decision.accepted"
    reason: str | None = None

    def changed(self) -> tuple[str, ...]:
        return ("status",)


@dataclass(frozen=True)
class DecisionRejected(Payload):
    type: ClassVar[str] = "decision.rejected"
    reason: str | None = None

    def changed(self) -> tuple[str, ...]:
        return ("status",)


@dataclass(frozen=True)
class DecisionSuperseded(Payload):
    """`by`: the accepted decision of the same system that takes its place, and its number."""

    type: ClassVar[str] = "decision.superseded"
    by: str
    by_number: int
    reason: str | None = None

    def changed(self) -> tuple[str, ...]:
        return ("status",)


@dataclass(frozen=True)
class HouseRulesChanged(Payload):
    """All of them as they are from now on."""

    type: ClassVar[str] = "house_rules.changed"
    weights: Mapping[str, Any] = field(default_factory=dict)
    allowed: Mapping[str, Any] = field(default_factory=dict)
    forbidden: tuple[str, ...] = ()


EVENT_TYPES = EventTypes(
    (
        SystemRegistered,
        SystemChanged,
        DesignRequested,
        DesignQuestionsAsked,
        DesignAnswered,
        DesignDrafting,
        DesignContradicted,
        DesignReady,
        DesignFailed,
        DecisionProposed,
        DecisionAccepted,
        DecisionRejected,
        DecisionSuperseded,
        HouseRulesChanged,
    )
)
