"""Look at a source and tell what was found: the work behind the queues of reviews.

The report is an object under its digest, stored before the one transaction that completes the review: whatever dies in
between, the next try stores the same again and completes it once.
"""

from collections.abc import Sequence
from contextlib import suppress

from shared.architect.domain.records.review import (
    LastReview,
    Review,
    ReviewStatus,
    ReviewTries,
    complete,
    evolve_review,
    fail,
)
from shared.architect.domain.records.review_events import ReviewCompleted, SourceKept
from shared.architect.domain.records.source_slot import SourceSlot, evolve_slot, keep
from shared.architect.domain.review.finding import Severity
from shared.architect.domain.review.report import Report
from shared.architect.ports import InspectionRefused, Inspector, Objects, Uploads
from shared.architect.use_cases.committing import Commits, decide_again
from shared.architect.use_cases.review_material import ReviewMaterial
from shared.architect.use_cases.stored_reports import digest_of, keep_report, keep_source, stored_source
from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import NotFound
from shared.kernel.events import Context
from shared.kernel.ports import Store
from shared.kernel.records import ABSENT, Add, Check, Delete, Put, Write, WriteConflict, having


@dataclass(frozen=True)
class Failed:
    """Why a source cannot be looked at; `detail` None: what is always said of this code."""

    code: str
    detail: str | None = None


class ReviewSource:
    def __init__(
        self,
        store: Store,
        commits: Commits,
        uploads: Uploads,
        records: Objects,
        inspector: Inspector,
        material: ReviewMaterial,
    ) -> None:
        self._store = store
        self._commits = commits
        self._uploads = uploads
        self._records = records
        self._inspector = inspector
        self._material = material

    def __call__(self, review_id: str, context: Context) -> Review | None:
        """The review as it ended; None where it had ended before. Raises NotFound, and ServiceUnavailable."""
        review, tries = self._store.get_many(Review.key_of(review_id), ReviewTries.key_of(review_id))
        if review is None:
            raise NotFound
        if review.status is not ReviewStatus.QUEUED:
            return None
        if tries is not None and tries.verdict is not None:
            return self._fail(review, Failed(tries.verdict), context)
        content = self._content(review)
        if isinstance(content, Failed):
            return self._fail(review, content, context)
        self._note(review, "count")
        return decide_again(lambda: self._attempt(review_id, content, context))

    def _attempt(self, review_id: str, content: bytes, context: Context) -> Review | None:
        """From what the system is now: who loses a race to another review of it looks again, at that one's report."""
        review = self._store.get(Review.key_of(review_id))
        if review is None or review.status is not ReviewStatus.QUEUED:
            return None
        last = self._material.last(review)
        report = self._inspected(review, content, last)
        if isinstance(report, Failed):
            return self._fail(review, report, context)
        outcome = _outcome(keep_report(self._records, report), digest_of(content), report)
        change = self._commits.go_on(review.tip, review, complete(review, outcome), context, evolve_review)
        also = [*self._last(review, last, outcome), *self._kept(review, content, context)]
        self._commits.commit([*change.writes, *also, Delete(ReviewTries.key_of(review.id))])
        return change.after

    def _content(self, review: Review) -> bytes | Failed:
        if review.kept is not None:
            content = stored_source(self._records, review.kept)
            return Failed("source_missing") if content is None else content
        content = self._uploads.get(review.upload or "")
        if content is None:
            return Failed("source_missing")
        if review.size_bytes is not None and len(content) != review.size_bytes:
            return Failed("wrong_size")
        if review.sha256 is not None and digest_of(content) != review.sha256:
            return Failed("wrong_digest")
        return content

    def _inspected(self, review: Review, content: bytes, last: LastReview | None) -> Report | Failed:
        request = self._material.inspection(review, last)
        try:
            return self._inspector.inspect(content, request)
        except InspectionRefused as refused:
            return Failed(refused.code, refused.detail)
        except Exception:
            self._note(review, "crashed")
            raise

    def _note(self, review: Review, what: str) -> None:
        """Of a review that has not ended: what arrives too late must not leave a note behind."""
        key = ReviewTries.key_of(review.id)
        unended = Check(review.key, having(version=review.version))
        with suppress(WriteConflict):
            self._store.transact([Add(key, {what: 1}, initial={"review_id": review.id}), unended])

    def _fail(self, review: Review, failed: Failed, context: Context) -> Review:
        payloads = fail(review, failed.code, failed.detail)
        change = self._commits.go_on(review.tip, review, payloads, context, evolve_review)
        self._commits.commit([*change.writes, Delete(ReviewTries.key_of(review.id))])
        return change.after

    def _last(self, review: Review, last: LastReview | None, outcome: ReviewCompleted) -> list[Write]:
        """It becomes what the next one is held against, unless a younger one was faster."""
        if last is not None and last.review_id > review.id:
            return []
        this = LastReview(review.system_id, review.kind, review.profile, review.id, outcome.report)
        return [Put(this, ABSENT if last is None else having(review_id=last.review_id))]

    def _kept(self, review: Review, content: bytes, context: Context) -> Sequence[Write]:
        """A source that the schedule is to look at again stays, once it could be looked at."""
        slot = self._store.get(SourceSlot.key_of(review.system_id, review.kind))
        if slot is None or review.upload is None or slot.taken != review.upload:
            return ()
        digest = keep_source(self._records, content)
        kept = SourceKept(review.system_id, review.kind, review.profile, digest, review.upload)
        return self._commits.go_on(slot.tip, slot, keep(slot, kept), context, evolve_slot).writes


def _outcome(report_digest: str, source_digest: str, report: Report) -> ReviewCompleted:
    baseline = report.baseline
    fresh = [one for one in report.findings if one.status != "remaining" and one.suppressed is None]
    return ReviewCompleted(
        report=report_digest,
        source=source_digest,
        ruleset=report.ruleset,
        gate=report.gate,
        errors=report.counts.get("error", 0),
        warnings=report.counts.get("warning", 0),
        notes=report.counts.get("note", 0),
        suppressed=report.counts.get("suppressed", 0),
        new=baseline.new,
        new_of_rules=baseline.new_because_of_rules,
        new_errors=sum(one.severity is Severity.ERROR for one in fresh),
        fixed=len(baseline.fixed),
        remaining=baseline.remaining,
        drift=sum(one.holds is False for one in report.drift),
        previous=baseline.previous,
    )
