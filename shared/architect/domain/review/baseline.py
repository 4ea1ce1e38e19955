"""Against the last review: what is new, what is new because the rules are, what remains, what is fixed.

Nothing counts as fixed that was not looked at: the findings of a file that could not be read this time stay.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from shared.architect.domain.review.finding import Finding
from shared.architect.domain.review.report import Baseline, Report
from shared.kernel.dataclasses import dataclass

NOT_READ = "not_read"  # the tag of a finding that stays because its file could not be read


@dataclass(frozen=True)
class LookedAt:
    """`rule_versions`: of the rules that were asked; `unread`: paths that are in the source but could not be read;
    `failed`: rules, with paths, that broke on a file."""

    rule_versions: Mapping[str, str]
    unread: frozenset[str] = frozenset()
    failed: frozenset[tuple[str, str]] = frozenset()

    def says_fixed(self, finding: Finding, before: Report) -> bool:
        """Whether its absence means that it was mended."""
        path, rule = finding.place.path, finding.rule
        if path in self.unread or (rule, path) in self.failed or any(each.path in self.unread for each in finding.also):
            return False
        return self.rule_versions.get(rule) == before.rule_versions.get(rule) is not None


def compared(
    findings: Sequence[Finding], before: Report | None, before_id: str | None, looked_at: LookedAt
) -> tuple[list[Finding], Baseline]:
    """The findings with their status, those of unread files with them, and the counts."""
    if before is None:
        return list(findings), Baseline(None, len(findings), 0, 0)
    known = _matches(findings, before.findings)
    unlisted = _unlisted(before)
    judged = [replace(one, status=_status(one, known, before, unlisted, looked_at)) for one in findings]
    matched = {known[each.fingerprint] for each in findings if each.fingerprint in known}
    gone = [one for one in before.findings if one.fingerprint not in matched]
    kept = [_kept(one) for one in gone if _stays(one, looked_at)]
    fixed = tuple(one for one in gone if one.suppressed is None and looked_at.says_fixed(one, before))
    count = Counter(one.status for one in (*judged, *kept))
    return [*judged, *kept], Baseline(before_id, count["new"], count["new_rule"], count["remaining"], fixed)


def _matches(findings: Sequence[Finding], before: Sequence[Finding]) -> Mapping[str, str]:
    """Fingerprints of now -> those of then: equal ones first, then what was moved to another file."""
    then = {one.fingerprint for one in before}
    now = {one.fingerprint for one in findings}
    found = {each: each for each in now & then}
    moved: dict[tuple[str, str], list[str]] = {}
    for one in before:
        if one.fingerprint not in now:
            moved.setdefault((one.rule, one.moved_fingerprint), []).append(one.fingerprint)
    for one in findings:
        candidates = moved.get((one.rule, one.moved_fingerprint), [])
        if one.fingerprint not in then and candidates:
            found[one.fingerprint] = candidates.pop(0)
    return found


def _status(
    one: Finding, known: Mapping[str, str], before: Report, unlisted: frozenset[str], looked_at: LookedAt
) -> str:
    if one.fingerprint in known:
        return "remaining"
    if before.rule_versions.get(one.rule) != looked_at.rule_versions.get(one.rule):
        return "new_rule"
    return "remaining" if one.rule in unlisted else "new"


def _unlisted(before: Report) -> frozenset[str]:
    """Rules of which the last report counts more than it lists: what seems new may have been there."""
    listed = Counter(one.rule for one in before.findings)
    return frozenset(told.id for told in before.rules if told.count > listed[told.id])


def _stays(one: Finding, looked_at: LookedAt) -> bool:
    if one.rule not in looked_at.rule_versions:
        return False
    return one.place.path in looked_at.unread or (one.rule, one.place.path) in looked_at.failed


def _kept(one: Finding) -> Finding:
    return replace(one, status="remaining", tags=(*(tag for tag in one.tags if tag != NOT_READ), NOT_READ))
