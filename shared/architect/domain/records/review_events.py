"""What can happen to reviews, to the sources that are reviewed again, and to suppressions. Nothing is personal."""

from typing import ClassVar

from shared.kernel.dataclasses import dataclass
from shared.kernel.events import Payload
from shared.kernel.recording import EventTypes


@dataclass(frozen=True)
class ReviewRequested(Payload):
    """`upload`: the name under which its source is, or will be, handed in; `kept`: the digest of one that is stored
    already. `because`: see shared/architect/domain/records/review.py."""

    type: ClassVar[str] = "review.requested"
    system_id: str
    kind: str
    profile: str
    because: str
    upload: str | None = None
    kept: str | None = None
    size_bytes: int | None = None
    sha256: str | None = None

    def changed(self) -> tuple[str, ...]:
        return ("status",)


@dataclass(frozen=True)
class ReviewSubmitted(Payload):
    """Its code can be looked at."""

    type: ClassVar[str] = "review.submitted"

    def changed(self) -> tuple[str, ...]:
        return ("status",)


@dataclass(frozen=True)
class ReviewTemplateSubmitted(Payload):
    """Its template can be looked at: another worker does, which carries other libraries."""

    type: ClassVar[str] = "review.template_submitted"

    def changed(self) -> tuple[str, ...]:
        return ("status",)


@dataclass(frozen=True)
class ReviewCompleted(Payload):
    """Numbers of the report; the report itself is stored under its digest. `source`: digest of what was looked at.

    `drift`: checks of accepted decisions that do not hold. `new_of_rules`: findings that only the rules made new;
    `new_errors`: those of severity error that are new for either reason and not suppressed.
    """

    type: ClassVar[str] = "review.completed"
    report: str
    source: str
    ruleset: str
    gate: bool
    errors: int
    warnings: int
    notes: int
    suppressed: int
    new: int
    new_of_rules: int
    new_errors: int
    fixed: int
    remaining: int
    drift: int
    previous: str | None = None

    def changed(self) -> tuple[str, ...]:
        return ("status", "report")


@dataclass(frozen=True)
class ReviewFailed(Payload):
    """`code` is stable (see FAILURES); `detail` says it of this source."""

    type: ClassVar[str] = "review.failed"
    code: str
    detail: str

    def changed(self) -> tuple[str, ...]:
        return ("status",)


@dataclass(frozen=True)
class SourceOffered(Payload):
    """A system's source may be handed in under the name `upload`, to be reviewed again by and by."""

    type: ClassVar[str] = "source.offered"
    system_id: str
    kind: str
    profile: str
    upload: str
    size_bytes: int
    sha256: str | None = None

    def changed(self) -> tuple[str, ...]:
        return ("offered",)


@dataclass(frozen=True)
class SourceKept(Payload):
    """The source was looked at and is stored under its digest, so that new rules can be run on it."""

    type: ClassVar[str] = "source.kept"
    system_id: str
    kind: str
    profile: str
    digest: str
    upload: str | None = None

    def changed(self) -> tuple[str, ...]:
        return ("digest",)


@dataclass(frozen=True)
class SourceReviewAsked(Payload):
    """The schedule asked for a review of it. `rules`: their version at that time; `looks_at`: an upload's name or the
    digest of the stored source."""

    type: ClassVar[str] = "source.review_asked"
    review_id: str
    rules: str
    looks_at: str

    def changed(self) -> tuple[str, ...]:
        return ("review_id", "rules")


@dataclass(frozen=True)
class SourceWithdrawn(Payload):
    """It is not reviewed again any more."""

    type: ClassVar[str] = "source.withdrawn"

    def changed(self) -> tuple[str, ...]:
        return ("digest", "offered")


@dataclass(frozen=True)
class SuppressionAdded(Payload):
    """`expires_on`: the last day it covers anything, as YYYY-MM-DD."""

    type: ClassVar[str] = "suppression.added"
    system_id: str
    owner: str
    reason: str
    fingerprint: str | None = None
    rule: str | None = None
    path: str | None = None
    expires_on: str | None = None


@dataclass(frozen=True)
class SuppressionRemoved(Payload):
    type: ClassVar[str] = "suppression.removed"


REVIEW_EVENTS: tuple[type[Payload], ...] = (
    ReviewRequested,
    ReviewSubmitted,
    ReviewTemplateSubmitted,
    ReviewCompleted,
    ReviewFailed,
    SourceOffered,
    SourceKept,
    SourceReviewAsked,
    SourceWithdrawn,
    SuppressionAdded,
    SuppressionRemoved,
)
REVIEW_EVENT_TYPES = EventTypes(REVIEW_EVENTS)
