"""Ask for a review: of a template that comes along, or of a file that is handed in and then said to be there."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.architect.domain.records.review import (
    LARGEST,
    ListedReview,
    Review,
    ReviewOfSystem,
    evolve_review,
    start,
    stream_of,
    submitted,
)
from shared.architect.domain.records.review_events import REVIEW_EVENT_TYPES, ReviewRequested
from shared.architect.ports import Objects, Ticket, Uploads
from shared.architect.use_cases.committing import Change, Commits, decide_again
from shared.architect.use_cases.repeating import Keep, Once
from shared.architect.use_cases.stored_reports import keep_source
from shared.architect.use_cases.systems import Systems
from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import Conflict, Gone, NotFound, ValidationFailed
from shared.kernel.events import Context, Payload, format_time
from shared.kernel.idempotency import Repeatable
from shared.kernel.ports import Ids, Reader
from shared.kernel.records import Put


@dataclass(frozen=True)
class ReviewWish:
    """`system`: its name. A template that comes along, or the size (and perhaps SHA-256) of a file to be handed in."""

    system: str
    kind: str
    profile: str
    template: str | None = None
    size_bytes: int | None = None
    sha256: str | None = None


@dataclass(frozen=True)
class RequestedReview:
    """`ticket`: where to hand in the file; None where nothing is awaited."""

    review: Review
    ticket: Ticket | None


class RequestReview:
    def __init__(
        self, systems: Systems, commits: Commits, once: Once, uploads: Uploads, records: Objects, ids: Ids
    ) -> None:
        self._systems = systems
        self._commits = commits
        self._once = once
        self._uploads = uploads
        self._records = records
        self._ids = ids

    def __call__(self, wish: ReviewWish, request: Repeatable | None, context: Context) -> RequestedReview:
        """Raises ValidationFailed; ServiceUnavailable where the file's place does not answer."""
        if wish.size_bytes is not None:
            require_size(wish.kind, wish.size_bytes, "/source/size_bytes")
        return self._once(request, lambda keep: self._request(wish, keep, context), self._again)

    def _request(self, wish: ReviewWish, keep: Keep, context: Context) -> RequestedReview:
        review_id = self._ids.new()
        if wish.template is not None:
            kept = keep_source(self._records, wish.template.encode())
            return decide_again(lambda: self._commit(wish, review_id, kept, None, keep, context))
        ticket = self._uploads.ticket(upload_of(review_id), wish.size_bytes or 0, wish.sha256)
        return decide_again(lambda: self._commit(wish, review_id, None, ticket, keep, context))

    def _commit(
        self, wish: ReviewWish, review_id: str, kept: str | None, ticket: Ticket | None, keep: Keep, context: Context
    ) -> RequestedReview:
        system = self._systems.named_or_new(wish.system, context)
        upload = None if ticket is None else upload_of(review_id)
        of = (system.after.id, wish.kind, wish.profile, "asked")
        payloads: list[Payload] = [ReviewRequested(*of, upload, kept, wish.size_bytes, wish.sha256)]
        payloads += [] if ticket else [submitted(wish.kind)]
        change = begin_review(self._commits, review_id, payloads, context)
        answer = {"review_id": review_id, "version": change.after.version, **kept_ticket(ticket)}
        self._commits.commit([*change.writes, *system.writes, *keep(answer)])
        return RequestedReview(change.after, ticket)

    def _again(self, answer: Mapping[str, Any]) -> RequestedReview:
        of = stream_of(answer["review_id"]), answer["version"]
        review = self._commits.fold(*of, evolve_review, REVIEW_EVENT_TYPES)
        if review is None:
            raise Gone
        return RequestedReview(review, told_ticket(answer))


class StartReview:
    """Once the file is handed in."""

    def __init__(self, commits: Commits, store: Reader, uploads: Uploads) -> None:
        self._commits = commits
        self._store = store
        self._uploads = uploads

    def __call__(self, review_id: str, context: Context) -> Review:
        """Of one that was started: as it stands. Raises NotFound, or Conflict wrong_status."""

        def attempt() -> Review:
            review = self._store.get(Review.key_of(review_id))
            if review is None:
                raise NotFound
            payloads = start(review)
            if payloads:
                self._require_upload(review)
            change = self._commits.go_on(review.tip, review, payloads, context, evolve_review)
            self._commits.commit(change.writes)
            return change.after

        return decide_again(attempt)

    def _require_upload(self, review: Review) -> None:
        found = None if review.upload is None else self._uploads.size(review.upload)
        if found is None:
            raise Conflict("wrong_status", "Nothing was handed in yet: send the file to the upload's address first.")
        if found != review.size_bytes:
            raise Conflict("wrong_status", f"What was handed in has {found:,} bytes, not {review.size_bytes:,}.")


def begin_review(commits: Commits, review_id: str, payloads: list[Payload], context: Context) -> Change[Review]:
    """With its rows in the lists of all reviews and of those of its system."""
    change = commits.begin(stream_of(review_id), payloads, context, evolve_review)
    rows = Put(ListedReview(review_id)), Put(ReviewOfSystem(change.after.system_id, review_id))
    return Change(change.after, (*change.writes, *rows))


def upload_of(review_id: str) -> str:
    return f"reviews/{review_id}"


def require_size(kind: str, size: int, pointer: str) -> None:
    """Raises ValidationFailed."""
    if size < 1:
        raise ValidationFailed.of(pointer, "too_short", "An empty file cannot be reviewed.")
    if size > LARGEST[kind]:
        raise ValidationFailed.of(pointer, "too_long", f"At most {LARGEST[kind]:,} bytes of {kind} are reviewed.")


def kept_ticket(ticket: Ticket | None) -> dict[str, Any]:
    """What a repetition is answered with: the address is as good as it was, and ends when it said."""
    if ticket is None:
        return {}
    told = {"url": ticket.url, "method": ticket.method, "headers": dict(ticket.headers)}
    return {"ticket": {**told, "expires_at": format_time(ticket.expires_at)}}


def told_ticket(answer: Mapping[str, Any]) -> Ticket | None:
    told = answer.get("ticket")
    if told is None:
        return None
    return Ticket(told["url"], told["method"], told["headers"], datetime.fromisoformat(told["expires_at"]))
