"""Read reviews and what they found."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from shared.architect.domain.records.review import ListedReview, Review, ReviewOfSystem
from shared.architect.domain.review.finding import Finding
from shared.architect.domain.review.report import Report
from shared.architect.domain.review.report_json import to_json
from shared.architect.ports import Objects
from shared.architect.use_cases.stored_reports import stored_report
from shared.architect.use_cases.systems import Systems
from shared.kernel.errors import Conflict, NotFound
from shared.kernel.ports import Reader
from shared.kernel.records import Page

# Lambda answers with at most six megabytes; a finding takes up to three times as much in SARIF or a page as here.
_MOST_OCTETS = 1_000_000
# What a finding takes beside its texts.
_EACH = 400


class ReadReviews:
    def __init__(self, systems: Systems, store: Reader, records: Objects) -> None:
        self._systems = systems
        self._store = store
        self._records = records

    def get(self, review_id: str) -> Review:
        """Raises NotFound."""
        review = self._store.get(Review.key_of(review_id))
        if review is None:
            raise NotFound
        return review

    def list(self, system_id: str | None, after: str | None, limit: int) -> Page[Review]:
        """Of a system, or of all; newest first."""
        rows: Page[ListedReview] | Page[ReviewOfSystem]
        if system_id is None:
            rows = self._store.query(ListedReview.all(), after=after, limit=limit, newest_first=True)
        else:
            rows = self._store.query(ReviewOfSystem.of(system_id), after=after, limit=limit, newest_first=True)
        if not rows.items:
            return Page((), None)
        found = self._store.get_many(*(Review.key_of(row.review_id) for row in rows.items))
        return Page(tuple(review for review in found if review is not None), rows.after)

    def report(self, review: Review) -> Report | None:
        """None while there is none. Raises NotFound where it was removed by hand."""
        if review.outcome is None:
            return None
        report = stored_report(self._records, review.outcome.report)
        if report is None:
            raise NotFound
        return report

    def finished(self, review: Review) -> Report:
        """Raises Conflict wrong_status while there is no report, or if there will be none."""
        report = self.report(review)
        if report is None:
            raise Conflict("wrong_status", f"This review is {review.status.value}: it has no report.")
        return report

    def plain(self, review: Review) -> dict[str, Any] | None:
        """The report as JSON has it; None while there is none."""
        report = self.report(review)
        told: dict[str, Any] | None = None if report is None else json.loads(to_json(fitting(report)))
        return told

    def title(self, review: Review) -> str:
        """The name of its system."""
        return self._systems.get(review.system_id).name


def fitting(report: Report) -> Report:
    """With as many of its findings, best first, as an answer can hold; its counts are of all."""
    fixed = tuple(_first(report.baseline.fixed))
    return replace(report, findings=tuple(_first(report.findings)), baseline=replace(report.baseline, fixed=fixed))


def _first(findings: Sequence[Finding]) -> list[Finding]:
    octets, kept = 0, list[Finding]()
    for finding in findings:
        texts = finding.snippet, finding.message, finding.place.path
        octets += _EACH + sum(len(text.encode()) for text in texts)
        if octets > _MOST_OCTETS:
            break
        kept.append(finding)
    return kept
