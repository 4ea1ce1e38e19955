"""A decision (ADR): proposed, then accepted or rejected; an accepted one holds until another supersedes it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from shared.architect.domain.records.events import (
    DecisionAccepted,
    DecisionProposed,
    DecisionRejected,
    DecisionSuperseded,
)
from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import Conflict, ValidationFailed
from shared.kernel.events import Event, Payload
from shared.kernel.principal import Actor
from shared.kernel.recording import Tip
from shared.kernel.records import Key


class DecisionStatus(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"


@dataclass(frozen=True)
class Step:
    """One change of status: who, when, why."""

    status: DecisionStatus
    by: Actor
    at: datetime
    reason: str | None = None


@dataclass(frozen=True)
class Decision:
    """`number` counts the decisions of its system from 1. `checks`: see `checks.py`; `context`: what the design said.

    `choices`: dimension -> option, all that is decided by it.
    """

    id: str
    system_id: str
    system: str
    design_id: str
    number: int
    title: str
    status: DecisionStatus
    option: str
    reason: str
    choices: Mapping[str, Any]
    context: Mapping[str, Any]
    history: tuple[Step, ...]
    version: int
    hash: str
    created_at: datetime
    updated_at: datetime
    dimension: str | None = None
    checks: tuple[dict[str, Any], ...] = ()
    superseded_by: str | None = None
    superseded_by_number: int | None = None

    @property
    def key(self) -> "Key[Decision]":
        return Decision.key_of(self.id)

    @staticmethod
    def key_of(decision_id: str) -> "Key[Decision]":
        return Key(Decision, (decision_id,))

    @property
    def tip(self) -> Tip:
        return Tip(stream_of(self.id), self.version, self.hash, self.updated_at)


def stream_of(decision_id: str) -> str:
    return f"decision:{decision_id}"


def accept(decision: Decision, reason: str | None) -> list[Payload]:
    """Of one that is accepted: nothing. Raises Conflict wrong_status."""
    if decision.status is DecisionStatus.ACCEPTED:
        return []
    _require(decision, DecisionStatus.PROPOSED)
    return [DecisionAccepted(reason)]


def reject(decision: Decision, reason: str | None) -> list[Payload]:
    """Of one that is rejected: nothing. Raises Conflict wrong_status: what was accepted is superseded instead."""
    if decision.status is DecisionStatus.REJECTED:
        return []
    _require(decision, DecisionStatus.PROPOSED)
    return [DecisionRejected(reason)]


def supersede(decision: Decision, by: Decision | None, reason: str | None) -> list[Payload]:
    """Raises ValidationFailed where `by` is no accepted decision of the same system, and Conflict wrong_status."""
    if by is None or by.system_id != decision.system_id or by.id == decision.id:
        raise ValidationFailed.of("/by", "invalid", "This names no other decision of the same system.")
    if decision.status is DecisionStatus.SUPERSEDED and decision.superseded_by == by.id:
        return []
    _require(decision, DecisionStatus.ACCEPTED)
    if by.status is not DecisionStatus.ACCEPTED:
        raise Conflict("wrong_status", f"Decision {by.number} is {by.status.value}: only an accepted one takes over.")
    return [DecisionSuperseded(by.id, by.number, reason)]


def evolve_decision(decision: Decision | None, event: Event) -> Decision:
    if decision is None:
        return _proposed(event)
    decision = replace(decision, version=event.envelope.version, hash=event.hash, updated_at=event.envelope.occurred_at)
    match event.payload:
        case DecisionAccepted(reason):
            return _stepped(decision, DecisionStatus.ACCEPTED, event, reason)
        case DecisionRejected(reason):
            return _stepped(decision, DecisionStatus.REJECTED, event, reason)
        case DecisionSuperseded(by, by_number, reason):
            decision = replace(decision, superseded_by=by, superseded_by_number=by_number)
            return _stepped(decision, DecisionStatus.SUPERSEDED, event, reason)
    return decision


def _require(decision: Decision, status: DecisionStatus) -> None:
    if decision.status is not status:
        raise Conflict("wrong_status", f"Decision {decision.number} is {decision.status.value}, not {status.value}.")


def _stepped(decision: Decision, status: DecisionStatus, event: Event, reason: str | None) -> Decision:
    step = Step(status, event.envelope.actor, event.envelope.occurred_at, reason)
    return replace(decision, status=status, history=(*decision.history, step))


def _proposed(event: Event) -> Decision:
    envelope, payload = event.envelope, event.payload
    if not isinstance(payload, DecisionProposed):
        raise ValueError("a decision begins with a proposal")
    return Decision(
        id=envelope.stream_id.removeprefix("decision:"),
        system_id=payload.system_id,
        system=payload.system,
        design_id=payload.design_id,
        number=payload.number,
        title=payload.title,
        status=DecisionStatus.PROPOSED,
        option=payload.option,
        reason=payload.reason,
        choices=payload.choices,
        context=payload.context,
        history=(Step(DecisionStatus.PROPOSED, envelope.actor, envelope.occurred_at, payload.reason),),
        version=envelope.version,
        hash=event.hash,
        created_at=envelope.occurred_at,
        updated_at=envelope.occurred_at,
        dimension=payload.dimension,
        checks=tuple(dict(check) for check in payload.checks),
    )
