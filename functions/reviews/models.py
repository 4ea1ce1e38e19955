"""Bodies, queries and answers of reviews."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import Field

from shared.architect.domain.records.review import BECAUSE, KINDS, LARGEST, Review, ReviewStatus
from shared.architect.domain.records.review_events import ReviewCompleted, ReviewFailed
from shared.architect.domain.records.source_slot import SourceSlot
from shared.architect.domain.records.suppression import LONGEST_PATH, LONGEST_REASON, SystemSuppression
from shared.architect.domain.records.system import LONGEST_NAME
from shared.architect.domain.review.suppressions import SHORTEST_FINGERPRINT
from shared.architect.ports import Ticket
from shared.edge.bodies import UNTAGGED, Body, Page, Timestamp, View, Whole
from shared.edge.told import UUID7, Count, Digest, Id, Line, Many, NextCursor, Slug, Told, Version

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$"), Told(minLength=64, maxLength=64)]
Profile = Literal["standard", "strict"]
Kind = Literal["code", "template"]
Size = Annotated[Whole, Told(format="int64", minimum=1, maximum=max(LARGEST.values()))]
# Whoever acted: an account's id, or the name of a part of the system.
ActorId = Annotated[str, Told(minLength=1, maxLength=64, pattern="^[a-z0-9_.:-]+$")]
RuleId = Annotated[str, Told(maxLength=20, pattern="^[A-Z]{2,5}-?[A-Z0-9]{2,12}$")]
SourcePath = Annotated[str, Told(minLength=1, maxLength=LONGEST_PATH)]
Reason = Annotated[str, Told(minLength=1, maxLength=LONGEST_REASON)]
# A finding's, or as much of its beginning as reports show.
FINGERPRINT = {
    "minLength": SHORTEST_FINGERPRINT,
    "maxLength": 64,
    "pattern": f"^[0-9a-f]{{{SHORTEST_FINGERPRINT},64}}$",
}
Day = Annotated[str, Told(format="date", minLength=10, maxLength=10)]


class UploadSource(Body):
    """A file that is handed in: a zip of Python code of at most 50 MB, or a CloudFormation template of at most 1 MB."""

    kind: Literal["upload"]
    size_bytes: Size
    sha256: Sha256 | None = None
    holds: Kind = "code"


class TemplateSource(Body):
    """A CloudFormation template, in JSON or YAML, that fits into a request."""

    kind: Literal["template"]
    template: Annotated[str, Field(min_length=1, max_length=65_536)]


class ReviewBody(Body):
    """`system`: its name; a new one is registered as the caller's."""

    system: Annotated[str, Field(max_length=2000, examples=["Web shop"]), Told(minLength=1, maxLength=LONGEST_NAME)]
    source: Annotated[UploadSource | TemplateSource, Field(discriminator="kind"), UNTAGGED]
    profile: Profile = "standard"


class ReviewQuery(Page):
    """Of one system, or of all."""

    system_id: Annotated[str, Field(pattern=UUID7["pattern"]), Told(**UUID7)] | None = None


class SuppressionBody(Body):
    """Either one finding by its `fingerprint`, or a `rule`: of the whole system, or in the file `path`."""

    reason: Annotated[str, Field(max_length=2000), Told(minLength=1, maxLength=LONGEST_REASON)]
    fingerprint: Annotated[str, Field(max_length=100), Told(**FINGERPRINT)] | None = None
    rule: Annotated[str, Field(max_length=100), Told(maxLength=20)] | None = None
    path: Annotated[str, Field(max_length=2000), Told(minLength=1, maxLength=LONGEST_PATH)] | None = None
    expires_on: Annotated[date, Told(minLength=10, maxLength=10)] | None = None


class SourceBody(Body):
    """As an upload of a review. The schedule reviews it when it was handed in, and again when the rules change."""

    size_bytes: Size
    sha256: Sha256 | None = None
    holds: Kind = "code"
    profile: Profile = "standard"


class TicketView(View):
    """Send the file's bytes to `url` with `method` and exactly these headers, before it expires."""

    url: Annotated[str, Told(format="uri", maxLength=4096)]
    method: Literal["PUT"]
    headers: dict[str, Line]
    expires_at: Timestamp

    @classmethod
    def of(cls, ticket: Ticket) -> "TicketView":
        return cls(url=ticket.url, method="PUT", headers=dict(ticket.headers), expires_at=ticket.expires_at)


