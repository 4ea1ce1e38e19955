"""What may be decided about a design: ask for one, answer its questions, tell what a worker made of it."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from shared.architect.domain.records.design import Design
from shared.architect.domain.records.events import (
    DesignAnswered,
    DesignContradicted,
    DesignDrafting,
    DesignFailed,
    DesignQuestionsAsked,
    DesignReady,
    DesignRequested,
)
from shared.architect.domain.records.system import System
from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import Conflict, ValidationFailed
from shared.kernel.events import Payload


@dataclass(frozen=True)
class Wish:
    """A design as somebody asks for it."""

    language: str
    requirements: Mapping[str, Any]
    brief: str | None = None


@dataclass(frozen=True)
class Evaluation:
    """What the knowledge says of requirements before anything is drafted, as JSON values."""

    kb_version: str
    assumed: Mapping[str, Any]
    conflicts: tuple[Mapping[str, Any], ...] = ()
    questions: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Draft:
    """What a worker made of it. With conflicts it is contradictory."""

    kb_version: str
    document: str
    conflicts: tuple[Mapping[str, Any], ...]
    options: tuple[Mapping[str, Any], ...]
    recommended: int
    choices: Mapping[str, Any] = field(default_factory=dict)
    house_rules: int = 0


def request_design(system: System, wish: Wish, evaluation: Evaluation) -> list[Payload]:
    requested = DesignRequested(
        system.id, system.name, wish.language, wish.requirements, evaluation.assumed, wish.brief
    )
    return [requested, _next_step(evaluation, assume=False)]


def require_open(design: Design) -> None:
    """Raises Conflict wrong_status where no answer can change it any more."""
    if not design.open:
        raise Conflict("wrong_status", f"A design that is {design.status.value} takes no answers; ask for a new one.")


def answer(design: Design, answers: Mapping[str, Any], evaluation: Evaluation, *, assume: bool) -> list[Payload]:
    """`evaluation`: of the requirements with these answers. Raises ValidationFailed, or Conflict wrong_status."""
    require_open(design)
    if not answers and not assume:
        raise ValidationFailed.of("/answers", "required", "Answer at least one question, or send assume.")
    if not answers and evaluation.conflicts:
        raise Conflict("wrong_status", "The requirements contradict each other: answer with other values.")
    answered = DesignAnswered(answers, evaluation.assumed, assume)
    return [answered, _next_step(evaluation, assume=assume or design.assume)]


def tell_draft(design: Design, draft: Draft) -> list[Payload]:
    """Nothing where it does not wait for a draft: a message came twice, or an answer came first."""
    if not design.waits:
        return []
    if draft.conflicts:
        return [DesignContradicted(draft.conflicts, draft.kb_version, draft.document)]
    return [
        DesignReady(
            draft.document, draft.kb_version, draft.options, draft.recommended, draft.choices, draft.house_rules
        )
    ]


def give_up(design: Design, reason: str) -> list[Payload]:
    return [DesignFailed(reason)] if design.waits else []


def _next_step(evaluation: Evaluation, *, assume: bool) -> Payload:
    if evaluation.conflicts:
        return DesignContradicted(evaluation.conflicts, evaluation.kb_version)
    if evaluation.questions and not assume:
        return DesignQuestionsAsked(evaluation.questions, evaluation.kb_version)
    return DesignDrafting(evaluation.kb_version)
