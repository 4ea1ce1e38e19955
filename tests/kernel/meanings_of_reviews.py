"""What the samples of reviews, sources and suppressions say today, whatever version they were stored under."""

from collections.abc import Mapping

from shared.architect.domain.records import review_events as happened
from shared.kernel.events import Payload

OWNER = "0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c11"
SYSTEM = "0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c21"
REVIEW = "0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c41"
UPLOAD = f"reviews/{REVIEW}.zip"

MEANINGS: Mapping[str, Payload] = {
    "review.requested.v1": happened.ReviewRequested(
        SYSTEM, "code", "standard", "asked", UPLOAD, "ab" * 32, 52_000, "cd" * 32
    ),
    "review.submitted.v1": happened.ReviewSubmitted(),
    "review.template_submitted.v1": happened.ReviewTemplateSubmitted(),
    "review.completed.v1": happened.ReviewCompleted(
        report="ef" * 32,
        source="cd" * 32,
        ruleset="5a0f",
        gate=False,
        errors=2,
        warnings=7,
        notes=1,
        suppressed=3,
        new=4,
        new_of_rules=1,
        new_errors=1,
        fixed=5,
        remaining=6,
        drift=2,
        previous=REVIEW,
    ),
    "review.failed.v1": happened.ReviewFailed("bomb", "One file unpacks to more than 64 MB."),
    "source.offered.v1": happened.SourceOffered(SYSTEM, "code", "strict", UPLOAD, 52_000, "cd" * 32),
    "source.kept.v1": happened.SourceKept(SYSTEM, "template", "standard", "cd" * 32, UPLOAD),
    "source.review_asked.v1": happened.SourceReviewAsked(REVIEW, "5a0f", "cd" * 32),
    "source.withdrawn.v1": happened.SourceWithdrawn(),
    "suppression.added.v1": happened.SuppressionAdded(
        SYSTEM, OWNER, "A shim that goes with the next release.", "12ab", "ASY001", "shop/api.py", "2026-12-31"
    ),
    "suppression.removed.v1": happened.SuppressionRemoved(),
}
