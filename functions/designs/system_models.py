"""Bodies and answers of systems."""

from typing import Annotated

from functions.designs.decision_models import DecisionSummaryView
from functions.designs.design_models import SYSTEM_NAME, DesignSummaryView, GivenId, Value
from shared.architect.domain.records.review import Review, ReviewStatus
from shared.architect.domain.records.system import System
from shared.architect.use_cases.read_system import Required, SystemHistory
from shared.edge.bodies import Body, Timestamp, View
from shared.edge.told import Count, Id, Many, NextCursor, Slug, Told, Version

_COUNTED = ("errors", "warnings", "notes", "suppressed", "new", "fixed", "drift")


class SystemPatchBody(Body):
    """`owner`: the id of the account that is told what happens to the system."""

    owner: GivenId


class SystemView(View):
    """A piece of software that a team owns. `owner` is told by mail of designs, decisions and reviews."""

    id: Id
    name: Annotated[str, Told(**SYSTEM_NAME)]
    owner: Id
    version: Version
    created_at: Timestamp
    updated_at: Timestamp

    @classmethod
    def of(cls, system: System) -> "SystemView":
        return cls(
            id=system.id,
            name=system.name,
            owner=system.owner,
            version=system.version,
            created_at=system.created_at,
            updated_at=system.updated_at,
        )


class SystemsView(View):
    items: Annotated[list[SystemView], Many]
    next_cursor: NextCursor


class ChangedView(View):
    field: Slug
    before: Value
    after: Value


class RequiredView(View):
    """The requirements of one design; `changed`: what is different from the design before."""

    design: DesignSummaryView
    requirements: dict[str, Value]
    changed: Annotated[list[ChangedView], Many]

    @classmethod
    def of(cls, required: Required) -> "RequiredView":
        told = required.design.requirements().items()
        changes = required.changed.items()
        return cls(
            design=DesignSummaryView.of(required.design),
            requirements={field: value for field, (value, origin) in told if origin != "assumed"},
            changed=[ChangedView(field=field, before=pair[0], after=pair[1]) for field, pair in changes],
        )


class ReviewOfSystemView(View):
    """A review of the system; all of it is told at `/v1/reviews/{id}`."""

    id: Id
    kind: Slug
    profile: Slug
    status: Annotated[str, Told(enum=[status.value for status in ReviewStatus])]
    counts: dict[str, Count] | None
    created_at: Timestamp
    updated_at: Timestamp

    @classmethod
    def of(cls, review: Review) -> "ReviewOfSystemView":
        return cls(
            id=review.id,
            kind=review.kind,
            profile=review.profile,
            status=review.status.value,
            counts=None if review.outcome is None else {name: getattr(review.outcome, name) for name in _COUNTED},
            created_at=review.created_at,
            updated_at=review.updated_at,
        )


class SystemHistoryView(SystemView):
    """A system over time, the newest of each first, twenty at most: lists of all have addresses of their own."""

    requirements: Annotated[list[RequiredView], Many]
    decisions: Annotated[list[DecisionSummaryView], Many]
    reviews: Annotated[list[ReviewOfSystemView], Many]

    @classmethod
    def told(cls, history: SystemHistory) -> "SystemHistoryView":
        return cls(
            **SystemView.of(history.system).model_dump(mode="python"),
            requirements=[RequiredView.of(required) for required in history.required],
            decisions=[DecisionSummaryView.of(decision) for decision in history.decisions],
            reviews=[ReviewOfSystemView.of(review) for review in history.reviews],
        )
