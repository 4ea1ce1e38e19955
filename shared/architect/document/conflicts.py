"""Requirements that cannot all hold: which, by which numbers, and what could give way."""

from collections.abc import Sequence
from typing import Any

from shared.architect.document import blocks
from shared.architect.document.blocks import Block
from shared.architect.document.sums import sum_told
from shared.architect.document.telling import Telling
from shared.architect.document.wording import Wording
from shared.architect.document.words import Language
from shared.architect.domain.design.outcome import Conflict, Relaxation
from shared.architect.domain.design.requirements import Requirements, Value


def conflict_blocks(telling: Telling) -> list[Block]:
    """Told of the request as it came, not as the recommended option relaxes it."""
    wording = Wording(telling.wording.words.language, telling.outcome.requirements, telling.recommended.parts)
    return [
        blocks.section(f"conflict-{each.rule}", _title(wording, each), _told(wording, each))
        for each in telling.outcome.conflicts
    ]


def conflicts_told(
    conflicts: Sequence[Conflict], requirements: Requirements, language: Language
) -> list[dict[str, Any]]:
    """For whoever asked, before there is a document: each with `title`, `message`, `numbers` and `relaxations`."""
    wording = Wording(language, requirements)
    return [
        {
            "rule": each.rule,
            "fields": list(each.fields),
            "title": _title(wording, each),
            "message": _message(wording, each),
            "numbers": [sum_told(wording, number) for number in each.numbers],
            "relaxations": [
                {"changes": dict(relaxation.changes), "message": _relaxation(wording, relaxation)}
                for relaxation in each.relaxations
            ],
        }
        for each in conflicts
    ]


def _told(wording: Wording, conflict: Conflict) -> list[Block]:
    told = [blocks.note(_message(wording, conflict), "conflict")]
    if conflict.numbers:
        told.append(
            blocks.bullets([sum_told(wording, each) for each in conflict.numbers], wording.say("conflicts.numbers"))
        )
    if conflict.relaxations:
        ways = [_relaxation(wording, each) for each in conflict.relaxations]
        told.append(blocks.bullets(ways, wording.say("conflicts.relaxations")))
    return told


def _title(wording: Wording, conflict: Conflict) -> str:
    return wording.words.find(f"conflicts.{conflict.rule}.title") or wording.say(
        "conflicts.any.title", fields=_fields(wording, conflict)
    )


def _message(wording: Wording, conflict: Conflict) -> str:
    own = wording.words.find(f"conflicts.{conflict.rule}.message")
    clash = wording.say("conflicts.clash", fields=_fields(wording, conflict)) if conflict.fields else ""
    return wording.words.joined([clash, wording.fill(own) if own else ""])


def _fields(wording: Wording, conflict: Conflict) -> str:
    return wording.words.listed([f"{wording.said(field)} (`{field}`)" for field in conflict.fields])


def _relaxation(wording: Wording, relaxation: Relaxation) -> str:
    return wording.words.listed([change_told(wording, field, value) for field, value in relaxation.changes.items()])


def change_told(wording: Wording, field: str, value: Value) -> str:
    """ "p99 latency from 20 ms to 300 ms"; a team's own rules are no field, and are named."""
    if field not in wording.requirements.values:
        rules = value if isinstance(value, tuple) else (str(value),)
        return wording.say("conflicts.without_rules", rules=wording.words.listed([f"`{rule}`" for rule in rules]))
    told = {"label": wording.label(field), "now": wording.value(field), "then": wording.shown(field, value)}
    return wording.say("conflicts.change", field=field, **told)
