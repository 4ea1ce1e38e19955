"""What a review needs to know of its system: the last report, what the team lives with, what was decided."""

from collections.abc import Iterator

from shared.architect.domain.records.checks import checks_of
from shared.architect.domain.records.decision import Decision, DecisionStatus
from shared.architect.domain.records.listings import DecisionOfSystem
from shared.architect.domain.records.review import LastReview, Review
from shared.architect.domain.records.suppression import SystemSuppression
from shared.architect.domain.review.checks import DecisionChecks
from shared.architect.domain.review.suppressions import Suppression
from shared.architect.ports import Inspection, Objects
from shared.architect.use_cases.stored_reports import stored_report
from shared.kernel.ports import Clock, Reader

# Far below the hundred keys that one batch may have, and the megabytes that one answer may.
_AT_ONCE = 25


class ReviewMaterial:
    def __init__(self, store: Reader, records: Objects, clock: Clock) -> None:
        self._store = store
        self._records = records
        self._clock = clock

    def last(self, review: Review) -> LastReview | None:
        """What it is held against."""
        return self._store.get(LastReview.key_of(review.system_id, review.kind, review.profile))

    def inspection(self, review: Review, last: LastReview | None) -> Inspection:
        previous = None if last is None else stored_report(self._records, last.report)
        return Inspection(
            profile=review.profile,
            today=self._clock.now().date(),
            checks=tuple(self._checks(review.system_id)),
            suppressions=tuple(self._suppressions(review.system_id)),
            previous=previous,
            previous_id=last.review_id if last and previous else None,
        )

    def _suppressions(self, system_id: str) -> Iterator[Suppression]:
        for one in self._store.query(SystemSuppression.of(system_id)).items:
            yield Suppression(one.id, one.reason, one.owner, one.fingerprint, one.rule, one.path, one.last_day)

    def _checks(self, system_id: str) -> Iterator[DecisionChecks]:
        rows = self._store.query(DecisionOfSystem.of(system_id)).items
        for start in range(0, len(rows), _AT_ONCE):
            keys = [Decision.key_of(row.decision_id) for row in rows[start : start + _AT_ONCE]]
            for decision in self._store.get_many(*keys):
                if decision is not None and decision.status is DecisionStatus.ACCEPTED and decision.checks:
                    yield checks_of(decision)
