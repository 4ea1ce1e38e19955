"""The house rules of the team, which every design follows from then on."""

from typing import Annotated

from pydantic import Field

from functions.calls import context_of, version_check
from functions.designs.design_models import FieldName
from functions.designs.requirement_schema import MOST_OPTIONS, AllowedTold, ForbiddenTold, WeightsTold
from shared.architect.domain.design.house_rules import HouseRules
from shared.architect.domain.records.house_rules import StoredHouseRules
from shared.architect.use_cases.keep_house_rules import HEAVIEST
from shared.bootstrap import Container
from shared.edge.bodies import Body, Timestamp, View
from shared.edge.routes import Access, Answer, Call, Routes
from shared.edge.told import Count, Slug, Told

routes: Routes[Container] = Routes("House rules")

_SOME = 20
Weight = Annotated[float, Field(ge=0, le=HEAVIEST)]
OptionName = Annotated[str, Field(max_length=64)]
Options = Annotated[list[OptionName], Field(max_length=MOST_OPTIONS)]


class HouseRulesBody(Body):
    """`weights`: criterion -> factor, 1 changes nothing. `allowed`: dimension -> the options you limit yourselves to.
    `forbidden`: options that are out everywhere."""

    weights: Annotated[dict[FieldName, Weight], Field(max_length=_SOME), WeightsTold()] = Field(default_factory=dict)
    allowed: Annotated[dict[FieldName, Options], Field(max_length=_SOME), AllowedTold()] = Field(default_factory=dict)
    forbidden: Annotated[Options, ForbiddenTold()] = Field(default_factory=list)


class HouseRulesView(View):
    """`version` 0: nobody has set any."""

    weights: dict[str, float]
    allowed: dict[str, Annotated[list[Slug], Told(maxItems=MOST_OPTIONS)]]
    forbidden: Annotated[list[Slug], Told(maxItems=MOST_OPTIONS)]
    version: Count
    updated_at: Timestamp | None

    @classmethod
    def of(cls, stored: StoredHouseRules) -> "HouseRulesView":
        return cls(
            weights=dict(stored.weights),
            allowed={dimension: list(options) for dimension, options in stored.allowed.items()},
            forbidden=list(stored.forbidden),
            version=stored.version,
            updated_at=stored.updated_at,
        )


@routes.get("/v1/house-rules", answers=HouseRulesView, access=Access.permission("designs:read"))
def show_house_rules(call: Call[Container]) -> Answer:
    """The house rules."""
    return _answer(call.parts.keep_house_rules.get())


@routes.put(
    "/v1/house-rules",
    body=HouseRulesBody,
    answers=HouseRulesView,
    access=Access.permission("decisions:write", live=True),
    if_match="required",
    errors=("version_conflict",),
)
def set_house_rules(call: Call[Container], body: HouseRulesBody) -> Answer:
    """Replace the house rules. `If-Match: "0"` where nobody has set any yet."""
    allowed = {dimension: tuple(options) for dimension, options in body.allowed.items()}
    wanted = HouseRules(body.weights, allowed, tuple(body.forbidden))
    return _answer(call.parts.keep_house_rules.put(wanted, version_check(call), context_of(call, "user")))


def _answer(stored: StoredHouseRules) -> Answer:
    """What nobody has set has no version to name."""
    return Answer(body=HouseRulesView.of(stored), etag=stored.version > 0)
