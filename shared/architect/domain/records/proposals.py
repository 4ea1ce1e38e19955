"""What a decision about a design says: which of its options, and what the design knew of them on that day."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.architect.domain.design.knowledge import Knowledge
from shared.architect.domain.records.decision import DecisionStatus
from shared.architect.domain.records.design import Design, DesignStatus
from shared.architect.domain.records.events import DecisionAccepted, DecisionProposed
from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import Conflict, ValidationFailed
from shared.kernel.events import Payload


@dataclass(frozen=True)
class Proposal:
    """`option`: of `dimension`; without one, the number of a whole option as the design lists them, from 1."""

    option: str
    reason: str
    dimension: str | None = None
    title: str | None = None
    checks: tuple[Mapping[str, Any], ...] = ()
    status: DecisionStatus = DecisionStatus.PROPOSED


def require_ready(design: Design) -> None:
    """Raises Conflict wrong_status: nothing can be decided about a design that has no options yet."""
    if design.status is not DesignStatus.READY:
        raise Conflict("wrong_status", f"This design is {design.status.value}: there are no options to decide on.")


def propose(
    design: Design, number: int, proposal: Proposal, outcome: Mapping[str, Any], knowledge: Knowledge
) -> list[Payload]:
    """`outcome`: what the design found, as it is stored. Raises ValidationFailed, or Conflict wrong_status."""
    require_ready(design)
    if proposal.dimension is None:
        choices, context = _of_whole(design, proposal.option, outcome)
    else:
        choices = {proposal.dimension: proposal.option}
        context = _of_dimension(proposal.dimension, proposal.option, outcome, knowledge)
    proposed = DecisionProposed(
        system_id=design.system_id,
        system=design.system,
        design_id=design.id,
        number=number,
        title=proposal.title or _title(proposal, choices),
        option=proposal.option,
        reason=proposal.reason,
        choices=choices,
        context={"language": design.language, "kb_version": design.kb_version, **context},
        dimension=proposal.dimension,
        checks=proposal.checks,
    )
    return [proposed, DecisionAccepted()] if proposal.status is DecisionStatus.ACCEPTED else [proposed]


def _of_whole(design: Design, option: str, outcome: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    numbers = [str(number) for number in range(1, len(design.options) + 1)]
    if option not in numbers:
        raise ValidationFailed.of("/option", "invalid", f"A whole option has a number from 1 to {len(numbers)}.")
    drivers = _strongest([driver for choice in outcome["choices"] for driver in choice["drivers"]])
    recommended = None if design.recommended is None else str(design.recommended + 1)
    context = {
        "considered": numbers,
        "options": [dict(each) for each in design.options],
        "recommended": recommended,
        "drivers": drivers,
        "flips": [],
        "excluded": [],
    }
    return dict(design.options[int(option) - 1]["parts"]), context


def _of_dimension(dimension: str, option: str, outcome: Mapping[str, Any], knowledge: Knowledge) -> dict[str, Any]:
    """A team may decide for what the design did not recommend, and even for what it excluded: that is told, too."""
    choice = next((each for each in outcome["choices"] if each["dimension"] == dimension), None)
    if choice is None:
        raise ValidationFailed.of("/dimension", "invalid", "There is no such dimension.")
    if option not in {each.id for each in knowledge.dimension(dimension).options}:
        raise ValidationFailed.of("/option", "invalid", "There is no such option of this dimension.")
    return {
        "considered": [score["option"] for score in choice["scores"]],
        "options": [],
        "recommended": choice["option"],
        "runner_up": choice["runner_up"],
        "margin": choice["margin"],
        "near_tie": choice["near_tie"],
        "drivers": choice["drivers"],
        "flips": choice["flips"],
        "excluded": [each for each in choice["excluded"] if each["option"] == option],
    }


def _strongest(drivers: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The fields that carry most, each once."""
    by_field: dict[str, Mapping[str, Any]] = {}
    for driver in sorted(drivers, key=lambda each: -float(each["lost"])):
        by_field.setdefault(driver["field"], driver)
    return list(by_field.values())[:8]


def _title(proposal: Proposal, choices: Mapping[str, str]) -> str:
    if proposal.dimension is not None:
        return f"{proposal.dimension}: {proposal.option}"
    return f"option {proposal.option}: " + ", ".join(
        choices[dimension] for dimension in ("style", "primary", "deployment") if dimension in choices
    )
