"""A report as SARIF 2.1.0 (OASIS, errata 01): what editors and code hosts read.

Everything that was found is in it, suppressed findings with their reasons, and those that are fixed as absent.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from shared.architect.document.drawing import printable
from shared.architect.domain.review.finding import Finding, Place, Severity
from shared.architect.domain.review.report import Report, RuleTold

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "SRCROOT"
_STATES = {"new": "new", "new_rule": "new", "remaining": "unchanged"}
_PRECISIONS = {"high": "very-high", "medium": "medium", "low": "low"}
_WORST = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def sarif(report: Report) -> dict[str, Any]:
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report)]}


def _run(report: Report) -> dict[str, Any]:
    findings = [*report.findings, *report.baseline.fixed]
    rules = _rules(report, findings)
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    results = [_result(each, index, _state(report, each.status)) for each in report.findings]
    results += [_result(each, index, "absent") for each in report.baseline.fixed]
    return {
        "tool": {"driver": {"name": "Rollbook", "version": report.ruleset, "rules": rules}},
        "automationDetails": {"id": f"rollbook/{report.source.kind}/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the source that was reviewed."}}},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": list(_unread(report))}],
        "results": results,
        "properties": {"sourceDigest": report.source.digest, "counts": dict(report.counts), "gate": report.gate},
    }


def _rules(report: Report, findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Those that are told, then the bare ids of rules that only hit what is suppressed or fixed."""
    told = [_rule(rule, _worst(rule.id, findings), _precision(rule.id, findings)) for rule in report.rules]
    known = {rule.id for rule in report.rules}
    others = dict.fromkeys(each.rule for each in findings if each.rule not in known)
    return [*told, *({"id": id} for id in others)]


def _rule(rule: RuleTold, level: str, precision: str) -> dict[str, Any]:
    link = {"helpUri": rule.source} if rule.source.startswith("https://") else {}
    return {
        "id": rule.id,
        "name": "".join(word[:1].upper() + word[1:] for word in rule.title.split() if word.isalnum()) or rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": f"{rule.principle} {rule.why}"},
        "help": {
            "text": f"{rule.why}\n\n{rule.fix}\n\nSource: {rule.source}",
            "markdown": f"**{rule.principle}**\n\n{rule.why}\n\n{rule.fix}\n\nSource: {rule.source}",
        },
        **link,
        "defaultConfiguration": {"level": level},
        "properties": {"tags": [rule.family], "precision": precision, "count": rule.count, "perKloc": rule.per_kloc},
    }


def _worst(id: str, findings: Sequence[Finding]) -> str:
    found = {each.severity for each in findings if each.rule == id}
    return next((severity.value for severity in _WORST if severity in found), "note")


def _precision(id: str, findings: Sequence[Finding]) -> str:
    return next((_PRECISIONS[each.confidence.value] for each in findings if each.rule == id), "medium")


def _state(report: Report, status: str) -> str | None:
    """Nothing can be new where there was no review before."""
    return _STATES.get(status, "new") if report.baseline.previous is not None else None


def _result(finding: Finding, index: Mapping[str, int], state: str | None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index[finding.rule],
        "level": finding.severity.value,
        "message": {"text": printable(finding.message)},
        "locations": [_location(finding.place, finding.snippet)],
        "partialFingerprints": {"rollbook/v1": finding.fingerprint, "rollbookMoved/v1": finding.moved_fingerprint},
        "rank": max(0.0, min(100.0, round(finding.score, 2))),
        "properties": {"confidence": finding.confidence.value, "tags": list(finding.tags)},
    }
    if finding.also:
        places = enumerate(finding.also, 1)
        told["relatedLocations"] = [{"id": number, **_location(place)} for number, place in places]
    if state is not None:
        told["baselineState"] = state
    if finding.suppressed is not None:
        told["suppressions"] = [_suppression(finding.suppressed)]
    return told


def _suppression(reason: str) -> dict[str, Any]:
    kind = "inSource" if "noqa" in reason or reason == "nosec" else "external"
    return {"kind": kind, "status": "accepted", "justification": printable(reason)}


def _location(place: Place, snippet: str = "") -> dict[str, Any]:
    line = max(1, place.line)
    region: dict[str, Any] = {
        "startLine": line,
        "startColumn": max(1, place.column),
        "endLine": max(line, place.end_line),
    }
    if snippet:
        region["snippet"] = {"text": printable(snippet)}
    physical = {"artifactLocation": {"uri": _uri(place.path), "uriBaseId": _ROOT}, "region": region}
    logical = {"logicalLocations": [{"fullyQualifiedName": printable(place.symbol)}]} if place.symbol else {}
    return {"physicalLocation": physical, **logical}


def _uri(path: str) -> str:
    """Relative to the root, with everything escaped that has a meaning in a URI (RFC 3986)."""
    return quote(printable(path).lstrip("/"), safe="/-._~!$&'()*+,;=@")


def _unread(report: Report) -> Iterator[dict[str, Any]]:
    for each in report.source.unparsed:
        yield {
            "level": "warning",
            "message": {"text": f"Not read as Python: {printable(each.reason)}"},
            "locations": [_location(Place(each.path, each.line))],
        }
