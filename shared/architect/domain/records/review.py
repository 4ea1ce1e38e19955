"""Reviews: awaiting_upload -> queued -> completed or failed. A template in the request is queued at once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal

from shared.architect.domain.records.review_events import (
    ReviewCompleted,
    ReviewFailed,
    ReviewRequested,
    ReviewSubmitted,
    ReviewTemplateSubmitted,
)
from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import Conflict
from shared.kernel.events import Event, Payload
from shared.kernel.recording import Tip
from shared.kernel.records import Key, Within

Kind = Literal["code", "template"]
KINDS: Final = ("code", "template")
PROFILES: Final = ("standard", "strict")
# Why there is a review: somebody asked, or the schedule did, as the source or the rules are new.
BECAUSE: Final = ("asked", "source_changed", "rules_changed")
# Bytes of what may be handed in. A template is read whole into a tree that is many times as large.
LARGEST: Mapping[str, int] = {"code": 50 * 1024 * 1024, "template": 1024 * 1024}
# A worker that dies leaves no trace but this: what was begun so often and never ended will not end. The queue hands a
# message out once more than that, so that the review is told to have failed before the message is parked.
MOST_TRIES: Final = 2

# What is said where the inspector's own words are not to hand. Codes are stable.
FAILURES: Mapping[str, str] = {
    "source_missing": "What was handed in is not there any more: uploads are kept for a day.",
    "wrong_size": "What was handed in has another size than was told.",
    "wrong_digest": "What was handed in has another SHA-256 than was told.",
    "timed_out": f"It was begun {MOST_TRIES} times and never came to an end.",
    "internal_error": "A rule failed on it. That is a fault of ours; those who run the service are told.",
}
_LONGEST_DETAIL = 500
_STREAM = "review:"


class ReviewStatus(StrEnum):
    AWAITING_UPLOAD = "awaiting_upload"
    QUEUED = "queued"
    COMPLETED = "completed"
    FAILED = "failed"

    @property
    def ended(self) -> bool:
        return self in (ReviewStatus.COMPLETED, ReviewStatus.FAILED)


@dataclass(frozen=True)
class Review:
    """`upload` is a name among the uploads, `kept` the digest of a stored source: one of them is set.

    `outcome` once completed, `failure` once failed.
    """

    id: str
    system_id: str
    kind: str
    profile: str
    because: str
    status: ReviewStatus
    version: int
    hash: str
    created_at: datetime
    updated_at: datetime
    requested_by: str
    upload: str | None = None
    kept: str | None = None
    size_bytes: int | None = None
    sha256: str | None = None
    outcome: ReviewCompleted | None = None
    failure: ReviewFailed | None = None

    @property
    def key(self) -> "Key[Review]":
        return Review.key_of(self.id)

    @staticmethod
    def key_of(review_id: str) -> "Key[Review]":
        return Key(Review, (review_id,))

    @property
    def tip(self) -> Tip:
        return Tip(stream_of(self.id), self.version, self.hash, self.updated_at)


@dataclass(frozen=True)
class ListedReview:
    """In the list of all reviews."""

    review_id: str

    @property
    def key(self) -> "Key[ListedReview]":
        return Key(ListedReview, ("REVIEWS", self.review_id))

    @staticmethod
    def all() -> "Within[ListedReview]":
        return Within(ListedReview, ("REVIEWS",))


@dataclass(frozen=True)
class ReviewOfSystem:
    """A review among those of its system: ids are in the order of time."""

    system_id: str
    review_id: str

    @property
    def key(self) -> "Key[ReviewOfSystem]":
        return Key(ReviewOfSystem, (self.system_id, self.review_id))

    @staticmethod
    def of(system_id: str) -> "Within[ReviewOfSystem]":
        return Within(ReviewOfSystem, (system_id,))


@dataclass(frozen=True)
class LastReview:
    """The newest review that was completed for a system, by kind and profile: what the next one is held against."""

    system_id: str
    kind: str
    profile: str
    review_id: str
    report: str

    @property
    def key(self) -> "Key[LastReview]":
        return LastReview.key_of(self.system_id, self.kind, self.profile)

    @staticmethod
    def key_of(system_id: str, kind: str, profile: str) -> "Key[LastReview]":
        return Key(LastReview, (system_id, kind, profile))


@dataclass(frozen=True)
class ReviewTries:
    """How often a worker began with it, and how often that ended in an error of ours."""

    review_id: str
    count: int = 0
    crashed: int = 0

    @property
    def verdict(self) -> str | None:
        """Why it is not tried again; None while it is."""
        if self.count < MOST_TRIES:
            return None
        return "internal_error" if self.crashed else "timed_out"

    @property
    def key(self) -> "Key[ReviewTries]":
        return ReviewTries.key_of(self.review_id)

    @staticmethod
    def key_of(review_id: str) -> "Key[ReviewTries]":
        return Key(ReviewTries, (review_id,))


def stream_of(review_id: str) -> str:
    return f"{_STREAM}{review_id}"


def review_of_stream(stream_id: str) -> str | None:
    """The id; None for the stream of something else."""
    review_id = stream_id.removeprefix(_STREAM)
    return None if review_id == stream_id or not review_id or "#" in review_id else review_id


def submitted(kind: str) -> Payload:
    """By its type the event finds the worker."""
    return ReviewTemplateSubmitted() if kind == "template" else ReviewSubmitted()


def start(review: Review) -> list[Payload]:
    """Nothing where it was started before. Raises Conflict wrong_status once it has ended."""
    if review.status.ended:
        raise Conflict("wrong_status", f"This review is {review.status.value}; ask for another one.")
    return [submitted(review.kind)] if review.status is ReviewStatus.AWAITING_UPLOAD else []


def complete(review: Review, outcome: ReviewCompleted) -> list[Payload]:
    """Only what is queued: a message that comes twice ends no review twice."""
    return [outcome] if review.status is ReviewStatus.QUEUED else []


def fail(review: Review, code: str, detail: str | None = None) -> list[Payload]:
    if review.status is not ReviewStatus.QUEUED:
        return []
    return [ReviewFailed(code, (detail or FAILURES[code])[:_LONGEST_DETAIL])]


def evolve_review(review: Review | None, event: Event) -> Review:
    """Raises ValueError for a stream that does not begin with a request."""
    envelope, payload = event.envelope, event.payload
    if isinstance(payload, ReviewRequested):
        return _requested(event, payload)
    if review is None:
        raise ValueError("a review begins with a request")
    review = replace(review, version=envelope.version, hash=event.hash, updated_at=envelope.occurred_at)
    match payload:
        case ReviewSubmitted() | ReviewTemplateSubmitted():
            return replace(review, status=ReviewStatus.QUEUED)
        case ReviewCompleted():
            return replace(review, status=ReviewStatus.COMPLETED, outcome=payload)
        case ReviewFailed():
            return replace(review, status=ReviewStatus.FAILED, failure=payload)
    return review


def _requested(event: Event, payload: ReviewRequested) -> Review:
    envelope = event.envelope
    return Review(
        id=envelope.stream_id.removeprefix(_STREAM),
        system_id=payload.system_id,
        kind=payload.kind,
        profile=payload.profile,
        because=payload.because,
        status=ReviewStatus.AWAITING_UPLOAD,
        version=envelope.version,
        hash=event.hash,
        created_at=envelope.occurred_at,
        updated_at=envelope.occurred_at,
        requested_by=envelope.actor.id,
        upload=payload.upload,
        kept=payload.kept,
        size_bytes=payload.size_bytes,
        sha256=payload.sha256,
    )
