"""A report in a terminal: what matters first, with places, reasons and remedies."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from shared.architect.domain.review.finding import Finding, Place, Severity
from shared.architect.domain.review.ranking import FIRST_SCREEN
from shared.architect.domain.review.report import Drift, Metric, Report, RuleTold

_COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_SNIPPET_LINES = 3
_BEST = {"low": "low is better", "high": "high is better"}


def show(report: Report, console: Console, *, everything: bool = False) -> None:
    """`everything`: all findings, not only the first screen."""
    folded = {one.id for one in report.rules if one.convention}
    open_ones = [one for one in report.findings if one.suppressed is None]
    told = open_ones if everything else [one for one in open_ones if one.rule not in folded][:FIRST_SCREEN]
    _head(report, console)
    _decisions(report.drift, console)
    _themes(report, console)
    _findings(told, {one.id: one for one in report.rules}, console)
    if len(open_ones) > len(told):
        _line(
            console, f"... and {len(open_ones) - len(told)} more findings: --all shows them, --json holds them.", "dim"
        )
    _conventions([one for one in report.rules if one.convention], console)
    _strengths(report, console)
    _metrics(report.metrics, console)
    _end(report, console)


def clean(text: str) -> str:
    """Without what would move the cursor or colour the screen: the text is a stranger's."""
    return "".join(letter if letter.isprintable() or letter == "\n" else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _head(report: Report, console: Console) -> None:
    source = report.source
    _line(console, f"{source.files:,} files, {source.lines:,} lines; rules {report.ruleset}", "bold")
    counts = ", ".join(f"{count} {key if key == 'suppressed' else key + 's'}" for key, count in report.counts.items())
    _line(console, f"{counts}.")
    for reason, count in (source.skipped or {}).items():
        _line(console, f"  not looked at: {count} ({reason.replace('_', ' ')})", "dim")
    for one in source.unparsed:
        _line(console, f"  not read: {one.path}:{one.line} ({one.reason})", "yellow")
    if report.baseline.previous:
        base = report.baseline
        _line(
            console,
            f"Since {base.previous}: {base.new} new, {base.new_because_of_rules} new because of the rules, "
            f"{base.remaining} remain, {len(base.fixed)} fixed.",
        )


def _decisions(drift: Sequence[Drift], console: Console) -> None:
    for one in drift:
        said = {
            True: "holds",
            False: f"does not hold: {_places(len(one.places))}",
            None: "cannot be asked of this source",
        }
        _line(
            console, f"Decision {one.number} ({one.title}) says: {one.check}. It {said[one.holds]}.",
            "red" if one.holds is False else "green" if one.holds else "dim",
        )  # fmt: skip
        for place in one.places[:5]:
            _line(console, f"  {place.path}:{place.line}")


def _themes(report: Report, console: Console) -> None:
    if report.themes:
        _title(console, "Themes")
    for one in report.themes:
        _line(console, f"  {one.count:>4}  {one.title} ({one.rule}): {', '.join(map(_place, one.places))}")


def _findings(findings: Sequence[Finding], rules: dict[str, RuleTold], console: Console) -> None:
    if findings:
        _title(console, "Findings")
    explained: set[str] = set()
    for one in findings:
        head = Text.assemble(
            (f"{one.severity.value:<7} ", _COLOURS[one.severity]), (clean(_place(one.place)), "bold"),
            f"  {one.rule}, {one.confidence.value} confidence{'' if one.status == 'new' else ', ' + _status(one)}",
        )  # fmt: skip
        console.print(head)
        for text, style in _body(one, rules.get(one.rule), explained):
            console.print(Padding(Text(clean(text), style), (0, 0, 0, 8)))
        explained.add(one.rule)


def _body(one: Finding, rule: RuleTold | None, explained: set[str]) -> Iterator[tuple[str, str]]:
    yield one.message, ""
    if one.snippet:
        yield "\n".join(one.snippet.splitlines()[:_SNIPPET_LINES]), "dim"
    if rule is not None and one.rule not in explained:
        yield f"Why: {rule.why}", "italic"
        yield f"Fix: {rule.fix}", "green"


def _status(one: Finding) -> str:
    return {"new_rule": "new because of the rules", "remaining": "known"}.get(one.status, one.status)


def _conventions(rules: Sequence[RuleTold], console: Console) -> None:
    for one in rules:
        _line(
            console, f"A habit here: {one.title} ({one.id}), {one.count} times, {one.per_kloc} in 1,000 lines.", "cyan"
        )


def _strengths(report: Report, console: Console) -> None:
    if report.strengths:
        _title(console, "Done well")
    for one in report.strengths:
        _line(console, f"  {one.evidence}", "green")


def _metrics(metrics: Sequence[Metric], console: Console) -> None:
    if metrics:
        _title(console, "Numbers, among well-kept projects")
    for one in metrics:
        value = f"{100 * one.value:.0f} %" if one.unit == "share" else f"{one.value:,.0f} {one.unit}"
        place = (
            f"{one.percentile} % of them have no more; {_BEST.get(one.good, '')}" if one.percentile is not None else ""
        )
        _line(console, f"  {one.key.replace('_', ' '):<24} {value:>14}  {place}")


def _end(report: Report, console: Console) -> None:
    if report.gate:
        _line(console, "The gate fails: something above is new and wrong, or a decision does not hold.", "bold red")
    else:
        _line(console, "Nothing new fails the gate.", "bold green")


def _title(console: Console, text: str) -> None:
    console.print()
    _line(console, text, "bold")


def _line(console: Console, text: str, style: str = "") -> None:
    console.print(Text(clean(text), style))


def _place(place: Place) -> str:
    return f"{place.path}:{place.line}"


def _places(count: int) -> str:
    return "1 place" if count == 1 else f"{count} places"