class OutcomeView(View):
    """Numbers of the report. `new_of_rules`: findings that only the rules made new. `gate`: whether it should stop a
    release. `drift`: checks of accepted decisions that do not hold. `previous`: the review it was held against."""

    gate: bool
    errors: Count
    warnings: Count
    notes: Count
    suppressed: Count
    new: Count
    new_of_rules: Count
    new_errors: Count
    fixed: Count
    remaining: Count
    drift: Count
    ruleset: Annotated[str, Told(minLength=1, maxLength=64, pattern="^[0-9a-f]+$")]
    source_digest: Digest
    report_digest: Digest
    previous: Id | None

    @classmethod
    def of(cls, outcome: ReviewCompleted) -> "OutcomeView":
        told = {name: value for name, value in vars(outcome).items() if name not in ("report", "source")}
        return cls(**told, source_digest=outcome.source, report_digest=outcome.report)


class FailureView(View):
    """Why it could not be looked at."""

    code: Slug
    detail: Line

    @classmethod
    def of(cls, failure: ReviewFailed) -> "FailureView":
        return cls(code=failure.code, detail=failure.detail)


class ReviewView(View):
    """`because`: somebody asked, or the schedule did as the source or the rules had changed."""

    id: Id
    system_id: Id
    kind: Annotated[str, Told(enum=list(KINDS))]
    profile: Profile
    because: Annotated[str, Told(enum=list(BECAUSE))]
    status: Annotated[str, Told(enum=[status.value for status in ReviewStatus])]
    requested_by: ActorId
    version: Version
    created_at: Timestamp
    updated_at: Timestamp
    outcome: OutcomeView | None
    failure: FailureView | None

    @classmethod
    def of(cls, review: Review, **more: Any) -> Self:
        return cls(
            id=review.id,
            system_id=review.system_id,
            kind=review.kind,
            profile=review.profile,
            because=review.because,
            status=review.status.value,
            requested_by=review.requested_by,
            version=review.version,
            created_at=review.created_at,
            updated_at=review.updated_at,
            outcome=OutcomeView.of(review.outcome) if review.outcome else None,
            failure=FailureView.of(review.failure) if review.failure else None,
            **more,
        )


class RequestedReviewView(ReviewView):
    """`upload`: where to hand in the file, where one is awaited."""

    upload: TicketView | None


class ReportedReviewView(ReviewView):
    """`report`: all that was found, once the review is completed. Its findings are the best ones where there are too
    many for one answer; counts are always of all."""

    report: dict[str, Any] | None


class ReviewsView(View):
    items: Annotated[list[ReviewView], Many]
    next_cursor: NextCursor


class SuppressionView(View):
    id: Id
    system_id: Id
    owner: ActorId
    reason: Reason
    fingerprint: Annotated[str, Told(**FINGERPRINT)] | None
    rule: RuleId | None
    path: SourcePath | None
    expires_on: Day | None
    expired: bool
    created_at: Timestamp

    @classmethod
    def of(cls, suppression: SystemSuppression, today: date) -> "SuppressionView":
        named = ("id", "system_id", "owner", "reason", "fingerprint", "rule", "path", "expires_on", "created_at")
        told = {name: getattr(suppression, name) for name in named}
        return cls(**told, expired=suppression.expired(today))


class SuppressionsView(View):
    items: Annotated[list[SuppressionView], Many]
    next_cursor: NextCursor


class SourceView(View):
    """`digest`: SHA-256 of the stored source, once one was looked at. `awaited`: a newer one may be handed in, or waits
    for the schedule. `review_id`: the last review that the schedule asked for."""

    system_id: Id
    kind: Annotated[str, Told(enum=list(KINDS))]
    profile: Profile
    digest: Digest | None
    awaited: bool
    review_id: Id | None
    updated_at: Timestamp

    @classmethod
    def of(cls, slot: SourceSlot, **more: Any) -> Self:
        awaited = slot.offered is not None
        of = {"system_id": slot.system_id, "kind": slot.kind, "profile": slot.profile, "digest": slot.kept}
        return cls(**of, awaited=awaited, review_id=slot.review_id, updated_at=slot.updated_at, **more)


class OfferedSourceView(SourceView):
    upload: TicketView


class SourcesView(View):
    items: Annotated[list[SourceView], Many]
    next_cursor: NextCursor
