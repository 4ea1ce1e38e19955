"""What another value would change, in words."""

from collections.abc import Sequence
from typing import Any

from shared.architect.document.numbers import rounded
from shared.architect.document.wording import Wording
from shared.architect.document.words import Language
from shared.architect.domain.design.requirements import Requirements
from shared.architect.domain.design.what_if import WhatIf


def what_if_told(what_if: WhatIf, requirements: Requirements, language: Language) -> dict[str, Any]:
    """`title`, then `changes`: a sentence for each part that moves, for points and cost where they do, and for pitfalls
    and contradictions that come or go. `requirements`: as they are, before the change."""
    wording = Wording(language, requirements)
    changes = wording.words.listed(
        [
            wording.say(
                "what_if.change", label=wording.label(field), then=wording.shown(field, value), now=wording.value(field)
            )
            for field, value in what_if.changes.items()
        ]
    )
    moved = [_moved(wording, each.dimension, each.from_, each.to) for each in what_if.moved]
    told = [
        *(moved or [wording.say("what_if.nothing", changes=changes)]),
        *_sums(wording, what_if),
        *_lists(wording, what_if),
    ]
    return {"title": wording.say("what_if.title", changes=changes), "changes": told}


def _moved(wording: Wording, dimension: str, before: str, after: str) -> str:
    named = {
        "dimension": wording.dimension(dimension),
        "before": wording.option(before),
        "after": wording.option(after),
    }
    return wording.say("what_if.changed", **named)


def _sums(wording: Wording, what_if: WhatIf) -> list[str]:
    before, after = what_if.before, what_if.after
    told = []
    if rounded(before.utility) != rounded(after.utility):
        told.append(wording.say("what_if.points", before=rounded(before.utility), after=rounded(after.utility)))
    if before.cost_band != after.cost_band:
        bands = [wording.say(f"document.bands.{state.cost_band}") for state in (before, after)]
        told.append(wording.say("what_if.band", before=bands[0], after=bands[1]))
    return told


def _lists(wording: Wording, what_if: WhatIf) -> list[str]:
    lists = {
        "new_warnings": _titles(wording, "warnings", what_if.new_warnings),
        "gone_warnings": _titles(wording, "warnings", what_if.gone_warnings),
        "new_conflicts": _titles(wording, "conflicts", what_if.new_conflicts),
        "gone_conflicts": _titles(wording, "conflicts", what_if.gone_conflicts),
    }
    return [
        wording.say(f"what_if.{name}", list=wording.words.listed(titles)) for name, titles in lists.items() if titles
    ]


def _titles(wording: Wording, file: str, keys: Sequence[str]) -> list[str]:
    return [wording.words.find(f"{file}.{key}.title") or key for key in keys]
