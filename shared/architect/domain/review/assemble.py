"""A report, from what rules saw: ranked, compared with the last one, counted, and with the decisions checked."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from shared.architect.domain.review.baseline import LookedAt, compared
from shared.architect.domain.review.checks import DecisionChecks
from shared.architect.domain.review.drift import Document, drifts
from shared.architect.domain.review.finding import Confidence, Finding, Severity
from shared.architect.domain.review.metrics import Reference, metrics
from shared.architect.domain.review.package_graph import package_graph
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.ranking import MOST_FINDINGS, in_order
from shared.architect.domain.review.report import Drift, Report, Source
from shared.architect.domain.review.request_path import on_request_path
from shared.architect.domain.review.rule import About
from shared.architect.domain.review.seen import Seen, findings
from shared.architect.domain.review.strengths import strengths
from shared.architect.domain.review.suppressions import Suppression, suppressed
from shared.architect.domain.review.told import folded, rules_told, themes
from shared.kernel.dataclasses import dataclass


@dataclass(frozen=True)
class Terms:
    """What a review is asked for: see Inspection. `profile` "strict": sure warnings fail the gate as well."""

    profile: str
    today: date
    checks: tuple[DecisionChecks, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    previous: Report | None = None
    previous_id: str | None = None


@dataclass(frozen=True)
class Looked:
    """What a review did. `abouts`: of all rules that were asked, `versions` theirs, by id. `documents`: settings and
    templates by path, for the decisions. `unread`: paths that are there but were not looked at."""

    ruleset: str
    abouts: tuple[About, ...]
    versions: Mapping[str, str]
    seen: Sequence[Seen]
    source: Source
    documents: Mapping[str, Document]
    unread: frozenset[str] = frozenset()


def report(project: Project, looked: Looked, terms: Terms, reference: Reference) -> Report:
    """The whole. `reference`: numbers of well-kept projects."""
    paths = on_request_path(project)
    found = findings(looked.seen, project, paths.__contains__)
    looked_at = LookedAt(looked.versions, looked.unread, frozenset(project.failed))
    found, baseline = compared(found, terms.previous, terms.previous_id, looked_at)
    found = suppressed(found, terms.suppressions, terms.today)
    open_ones = [one for one in found if one.suppressed is None]
    told = rules_told(looked.abouts, open_ones, sum(file.line_count for file in project.files) or looked.source.lines)
    ordered = in_order(found, folded(told))
    drift = drifts(terms.checks, project, looked.documents)
    numbers = metrics(project, reference)
    return Report(
        ruleset=looked.ruleset,
        source=looked.source,
        counts=_counts(found),
        rules=told,
        themes=themes(told, [one for one in ordered if one.suppressed is None]),
        findings=ordered[:MOST_FINDINGS],
        strengths=strengths(project, looked.versions, found, numbers, drift),
        metrics=numbers,
        graph=package_graph(project),
        baseline=replace(baseline, fixed=baseline.fixed[:MOST_FINDINGS]),
        drift=drift,
        gate=fails(open_ones, drift, terms.profile),
        rule_versions=looked.versions,
    )


def fails(open_findings: Sequence[Finding], drift: Sequence[Drift], profile: str) -> bool:
    """A new error fails the gate, and a decision that does not hold; under the strict profile also a new warning of a
    rule that is rarely wrong. What a rule only guesses is a note, and never fails it."""
    return any(one.holds is False for one in drift) or any(_fails(one, profile) for one in open_findings)


def _fails(one: Finding, profile: str) -> bool:
    if one.status != "new":
        return False
    sure = one.severity is Severity.WARNING and one.confidence is Confidence.HIGH
    return one.severity is Severity.ERROR or (profile == "strict" and sure)


def _counts(found: Sequence[Finding]) -> Mapping[str, int]:
    """Of all findings, those beyond the first 2,000 as well."""
    counts = Counter("suppressed" if one.suppressed is not None else one.severity.value for one in found)
    return {key: counts[key] for key in ("error", "warning", "note", "suppressed")}
