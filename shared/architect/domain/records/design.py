"""A design as it stands: what was asked for, what is still asked, and what came of it.

`questions` -> `drafting` -> `ready`, or `contradictory` until other answers resolve it; `failed` where the
requirements of an older knowledge fit no more.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from shared.architect.domain.design.requirements import Origin, Value
from shared.architect.domain.records.events import (
    DesignAnswered,
    DesignContradicted,
    DesignDrafting,
    DesignFailed,
    DesignQuestionsAsked,
    DesignReady,
    DesignRequested,
)
from shared.kernel.dataclasses import dataclass
from shared.kernel.events import Event
from shared.kernel.recording import Tip
from shared.kernel.records import Key


class DesignStatus(StrEnum):
    QUESTIONS = "questions"
    DRAFTING = "drafting"
    READY = "ready"
    CONTRADICTORY = "contradictory"
    FAILED = "failed"


@dataclass(frozen=True)
class Design:
    """`given`, `asked`, `assumed`: values by field, by where they came from. `assume`: what is open is not asked.

    `questions`, `conflicts` and `options` are told as they were found; `document` is the SHA-256 of the document.
    """

    id: str
    system_id: str
    system: str
    language: str
    status: DesignStatus
    given: Mapping[str, Any]
    assumed: Mapping[str, Any]
    requested_by: str
    version: int
    hash: str
    created_at: datetime
    updated_at: datetime
    brief: str | None = None
    asked: Mapping[str, Any] | None = None
    assume: bool = False
    questions: tuple[dict[str, Any], ...] = ()
    conflicts: tuple[dict[str, Any], ...] = ()
    kb_version: str | None = None
    document: str | None = None
    options: tuple[dict[str, Any], ...] = ()
    recommended: int | None = None
    choices: Mapping[str, Any] | None = None
    house_rules: int = 0
    failure: str | None = None

    @property
    def key(self) -> "Key[Design]":
        return Design.key_of(self.id)

    @staticmethod
    def key_of(design_id: str) -> "Key[Design]":
        return Key(Design, (design_id,))

    @property
    def tip(self) -> Tip:
        return Tip(stream_of(self.id), self.version, self.hash, self.updated_at)

    @property
    def answers(self) -> dict[str, Value]:
        return values(self.asked or {})

    @property
    def waits(self) -> bool:
        """A worker has yet to draft it: what contradicts itself too, to show what could give way."""
        contradicted = self.status is DesignStatus.CONTRADICTORY and self.document is None
        return self.status is DesignStatus.DRAFTING or contradicted

    @property
    def open(self) -> bool:
        """Answers can still change it."""
        return self.status in (DesignStatus.QUESTIONS, DesignStatus.CONTRADICTORY)

    def requirements(self) -> dict[str, tuple[Any, Origin]]:
        """Every field with its value and where that came from."""
        told: dict[str, tuple[Any, Origin]] = {field: (value, "assumed") for field, value in self.assumed.items()}
        told |= {field: (value, "given") for field, value in self.given.items()}
        return told | {field: (value, "asked") for field, value in (self.asked or {}).items()}


def stream_of(design_id: str) -> str:
    return f"design:{design_id}"


def values(stored: Mapping[str, Any]) -> dict[str, Value]:
    """As requirements hold them: JSON's lists are tuples there."""
    return {field: tuple(value) if isinstance(value, list) else value for field, value in stored.items()}


def evolve_design(design: Design | None, event: Event) -> Design:
    if design is None:
        return _begun(event)
    design = replace(design, version=event.envelope.version, hash=event.hash, updated_at=event.envelope.occurred_at)
    match event.payload:
        case DesignAnswered(answers, assumed, assume):
            asked = {**(design.asked or {}), **answers}
            return replace(design, asked=asked, assumed=assumed, assume=design.assume or assume)
        case DesignQuestionsAsked(questions, kb_version):
            asking = replace(design, status=DesignStatus.QUESTIONS, kb_version=kb_version)
            return replace(_reset(asking), questions=_plain(questions))
        case DesignDrafting(kb_version):
            return replace(_reset(design), status=DesignStatus.DRAFTING, kb_version=kb_version)
        case DesignContradicted(conflicts, kb_version, document):
            told = replace(_reset(design), status=DesignStatus.CONTRADICTORY, kb_version=kb_version)
            return replace(told, conflicts=_plain(conflicts), document=document)
        case DesignFailed(reason):
            return replace(_reset(design), status=DesignStatus.FAILED, failure=reason)
        case DesignReady():
            return _drafted(design, event.payload)
    return design


def _begun(event: Event) -> Design:
    envelope, payload = event.envelope, event.payload
    if not isinstance(payload, DesignRequested):
        raise ValueError("a design begins with a request")
    return Design(
        id=envelope.stream_id.removeprefix("design:"),
        system_id=payload.system_id,
        system=payload.system,
        language=payload.language,
        status=DesignStatus.QUESTIONS,
        given=payload.requirements,
        assumed=payload.assumed,
        brief=payload.brief,
        requested_by=envelope.actor.id,
        version=envelope.version,
        hash=event.hash,
        created_at=envelope.occurred_at,
        updated_at=envelope.occurred_at,
    )


def _reset(design: Design) -> Design:
    """Without what an earlier answer led to."""
    return replace(design, questions=(), conflicts=(), document=None, failure=None)


def _drafted(design: Design, ready: DesignReady) -> Design:
    return replace(
        _reset(design),
        status=DesignStatus.READY,
        document=ready.document,
        kb_version=ready.kb_version,
        options=_plain(ready.options),
        recommended=ready.recommended,
        choices=ready.choices,
        house_rules=ready.house_rules,
    )


def _plain(items: tuple[Mapping[str, Any], ...]) -> tuple[dict[str, Any], ...]:
    return tuple(dict(item) for item in items)
