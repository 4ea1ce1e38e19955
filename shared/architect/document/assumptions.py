"""What nobody said and was taken for granted, and which values the design is most sensitive to."""

from shared.architect.document import blocks
from shared.architect.document.blocks import Block
from shared.architect.document.telling import Telling
from shared.architect.domain.design.outcome import Flip

_MOST_SENSITIVE = 8


def assumptions(telling: Telling) -> list[Block]:
    """First those that could turn a choice, each with the value at which; then the rest in one line."""
    turning = set(telling.outcome.sensitivity)
    assumed = telling.requirements.assumed()
    risky = [_risky(telling, field) for field in telling.outcome.sensitivity if field in assumed]
    rest = [f"{telling.wording.label(field)}: {telling.wording.value(field)}" for field in assumed if field not in turning]
    if not assumed:
        return [blocks.paragraph(telling.say("assumptions.none", count=str(len(telling.requirements.values))))]
    told = [blocks.bullets(risky, telling.say("assumptions.risky")) if risky else None]
    told.append(blocks.paragraph(telling.say("assumptions.rest", list="; ".join(rest))) if rest else None)
    return blocks.present(told)


def sensitivity(telling: Telling) -> list[Block]:
    fields = telling.outcome.sensitivity[:_MOST_SENSITIVE]
    items = [_sensitive(telling, field) for field in fields]
    return [blocks.bullets([item for item in items if item])] if any(items) else []


def _risky(telling: Telling, field: str) -> str:
    told = _turns(telling, field)
    said = telling.wording.said(field)
    return telling.say("assumptions.turning" if told else "assumptions.plain", said=said, field=field, turns=told)


def _sensitive(telling: Telling, field: str) -> str:
    told = _turns(telling, field)
    return telling.say("assumptions.sensitive", label=telling.wording.label(field), field=field, turns=told) if told else ""


def _turns(telling: Telling, field: str) -> str:
    flips = [(choice.dimension, flip) for choice in telling.outcome.choices for flip in choice.flips if flip.field == field]
    return telling.wording.words.listed([_turn(telling, dimension, flip) for dimension, flip in flips])


def _turn(telling: Telling, dimension: str, flip: Flip) -> str:
    words = telling.wording
    told = {"dimension": words.dimension(dimension), "to": words.option(flip.to), "at": words.shown(flip.field, flip.at)}
    return telling.say(f"assumptions.turns.{flip.side}", **told)
