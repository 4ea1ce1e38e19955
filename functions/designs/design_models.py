"""Bodies, queries and answers of designs."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from functions.designs.requirement_schema import ToldByKnowledge, requirement_properties, told_as_text
from shared.architect.domain.design.schema import LONGEST_WORD, MOST_WORDS
from shared.architect.domain.records.design import Design, DesignStatus
from shared.architect.domain.records.system import LONGEST_NAME
from shared.architect.knowledge.load import knowledge
from shared.edge.bodies import Body, Page, Query, Timestamp, View
from shared.edge.told import UUID7, Count, Id, Line, Many, NextCursor, Slug, Told, Version

SYSTEM_NAME = {"minLength": 1, "maxLength": LONGEST_NAME, "pattern": r"\S"}
LONGEST_BRIEF = 4000
# More than there are fields: the knowledge says which of them there are.
_MOST_FIELDS = 100

FieldName = Annotated[str, Field(max_length=64)]
GivenId = Annotated[str, Field(pattern=UUID7["pattern"]), Told(format="uuid", minLength=36, maxLength=36)]
Values = Annotated[dict[FieldName, Any], Field(max_length=_MOST_FIELDS), ToldByKnowledge()]
SystemName = Annotated[str, Field(max_length=2000, examples=["orders"]), Told(**SYSTEM_NAME)]
Language = Literal["en", "zh"]
Text = Annotated[str, Told(maxLength=4000)]
# As JSON holds it: a flag, a number, a word, words, or nothing.
_Whole = Annotated[int, Told(format="int64", minimum=0, maximum=10**12)]
_Word = Annotated[str, Told(maxLength=LONGEST_WORD)]
Value = bool | _Whole | float | _Word | Annotated[list[_Word], Told(maxItems=MOST_WORDS)] | None
KbVersion = Annotated[str, Told(maxLength=40, pattern=r"^\d{4}-\d\d-\d\d\.[0-9a-f]{8}$")]
Few = Told(maxItems=30)


class RequestDesignBody(Body):
    """`brief`: what the system is for, in your own words; it is quoted, never read as a requirement."""

    system: SystemName
    language: Language
    requirements: Values
    brief: Annotated[str, Field(max_length=LONGEST_BRIEF)] | None = None


class AnswerBody(Body):
    """`answers` by field; with `assume` nothing more is asked, and what is open is stated as an assumption."""

    answers: Values = Field(default_factory=dict)
    assume: bool = False


class DesignQuery(Page):
    system_id: GivenId | None = None


class WhatIfQuery(Query):
    """Other values by field, at most eight. The knowledge says which fields there are, and refuses all others."""

    model_config = ConfigDict(extra="allow")

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        fields = knowledge().schema.fields
        return {**handler(core), "properties": {name: told_as_text(fields[name]) for name in requirement_properties()}}

    def texts(self) -> dict[str, str]:
        return {name: str(value) for name, value in (self.model_extra or {}).items()}


class RequirementView(View):
    """`origin`: `given` with the request, `asked` (an answer), or `assumed`."""

    value: Value
    origin: Literal["given", "asked", "assumed"]


class TurnView(View):
    """With this value the choice in `dimension` would be `to`; `cost`, `conflict` and `warning` stand beside the
    dimensions, for the cost band, contradictions and pitfalls (`none` where there is nothing)."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    value: Value
    dimension: Slug
    was: Line = Field(alias="from")
    to: Line


class WordView(View):
    word: Slug
    label: Line


class AnswerFormView(View):
    """What kind of answer is meant; `assumed` is what stands while nobody answers."""

    kind: Literal["number", "whole_number", "flag", "word", "words"]
    assumed: Value
    least: float | None = None
    most: float | None = None
    unit: Line | None = None
    words: Annotated[list[WordView], Few] = Field(default_factory=list)


class QuestionView(View):
    """`why`: which choice an answer could turn; `worth`: points of utility that knowing is worth."""

    field: Slug
    label: Line
    question: Text
    why: Text
    turns: Annotated[list[TurnView], Many]
    worth: float
    required: bool
    answer: AnswerFormView


class RelaxationView(View):
    changes: dict[str, Value]
    message: Text


class ConflictView(View):
    """Requirements that cannot all hold, with the arithmetic that says so, and what could give way."""

    rule: Slug
    fields: Annotated[list[Slug], Many]
    title: Text
    message: Text
    numbers: Annotated[list[Text], Many]
    relaxations: Annotated[list[RelaxationView], Many]


class OptionView(View):
    """A whole system that could be built: `parts` by dimension. `criteria` from 0 (poor) to 4 (best)."""

    number: Count
    recommended: bool
    parts: dict[str, Slug]
    utility: float
    cost_band: Annotated[str, Told(maxLength=10)]
    availability: float
    person_days: float
    moving_parts: Count
    criteria: dict[str, float]
    relaxes: dict[str, Value]


class DesignSummaryView(View):
    """One design in a list. `recommended`: the parts of the option that is recommended, once it is ready."""

    id: Id
    system_id: Id
    system: Annotated[str, Told(**SYSTEM_NAME)]
    language: Language
    status: Annotated[str, Told(enum=[status.value for status in DesignStatus])]
    recommended: dict[str, Slug] | None
    version: Version
    created_at: Timestamp
    updated_at: Timestamp

    @classmethod
    def of(cls, design: Design) -> "DesignSummaryView":
        return cls(**summary_of(design))


class DesignsView(View):
    items: Annotated[list[DesignSummaryView], Many]
    next_cursor: NextCursor


class DesignView(DesignSummaryView):
    """A design with all that is known of it. `document`: its seven parts with all text, and the outcome they tell."""

    brief: Text | None
    requirements: dict[str, RequirementView]
    questions: Annotated[list[QuestionView], Many]
    conflicts: Annotated[list[ConflictView], Many]
    options: Annotated[list[OptionView], Many]
    choices: dict[str, Annotated[list[Slug], Few]]
    kb_version: KbVersion | None
    house_rules: Count
    failure: Slug | None
    requested_by: Id
    document: dict[str, Any] | None

    @classmethod
    def of(cls, design: Design, document: dict[str, Any] | None = None) -> "DesignView":
        return cls.model_validate(
            {
                **summary_of(design),
                "brief": design.brief,
                "requirements": {
                    field: {"value": value, "origin": origin}
                    for field, (value, origin) in design.requirements().items()
                },
                "questions": list(design.questions),
                "conflicts": list(design.conflicts),
                "options": [_option(design, place) for place in range(len(design.options))],
                "choices": dict(design.choices or {}),
                "kb_version": design.kb_version,
                "house_rules": design.house_rules,
                "failure": design.failure,
                "requested_by": design.requested_by,
                "document": document,
            }
        )


def summary_of(design: Design) -> dict[str, Any]:
    chosen = None if design.recommended is None else design.options[design.recommended]["parts"]
    return {
        "id": design.id,
        "system_id": design.system_id,
        "system": design.system,
        "language": design.language,
        "status": design.status.value,
        "recommended": chosen,
        "version": design.version,
        "created_at": design.created_at,
        "updated_at": design.updated_at,
    }


def _option(design: Design, place: int) -> dict[str, Any]:
    return {"number": place + 1, "recommended": place == design.recommended, **design.options[place]}
