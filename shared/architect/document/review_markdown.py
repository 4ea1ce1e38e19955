"""A report as Markdown, for a pull request or a mail. Code of strangers is fenced, their names are escaped."""

from collections.abc import Iterator

from shared.architect.document.markdown import code_span, escaped, fenced, table_lines, text
from shared.architect.document.review_shown import Shown, ShownRule, shown
from shared.architect.document.review_words import (
    METRICS,
    STRENGTHS,
    amount,
    compared,
    confidence,
    drift_told,
    looked_at,
    named,
    standing,
    status,
    verdict,
    where,
)
from shared.architect.domain.review.finding import Finding
from shared.architect.domain.review.report import Report

MOST_FIXED = 10


def markdown(report: Report, title: str) -> str:
    view = shown(report)
    lines = [
        f"# Review of {escaped(title)}",
        "",
        f"**{escaped(verdict(report))}** {escaped(compared(report.baseline))}",
        "",
        escaped(looked_at(report)),
        "",
        *_counts(report),
        *_themes(report),
        *_findings(report, view),
        *_drift(report),
        *_strengths(report),
        *_metrics(report),
        *_left_out(report, view),
    ]
    return "\n".join(lines) + "\n"


def _counts(report: Report) -> list[str]:
    kinds = ("error", "warning", "note", "suppressed")
    return table_lines(list(kinds), [[str(report.counts.get(kind, 0)) for kind in kinds]])


def _themes(report: Report) -> Iterator[str]:
    if report.themes:
        yield from ("", "## Look at these first", "")
    for theme in report.themes:
        places = ", ".join(code_span(where(place)) for place in theme.places)
        more = f" and {theme.count - len(theme.places)} more" if theme.count > len(theme.places) else ""
        yield f"- **{escaped(theme.title)}** ({theme.count}): {places}{more}"


def _findings(report: Report, view: Shown) -> Iterator[str]:
    if view.rules:
        yield from ("", "## Findings")
    for one in view.rules:
        yield from _rule(report, one)
    if view.conventions:
        yield from ("", "## Habits of this code", "")
    for rule in view.conventions:
        often = f"{rule.count} places, {rule.per_kloc} in 1,000 lines"
        yield f"- **{escaped(rule.id)} {escaped(rule.title)}**: {often}. {text(rule.fix)}"


def _rule(report: Report, one: ShownRule) -> Iterator[str]:
    rule = one.rule
    yield from (
        "",
        f"### {escaped(rule.id)}: {escaped(rule.title)}",
        "",
        f"{text(rule.principle)} {text(rule.why)}",
    )
    for finding in one.findings:
        yield from _finding(report, finding)
    yield from ("", f"**How to fix it.** {text(rule.fix)}")
    if one.more > 0:
        yield from ("", f"And {one.more} more of this rule: all are in the JSON and SARIF forms.")


def _finding(report: Report, finding: Finding) -> Iterator[str]:
    known = status(finding, report.baseline)
    marks = ", ".join(each for each in (finding.severity.value, known, confidence(finding)) if each)
    symbol = f" in {code_span(finding.place.symbol)}" if finding.place.symbol else ""
    yield from ("", f"**{code_span(where(finding.place))}**{symbol} ({escaped(marks)})", "", text(finding.message))
    if finding.snippet.strip():
        yield from ("", *fenced(finding.snippet, "python" if report.source.kind == "code" else "yaml"))
    if finding.also:
        yield from ("", f"Also: {', '.join(code_span(where(place)) for place in finding.also)}")
    yield from ("", f"To live with it: suppress {code_span(finding.fingerprint[:16])} with a reason and an owner.")


def _drift(report: Report) -> Iterator[str]:
    if not report.drift:
        return
    yield from ("", "## Decisions", "")
    rows = [
        [str(each.number), escaped(each.title), text(each.check), escaped(drift_told(each)),
         ", ".join(code_span(where(place)) for place in each.places[:3])]
        for each in report.drift
    ]  # fmt: skip
    yield from table_lines(["Decision", "Says", "Check", "Here", "Places"], rows)


def _strengths(report: Report) -> Iterator[str]:
    if report.strengths:
        yield from ("", "## What is good", "")
    for each in report.strengths:
        yield f"- **{escaped(named(each.key, STRENGTHS))}**: {text(each.evidence)}"


def _metrics(report: Report) -> Iterator[str]:
    if report.metrics:
        rows = [
            [escaped(named(each.key, METRICS)), escaped(amount(each)), escaped(standing(each))]
            for each in report.metrics
        ]
        yield from ("", "## Numbers", "", *table_lines(["Number", "Here", "Among well-kept projects"], rows))


def _left_out(report: Report, view: Shown) -> Iterator[str]:
    """What was fixed, suppressed, not read or not shown: nothing disappears silently."""
    if report.baseline.fixed:
        yield from ("", "## Fixed since the last review", "")
        yield from (
            f"- {escaped(each.rule)} {code_span(where(each.place))}" for each in report.baseline.fixed[:MOST_FIXED]
        )
        if len(report.baseline.fixed) > MOST_FIXED:
            yield f"- and {len(report.baseline.fixed) - MOST_FIXED} more"
    if report.source.unparsed:
        yield from ("", "## Not read", "")
        yield from (f"- {code_span(each.path)}: {escaped(each.reason)}" for each in report.source.unparsed)
    if report.source.skipped:
        told = ", ".join(f"{escaped(reason)} {count}" for reason, count in report.source.skipped.items())
        yield from ("", f"Left out: {told}.")
    if view.suppressed:
        yield from ("", f"Suppressed with a reason: {len(view.suppressed)}.")
    if view.more:
        yield from ("", f"{view.more} findings of further rules are in the JSON and SARIF forms.")
