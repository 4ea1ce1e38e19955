"""Part six: what goes wrong in systems like this one, why here, and how to keep out of it."""

from shared.architect.document import blocks
from shared.architect.document.blocks import Block
from shared.architect.document.sums import sum_told
from shared.architect.document.telling import Telling
from shared.architect.domain.design.outcome import Warned


def pitfalls(telling: Telling) -> list[Block]:
    if not telling.outcome.warnings:
        return [blocks.paragraph(telling.say("document.no_pitfalls", version=telling.outcome.kb_version))]
    return [_pitfall(telling, warned) for warned in telling.outcome.warnings]


def _pitfall(telling: Telling, warned: Warned) -> Block:
    title = telling.wording.words.find(f"warnings.{warned.key}.title") or warned.key.replace("_", " ")
    told = [blocks.paragraph(_why(telling, warned))]
    if warned.numbers:
        told.append(blocks.bullets([sum_told(telling.wording, each) for each in warned.numbers]))
    told.append(blocks.paragraph(_avoid(telling, warned), telling.say("document.avoid")))
    return blocks.section(f"pitfall-{warned.key}", title, told)


def _why(telling: Telling, warned: Warned) -> str:
    """The fields and parts that set it off, then what it does."""
    words = telling.wording.words
    # What is not asked for (no GPU, no regulation) is read by the rule, but sets nothing off.
    asking = [field for field in warned.fields if telling.requirements[field] not in (False, None, ())]
    set_off = [*(telling.wording.said(field) for field in asking), *_parts(telling, warned)]
    because = telling.say("document.because", because=words.listed(set_off)) if set_off else ""
    what = words.find(f"warnings.{warned.key}.what")
    return words.joined([telling.wording.fill(what) if what else "", because])


def _avoid(telling: Telling, warned: Warned) -> str:
    own = telling.wording.words.find(f"warnings.{warned.key}.avoid")
    return telling.wording.fill(own) if own else ""


def _parts(telling: Telling, warned: Warned) -> list[str]:
    return [telling.wording.option(part) for part in warned.parts]
