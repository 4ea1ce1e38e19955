"""Bodies, queries and answers of decisions."""

import json
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from functions.designs.design_models import SYSTEM_NAME, Few, GivenId, Text, Value
from functions.views import ActorView
from shared.architect.domain.records.decision import Decision, DecisionStatus
from shared.architect.domain.records.plain import plain
from shared.architect.domain.records.proposals import Proposal
from shared.edge.bodies import Body, Timestamp, View
from shared.edge.told import Count, Id, Line, Many, NextCursor, Slug, Told, Version

_MOST = 20
Reason = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"\S")]
Module = Annotated[
    str, Field(min_length=1, max_length=200, pattern=r"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$")
]
Importer = Annotated[
    str, Field(min_length=1, max_length=200, pattern=r"^(\*|[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*)$")
]
FilePath = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*$")]
MemberPath = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[!-~]+$")]
Layer = Annotated[list[Module], Field(min_length=1, max_length=_MOST)]
_LONGEST_TEXT = 500


class _Told:
    """Stands in the document in place of what the validator's type would say."""

    def __init__(self, *forms: dict[str, Any]) -> None:
        self._forms = forms

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": list(self._forms)}


def _named(value: object) -> object:
    """The number of a whole option is its name, too; 1.0 and 1 are one number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if value not in range(1, _MOST + 1):
        raise ValueError(f"the number of a whole option is from 1 to {_MOST}")
    return str(int(value))


def _scalar(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return plain(value)
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT:
        raise ValueError(f"a flag, a number, or a text of at most {_LONGEST_TEXT} characters")
    return value


OptionName = Annotated[
    str,
    Field(min_length=1, max_length=64),
    BeforeValidator(_named),
    _Told(
        {"type": "integer", "format": "int32", "minimum": 1, "maximum": _MOST},
        {"type": "string", "minLength": 1, "maxLength": 64},
    ),
]
Scalar = Annotated[
    Any,
    AfterValidator(_scalar),
    _Told({"type": "string", "maxLength": _LONGEST_TEXT}, {"type": "number"}, {"type": "boolean"}, {"type": "null"}),
]
Status = Annotated[str, Told(enum=[status.value for status in DecisionStatus])]


class ForbiddenImportBody(Body):
    """No module at or below `importer` imports `imported` or anything below it; `*` is every module."""

    importer: Importer
    imported: Module


class RequiredSettingBody(Body):
    """`file`: a path in the tree, or `template`; `path`: dotted members, in a template from the resource type on.
    `equals`: what it must be; left out, any value will do."""

    file: FilePath
    path: MemberPath
    equals: Scalar = None


class ChecksBody(Body):
    """What reviews ask of the code once the decision is accepted. `layers`: module prefixes by layer, outermost first;
    an inner layer never imports an outer one, those of one layer never each other."""

    layers: Annotated[list[Layer], Field(max_length=_MOST)] = Field(default_factory=list)
    forbidden_imports: Annotated[list[ForbiddenImportBody], Field(max_length=_MOST)] = Field(default_factory=list)
    required_settings: Annotated[list[RequiredSettingBody], Field(max_length=_MOST)] = Field(default_factory=list)

    def told(self) -> tuple[dict[str, Any], ...]:
        """As events keep them."""
        layers = [{"kind": "layers", "layers": self.layers}] if self.layers else []
        imports = [{"kind": "forbidden_import", **each.model_dump()} for each in self.forbidden_imports]
        settings = [_setting(each) for each in self.required_settings]
        return (*layers, *imports, *settings)


class RecordDecisionBody(Body):
    """`option`: an option of `dimension`; without one, the number of a whole option as the design lists them."""

    option: OptionName
    reason: Reason
    dimension: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    title: Annotated[str, Field(min_length=1, max_length=120, pattern=r"\S")] | None = None
    status: Literal["proposed", "accepted"] = "proposed"
    checks: ChecksBody | None = None

    def proposal(self) -> Proposal:
        return Proposal(
            option=self.option,
            reason=self.reason.strip(),
            dimension=self.dimension,
            title=self.title.strip() if self.title else None,
            checks=self.checks.told() if self.checks else (),
            status=DecisionStatus(self.status),
        )


class VerdictBody(Body):
    """Why, for the record."""

    reason: Reason | None = None


class SupersedeBody(Body):
    """`by`: the accepted decision of the same system that takes its place."""

    by: GivenId
    reason: Reason | None = None


class StepView(View):
    status: Status
    by: ActorView
    at: Timestamp
    reason: Text | None


class DriverView(View):
    """A requirement that carries the choice; `lost`: the points that it loses where the field is as assumed."""

    field: Slug
    value: Value
    lost: float


class DecisionSummaryView(View):
    """One decision in a list."""

    id: Id
    system_id: Id
    system: Annotated[str, Told(**SYSTEM_NAME)]
    design_id: Id
    number: Count
    title: Line
    status: Status
    version: Version
    created_at: Timestamp
    updated_at: Timestamp

    @classmethod
    def of(cls, decision: Decision) -> "DecisionSummaryView":
        return cls(**_summary(decision))


class DecisionsView(View):
    items: Annotated[list[DecisionSummaryView], Many]
    next_cursor: NextCursor


class DecisionView(DecisionSummaryView):
    """A decision with its reasons. `considered`, `recommended` and `drivers`: what the design said on that day."""

    option: Line
    dimension: Slug | None
    choices: dict[str, Slug]
    reason: Text
    considered: Annotated[list[Line], Many]
    recommended: Line | None
    drivers: Annotated[list[DriverView], Few]
    checks: Annotated[list[dict[str, Any]], Many]
    history: Annotated[list[StepView], Many]
    superseded_by: Id | None
    superseded_by_number: Count | None

    @classmethod
    def of(cls, decision: Decision) -> "DecisionView":
        context = decision.context
        return cls(
            **_summary(decision),
            option=decision.option,
            dimension=decision.dimension,
            choices=dict(decision.choices),
            reason=decision.reason,
            considered=list(context["considered"]),
            recommended=context["recommended"],
            drivers=[DriverView.model_validate(driver) for driver in context["drivers"]],
            checks=list(decision.checks),
            history=[
                StepView(status=step.status.value, by=ActorView.of(step.by), at=step.at, reason=step.reason)
                for step in decision.history
            ],
            superseded_by=decision.superseded_by,
            superseded_by_number=decision.superseded_by_number,
        )


def _setting(body: RequiredSettingBody) -> dict[str, Any]:
    told = {"kind": "required_setting", "file": body.file, "path": body.path}
    return told if body.equals is None else {**told, "equals": json.dumps(body.equals)}


def _summary(decision: Decision) -> dict[str, Any]:
    return {
        "id": decision.id,
        "system_id": decision.system_id,
        "system": decision.system,
        "design_id": decision.design_id,
        "number": decision.number,
        "title": decision.title,
        "status": decision.status.value,
        "version": decision.version,
        "created_at": decision.created_at,
        "updated_at": decision.updated_at,
    }
