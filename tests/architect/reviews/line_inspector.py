"""A twin of the inspectors for small sources: each line `severity rule path words` is a finding, and nothing else is.

What it makes of findings (baseline, suppressions, gate) is made by the domain's own rules.
"""

import hashlib
from collections import Counter
from collections.abc import Callable

from shared.architect.domain.review.baseline import LookedAt, compared
from shared.architect.domain.review.checks import DecisionChecks, ForbiddenImportCheck
from shared.architect.domain.review.finding import Confidence, Finding, Place, Severity
from shared.architect.domain.review.report import Drift, PackageGraph, Report, RuleTold, Source
from shared.architect.domain.review.suppressions import suppressed
from shared.architect.ports import Inspection, InspectionRefused

RULES = {"ASY001": "1", "SEC004": "1", "TPL001": "1"}


class LineInspector:
    """`before`: runs before each look, as if it took its time."""

    def __init__(self, kind: str = "code") -> None:
        self.kind = kind
        self.asked: list[Inspection] = []
        self.rule_versions = dict(RULES)
        self.before: list[Callable[[], object]] = []

    def inspect(self, content: bytes, request: Inspection, /) -> Report:
        self.asked.append(request)
        if self.before:
            self.before.pop(0)()
        if content.startswith(b"bad"):
            raise InspectionRefused("not_a_zip", "This is no zip archive, or it is damaged.")
        lines = content.decode().splitlines()
        found = [_finding(line) for line in lines if line.split(" ")[0] in set(Severity)]
        judged, baseline = compared(found, request.previous, request.previous_id, LookedAt(self.rule_versions))
        findings = suppressed(judged, request.suppressions, request.today)
        told = Counter(one.severity.value for one in findings if one.suppressed is None)
        told["suppressed"] = sum(one.suppressed is not None for one in findings)
        return Report(
            ruleset=hashlib.sha256(repr(self.rule_versions).encode()).hexdigest()[:16],
            source=Source(self.kind, hashlib.sha256(content).hexdigest(), 1, len(lines)),
            counts=dict(told),
            rules=tuple(_told(rule, count) for rule, count in sorted(Counter(one.rule for one in findings).items())),
            themes=(),
            findings=tuple(findings),
            strengths=(),
            metrics=(),
            graph=PackageGraph((), ()),
            baseline=baseline,
            drift=tuple(drift for checks in request.checks for drift in _drifts(checks, lines)),
            gate=any(_stops(one) for one in findings),
            rule_versions=dict(self.rule_versions),
        )


def _told(rule: str, count: int) -> RuleTold:
    return RuleTold(rule, "asynchrony", f"Title of {rule}", "A principle.", "Why.", "A fix.", "A source.", count, 1.0)


def _stops(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR and finding.status == "new" and finding.suppressed is None


def _finding(line: str) -> Finding:
    severity, rule, path, words = line.split(" ", 3)
    mark, moved = (hashlib.sha256(text.encode()).hexdigest() for text in (f"{rule} {path} {words}", f"{rule} {words}"))
    return Finding(rule, Severity(severity), Confidence.HIGH, Place(path, 1), words, line, mark, moved, 1.0)


def _drifts(checks: DecisionChecks, lines: list[str]) -> list[Drift]:
    told = [check for check in checks.checks if isinstance(check, ForbiddenImportCheck)]
    return [
        Drift(
            checks.decision_id,
            checks.number,
            checks.title,
            f"{check.importer} never imports {check.imported}",
            holds=f"{check.importer} imports {check.imported}" not in lines,
        )
        for check in told
    ]
