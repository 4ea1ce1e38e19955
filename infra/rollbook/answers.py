"""What somebody typed, as the value that is meant. Whether that may be said is for the use cases to judge."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from infra.rollbook.faults import nearest
from shared.architect.domain.design.spoken import spoken_values
from shared.architect.knowledge.load import knowledge

_CHANGE = re.compile(r"\s*([a-z][a-z0-9_]*)\s*=\s*(.*?)\s*", re.ASCII)
# 1,500 and 1_500 are 1500; 20k is 20000; 99.9% is 0.999.
_NUMBER = re.compile(r"(-?(?:\d{1,3}(?:[,_]\d{3})+|\d{1,12})(?:\.\d{1,12})?)\s*(k|%)?", re.ASCII | re.IGNORECASE)
_FLAGS = {"yes": True, "y": True, "true": True, "是": True, "no": False, "n": False, "false": False, "否": False}


class Unclear(ValueError):
    """It means nothing here; the message says what would."""


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
            return number_of(text)
        case "flag":
            return _flag(text)
        case "word":
            return _word(text, [each["word"] for each in form["words"]])
    known = [each["word"] for each in form.get("words", ())]
    parts = [part.strip() for part in re.split(r"[,，、]" if known else ",", text) if part.strip()]
    return [_word(part, known) if known else part for part in parts]


def number_of(text: str) -> int | float:
    """Raises Unclear."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        raise Unclear("a number such as 250, 1,500, 20k or 99.9%.")
    number = float(re.sub("[,_]", "", found[1]))
    # Division, as 99.9 * 0.01 is not 0.999.
    number = number * 1000 if found[2] in ("k", "K") else number / 100 if found[2] else number
    return int(number) if number.is_integer() else number


def _flag(text: str) -> bool:
    found = _FLAGS.get(text.strip().lower())
    if found is None:
        raise Unclear("yes or no.")
    return found


def _word(text: str, words: Sequence[str]) -> str:
    wanted = text.strip().lower().replace(" ", "_").replace("-", "_")
    if wanted in words:
        return wanted
    if wanted.isdecimal() and 1 <= int(wanted) <= len(words):
        return words[int(wanted) - 1]
    raise Unclear(f"there is no `{text.strip()}` in the list.{nearest(wanted, words)}")
