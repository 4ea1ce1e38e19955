"""Questions as people are asked them: what, why it matters here, and what kind of answer is meant."""

from collections.abc import Sequence
from typing import Any

from shared.architect.document.wording import Wording
from shared.architect.document.words import Language
from shared.architect.domain.design.outcome import Question, Turn
from shared.architect.domain.design.requirements import Requirements
from shared.architect.domain.design.schema import Field
from shared.architect.knowledge.load import knowledge

# Sides of a turn that are no dimension, and the words that name what comes or goes there.
_SIDES = {"conflict": "conflicts", "warning": "warnings"}
_KINDS = {"int": "number", "num": "number", "bool": "flag", "enum": "word", "list": "words", "words": "words"}


def questions_told(
    questions: Sequence[Question], requirements: Requirements, language: Language
) -> list[dict[str, Any]]:
    """Each with `field`, `question`, `why` and `answer`: its `kind` (number, whole number, flag, word or words), bounds
    and unit or words to choose from, and `assumed`, what stands while nobody answers."""
    wording = Wording(language, requirements)
    return [_told(wording, question) for question in questions]


def _told(wording: Wording, question: Question) -> dict[str, Any]:
    field = knowledge().schema.fields[question.field]
    return {
        "field": question.field,
        "label": wording.label(question.field),
        "question": wording.words(f"fields.{question.field}.ask"),
        "why": _why(wording, question),
        "turns": [
            {"value": turn.value, "dimension": turn.dimension, "from": turn.from_, "to": turn.to}
            for turn in question.turns
        ],
        "worth": round(question.worth, 2),
        "required": question.required,
        "answer": _answer(wording, field),
    }


def _why(wording: Wording, question: Question) -> str:
    if not question.turns:
        kind = wording.value("kind")
        return wording.say(
            "questions.required", kind=kind, label=wording.label(question.field), value=wording.value(question.field)
        )
    turns = wording.words.listed([_turn(wording, question.field, turn) for turn in question.turns[:3]])
    return wording.say("questions.turns", turns=turns, value=wording.value(question.field))


def _turn(wording: Wording, field: str, turn: Turn) -> str:
    """What an answer turns: a part, or beside the parts the bill, a contradiction or a pitfall."""
    at = wording.shown(field, turn.value)
    if turn.dimension == "cost":
        bands = {"to": f"document.bands.{turn.to}", "was": f"document.bands.{turn.from_}"}
        return wording.say("questions.turn_cost", at=at, **{name: wording.words(path) for name, path in bands.items()})
    if turn.dimension in _SIDES:
        comes = turn.to != "none"
        key = turn.to if comes else turn.from_
        what = wording.words.find(f"{_SIDES[turn.dimension]}.{key}.title") or key
        return wording.say(f"questions.turn_{turn.dimension}_{'new' if comes else 'gone'}", at=at, what=what)
    return wording.say(
        "questions.turn",
        at=at,
        dimension=wording.dimension(turn.dimension),
        to=wording.option(turn.to),
        was=wording.option(turn.from_),
    )


def _answer(wording: Wording, field: Field) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": "whole_number" if field.kind == "int" else _KINDS[field.kind]}
    told["assumed"] = field.default
    if field.kind in ("int", "num"):
        told |= {"least": field.least, "most": field.most, "unit": field.unit}
    if field.words:
        told["words"] = [{"word": word, "label": _label(wording, field, word)} for word in field.words]
    return told


def _label(wording: Wording, field: Field, word: str) -> str:
    return wording.shown(field.name, (word,) if field.kind == "list" else word)
