"""What nobody said and was taken for granted, and which values the design is most sensitive to."""

from shared.architect.document import blocks
from shared.architect.document.blocks import Block
from shared.architect.document.telling import Telling
from shared.architect.domain.design.outcome import Flip

_MOST_SENSITIVE = 8


def assumptions(telling: Telling) -> list[Block]:
    """First those that could turn a choice, each with the value at which; then the rest in one line."""
    turning = set(telling.outcome.sensitivity)
    assumed = [field for field in telling.requirements.assumed() if telling.origin(field) == "assumed"]
    risky = [_risky(telling, field) for field in telling.outcome.sensitivity if field in assumed]
    rest = [_plain(telling, field) for field in assumed if field not in turning]
    if not assumed:
        return [blocks.paragraph(telling.say("assumptions.none", count=str(len(telling.requirements.values))))]
    told = [blocks.bullets(risky, telling.say("assumptions.risky")) if risky else None]
    told.append(
        blocks.paragraph(telling.say("assumptions.rest", list=telling.wording.words.apart(rest))) if rest else None
    )
    return blocks.present(told)


def sensitivity(telling: Telling) -> list[Block]:
    fields = telling.outcome.sensitivity[:_MOST_SENSITIVE]
    items = [_sensitive(telling, field) for field in fields]
    return [blocks.bullets([item for item in items if item])] if any(items) else []


def _plain(telling: Telling, field: str) -> str:
    words = telling.wording
    return telling.say("document.origin_of", name=words.label(field), origin=words.value(field))


def _risky(telling: Telling, field: str) -> str:
    told = _turns(telling, field)
    said = telling.wording.said(field)
    return telling.say("assumptions.turning" if told else "assumptions.plain", said=said, field=field, turns=told)


def _sensitive(telling: Telling, field: str) -> str:
    told = _turns(telling, field)
    return (
        telling.say("assumptions.sensitive", label=telling.wording.label(field), field=field, turns=told)
        if told
        else ""
    )


def _turns(telling: Telling, field: str) -> str:
    """What each value turns, values that turn several parts once: "with a GPU: PostgreSQL as primary store, ..."."""
    turned: dict[str, tuple[Flip, list[str]]] = {}
    for choice in telling.outcome.choices:
        for flip in (flip for flip in choice.flips if flip.field == field):
            told = {"dimension": telling.wording.dimension(choice.dimension), "to": telling.wording.option(flip.to)}
            _, parts = turned.setdefault(f"{flip.side} {flip.at}", (flip, []))
            form = "assumptions.goes" if flip.to == "none" else "assumptions.becomes"
            parts.append(telling.say(form, **told))
    return telling.wording.words.apart([_turn(telling, flip, parts) for flip, parts in turned.values()])


def _turn(telling: Telling, flip: Flip, parts: list[str]) -> str:
    parts_told = telling.wording.words.listed(parts)
    return telling.say(
        f"assumptions.turns.{flip.side}", parts=parts_told, **telling.wording.turning(flip.field, flip.at)
    )
