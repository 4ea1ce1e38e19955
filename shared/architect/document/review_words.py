"""What reviews call their numbers. They are in English only, as the rules are."""

from shared.architect.document.numbers import exact, share
from shared.architect.domain.review.finding import Confidence, Finding, Place
from shared.architect.domain.review.report import Baseline, Drift, Metric, Report

METRICS = {
    "lines": "Lines of code",
    "file_lines_median": "Lines of a file, median",
    "file_lines_p90": "Lines of a file, nine of ten at most",
    "function_lines_median": "Lines of a function, median",
    "function_lines_p90": "Lines of a function, nine of ten at most",
    "hint_coverage": "Public functions with complete type hints",
    "docstring_coverage": "Public code with docstrings",
    "test_coverage": "Modules that tests import",
    "fan_in_p90": "Importers of a module, nine of ten at most",
    "fan_out_p90": "Imports of a module, nine of ten at most",
    "in_cycles": "Modules in import cycles",
    "unstable_dependencies": "Imports of less stable packages",
}
STRENGTHS = {
    "no_cycles": "No import cycles",
    "layers_kept": "Layers are kept",
    "functions_are_small": "Functions are small",
    "files_are_small": "Files are small",
    "hints": "Types are told",
    "docstrings": "Public code is explained",
    "tests_reach_the_code": "Tests reach the code",
    "calls_have_timeouts": "Calls have timeouts",
    "sql_is_parametrised": "SQL is parametrised",
    "loop_is_never_blocked": "The event loop is never blocked",
    "clients_are_kept": "Clients are kept between calls",
    "tokens_are_verified": "Tokens are verified",
    "caches_expire": "Cached values expire",
    "decisions_hold": "Decisions hold",
}
_CONFIDENCES = {
    Confidence.HIGH: "high confidence (about 95% of such findings are right)",
    Confidence.MEDIUM: "medium confidence (about 70% are right)",
    Confidence.LOW: "low confidence (about 40% are right): look before you act",
}
_STATUSES = {"new": "new", "new_rule": "new because of the rules", "remaining": "known"}
_UNCOMPARED = "not compared"


def named(key: str, names: dict[str, str]) -> str:
    return names.get(key) or key.replace("_", " ").capitalize()


def confidence(finding: Finding) -> str:
    return _CONFIDENCES[finding.confidence]


def status(finding: Finding, baseline: Baseline) -> str:
    """Nothing is new where nothing was before."""
    return _STATUSES.get(finding.status, finding.status) if baseline.previous is not None else ""


def where(place: Place) -> str:
    return f"{place.path}:{place.line}"


def amount(metric: Metric) -> str:
    return share(round(metric.value, 3)) if metric.unit == "share" else f"{exact(round(metric.value, 1))} {metric.unit}"


def standing(metric: Metric) -> str:
    """Among well-kept projects, said so that better is plain."""
    if metric.percentile is None or metric.good not in ("low", "high"):
        return _UNCOMPARED
    better = metric.percentile if metric.good == "high" else 100 - metric.percentile
    if better >= 50:
        return f"as good as or better than {better}% of well-kept projects"
    return f"{100 - better}% of well-kept projects are better"


def drift_told(drift: Drift) -> str:
    if drift.holds is None:
        return "nothing here to ask it of"
    if drift.holds:
        return "holds"
    count = len(drift.places)
    return f"broken in {count} {'place' if count == 1 else 'places'}" if count else "broken"


def verdict(report: Report) -> str:
    if report.gate:
        return "The gate is closed: there is a new error that nobody has suppressed."
    if report.counts.get("error", 0):
        return "The gate is open: the errors below were known before."
    return "The gate is open: no error was found."


def looked_at(report: Report) -> str:
    source = report.source
    files = "file" if source.files == 1 else "files"
    return (
        f"{source.files:,} {files}, {source.lines:,} lines of {source.kind}; rules {report.ruleset}; nothing was run."
    )


def compared(baseline: Baseline) -> str:
    if baseline.previous is None:
        return "This is the first review: there is nothing to compare it with."
    rules = f", {baseline.new_because_of_rules} because the rules changed" if baseline.new_because_of_rules else ""
    told = f"{baseline.new} new{rules}, {len(baseline.fixed)} fixed, {baseline.remaining} remaining"
    return f"Since the last review: {told}."
