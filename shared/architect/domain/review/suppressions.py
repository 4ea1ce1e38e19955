"""Findings that a team lives with: a reason and an owner, and perhaps an end."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from shared.architect.domain.review.finding import Finding
from shared.kernel.dataclasses import dataclass

# As many hex digits of a fingerprint as reports show to people: no two findings of a system share them.
SHORTEST_FINGERPRINT = 16


@dataclass(frozen=True)
class Suppression:
    """A finding that a team decided to live with: by its `fingerprint`, or the 16 digits and more that it begins with.
    `rule` alone covers the whole rule, with `path` that file."""

    id: str
    reason: str
    owner: str
    fingerprint: str | None = None
    rule: str | None = None
    path: str | None = None
    expires_on: date | None = None

    def covers(self, finding: Finding, today: date) -> bool:
        """It holds through its last day. One that names nothing covers nothing."""
        if self.expires_on is not None and today > self.expires_on:
            return False
        if self.fingerprint is not None:
            return any(_names(self.fingerprint, mark) for mark in (finding.fingerprint, finding.moved_fingerprint))
        if self.rule is None or self.rule != finding.rule:
            return False
        return self.path is None or self.path == finding.place.path


def _names(told: str, mark: str) -> bool:
    return told == mark or (len(told) >= SHORTEST_FINGERPRINT and mark.startswith(told))


def suppressed(findings: Iterable[Finding], suppressions: Iterable[Suppression], today: date) -> list[Finding]:
    """All findings, those that are covered with the reason and the owner. What `noqa` covers already stays so."""
    told = tuple(suppressions)
    return [_judged(finding, told, today) for finding in findings]


def _judged(finding: Finding, suppressions: tuple[Suppression, ...], today: date) -> Finding:
    for one in suppressions:
        if finding.suppressed is None and one.covers(finding, today):
            return replace(finding, suppressed=f"{one.reason} ({one.owner})")
    return finding
