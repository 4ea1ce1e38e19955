"""What somebody typed, as the value that is meant. Whether that may be said is for the use cases to judge."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from infra.rollbook.faults import nearest
from shared.architect.domain.design.spoken import spoken_values
from shared.architect.knowledge.load import knowledge

_CHANGE = re.compile(r"\s*([a-z][a-z0-9_]*)\s*=\s*(.*?)\s*", re.ASCII)
# 1,500 and 1_500 are 1500; 20k is 20000; 99.9% is 0.999.
_NUMBER = re.compile(r"(-?(?:\d{1,3}(?:[,_]\d{3})+|\d{1,12})(?:\.\d{1,12})?)\s*(k|%)?", re.ASCII | re.IGNORECASE)
_FLAGS = {"yes": True, "y": True, "true": True, "是": True, "no": False, "n": False, "false": False, "否": False}


class Unclear(ValueError):
    """It means nothing here; `phrase`, with what fills it, says what would."""

    def __init__(self, phrase: str, **given: str) -> None:
        super().__init__(phrase)
        self.phrase = phrase
        self.given = given


def change_of(text: str) -> dict[str, Any] | None:
    """`team_size=12` as {"team_size": 12}; None where no field is spoken of so."""
    found = _CHANGE.fullmatch(text)
    if found is None or found[1] not in knowledge().schema.fields:
        return None
    return dict(spoken_values({found[1]: found[2]}, knowledge().schema))


def answer_of(text: str, form: Mapping[str, Any]) -> Any:
    """`form`: as a question tells its `answer`. Raises Unclear."""
    match form["kind"]:
        case "number" | "whole_number":
            return number_of(text, form.get("unit") or "")
        case "flag":
            return _flag(text)
        case "word":
            return _word(text, [each["word"] for each in form["words"]])
    known = [each["word"] for each in form.get("words", ())]
    parts = [part.strip() for part in re.split(r"[,，、]" if known else ",", text) if part.strip()]
    return [_word(part, known) if known else part for part in parts]


def number_of(text: str, unit: str = "") -> int | float:
    """The first word of its unit may follow: "300 ms". Raises Unclear."""
    word = unit.partition(" ")[0]
    found = _NUMBER.fullmatch(text.strip().removesuffix(word).strip() if word else text.strip())
    if found is None:
        raise Unclear("no_number")
    # In decimals, as people write: 99.9 / 100 in floats is not 0.999.
    scale = {"k": Decimal(1000), "%": Decimal("0.01")}.get((found[2] or "").lower(), Decimal(1))
    number = float(Decimal(re.sub("[,_]", "", found[1])) * scale)
    return int(number) if number.is_integer() else number


def _flag(text: str) -> bool:
    found = _FLAGS.get(text.strip().lower())
    if found is None:
        raise Unclear("flag")
    return found


def _word(text: str, words: Sequence[str]) -> str:
    wanted = text.strip().lower().replace(" ", "_").replace("-", "_")
    if wanted in words:
        return wanted
    if wanted.isdecimal() and 1 <= int(wanted) <= len(words):
        return words[int(wanted) - 1]
    raise Unclear("no_word", word=text.strip(), meant=nearest(wanted, words))
