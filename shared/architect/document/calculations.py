"""The arithmetic, shown: formula, inputs with where each comes from, result, and what it is held against."""

from shared.architect.document import blocks
from shared.architect.document.blocks import Block
from shared.architect.document.numbers import exact
from shared.architect.document.sums import SHARE_UNITS, amount, label_of, unit_of
from shared.architect.document.telling import Telling
from shared.architect.document.wording import Wording
from shared.architect.domain.design.outcome import Calculation, Input


def arithmetic(telling: Telling) -> list[Block]:
    names = ("what", "formula", "inputs", "result", "verdict")
    head = [telling.say(f"calculations.head.{name}") for name in names]
    rows = [_row(telling.wording, each) for each in telling.recommended.calculations]
    return [blocks.table(head, rows)] if rows else []


def _row(wording: Wording, calculation: Calculation) -> list[str]:
    inputs = wording.words.listed([input_told(wording, each) for each in calculation.inputs])
    result = amount(wording, calculation.result, calculation.unit)
    return [
        label_of(wording, calculation.key),
        f"`{calculation.formula}`",
        inputs,
        result,
        _verdict(wording, calculation),
    ]


def _verdict(wording: Wording, calculation: Calculation) -> str:
    if calculation.holds is None:
        return "–"
    word = wording.say(f"calculations.verdicts.{'holds' if calculation.holds else 'fails'}")
    if calculation.limit is None:
        return word
    return f"{word} ({amount(wording, calculation.limit, calculation.unit)})"


def input_told(wording: Wording, told: Input) -> str:
    """`read_rps` 240 reads/s (given)."""
    value = told.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        shown = wording.shown(told.name, value)
    elif told.unit in SHARE_UNITS or told.origin == "derived":
        shown = amount(wording, value, told.unit)
    else:
        shown = f"{exact(value)} {unit_of(wording, told.unit)}".strip()
    return f"`{told.name}` {shown} ({wording.say(f'document.origins.{told.origin}')})"
