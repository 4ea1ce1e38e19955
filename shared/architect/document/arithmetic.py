"""What stands behind the seven parts: sums, assumptions, sensitivity, weights and scores."""

from shared.architect.document import blocks
from shared.architect.document.assumptions import assumptions, sensitivity
from shared.architect.document.blocks import Block
from shared.architect.document.calculations import arithmetic
from shared.architect.document.scores import score_table, weight_table
from shared.architect.document.telling import Telling


def arithmetic_parts(telling: Telling) -> list[tuple[str, list[Block]]]:
    told = {"arithmetic": _arithmetic(telling), "assumptions": _assumptions(telling), "scores": _scores(telling)}
    return [(key, held) for key, held in told.items() if held]


def _arithmetic(telling: Telling) -> list[Block]:
    sums = arithmetic(telling)
    return [blocks.paragraph(telling.say("calculations.intro", date=telling.date_of_knowledge)), *sums] if sums else []


def _assumptions(telling: Telling) -> list[Block]:
    held = {"assumed": assumptions(telling), "sensitivity": sensitivity(telling)}
    return [blocks.section(key, telling.say(f"assumptions.titles.{key}"), told) for key, told in held.items() if told]


def _scores(telling: Telling) -> list[Block]:
    intro = blocks.paragraph(telling.say("scores.intro", version=telling.outcome.kb_version))
    tables = {"weights": weight_table(telling), "options-scored": score_table(telling)}
    return [
        intro,
        *(blocks.section(key, telling.say(f"scores.titles.{key}"), [table]) for key, table in tables.items()),
    ]
