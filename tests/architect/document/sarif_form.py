"""The part of SARIF 2.1.0 that reports use, as a form to hold them against.

Written from the standard (OASIS, Static Analysis Results Interchange Format 2.1.0): for each object the members that it
may have, those that it must have, and what each holds. A member that is not listed is a fault.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

LEVELS = ("none", "note", "warning", "error")
# Object -> member -> what it holds: a type, an object's name, ["name"] for a list of it, or words. "!" marks a must.
FORM: Mapping[str, Mapping[str, Any]] = {
    "log": {"$schema": str, "!version": ("2.1.0",), "!runs": ["run"]},  # 3.13
    "run": {  # 3.14
        "!tool": "tool", "automationDetails": "automation", "columnKind": ("utf16CodeUnits", "unicodeCodePoints"),
        "originalUriBaseIds": dict, "invocations": ["invocation"], "results": ["result"], "properties": dict,
    },
    "tool": {"!driver": "component"},  # 3.18
    "component": {"!name": str, "version": str, "rules": ["rule"]},  # 3.19
    "automation": {"id": str},  # 3.17
    "invocation": {"!executionSuccessful": bool, "toolExecutionNotifications": ["notification"]},  # 3.20
    "notification": {"!message": "message", "level": LEVELS, "locations": ["location"]},  # 3.58
    "rule": {  # 3.49
        "!id": str, "name": str, "shortDescription": "multiformat", "fullDescription": "multiformat",
        "help": "multiformat", "helpUri": str, "defaultConfiguration": "configuration", "properties": dict,
    },
    "multiformat": {"!text": str, "markdown": str},  # 3.12
    "configuration": {"level": LEVELS},  # 3.50
    "message": {"!text": str},  # 3.11
    "result": {  # 3.27
        "ruleId": str, "ruleIndex": int, "level": LEVELS, "!message": "message", "locations": ["location"],
        "relatedLocations": ["location"], "partialFingerprints": dict, "rank": float, "properties": dict,
        "baselineState": ("new", "unchanged", "updated", "absent"), "suppressions": ["suppression"],
    },
    "suppression": {  # 3.35
        "!kind": ("inSource", "external"), "status": ("accepted", "underReview", "rejected"), "justification": str,
    },
    "location": {"id": int, "physicalLocation": "physical", "logicalLocations": ["logical"]},  # 3.28
    "physical": {"artifactLocation": "artifact", "region": "region"},  # 3.29
    "artifact": {"uri": str, "uriBaseId": str},  # 3.4
    "region": {"startLine": int, "startColumn": int, "endLine": int, "snippet": "content"},  # 3.30
    "content": {"text": str},  # 3.3
    "logical": {"fullyQualifiedName": str},  # 3.33
}  # fmt: skip
_URI = re.compile(r"(?:[A-Za-z0-9/\-._~!$&'()*+,;=@]|%[0-9A-F]{2})*")  # RFC 3986, relative, without a colon


def faults(told: Any, form: str = "log", at: str = "") -> Iterator[str]:
    """Where it departs from the form; empty for a valid log."""
    members = {name.lstrip("!"): held for name, held in FORM[form].items()}
    if not isinstance(told, dict):
        yield f"{at}: not an object"
        return
    yield from (f"{at}: no {name[1:]}" for name in FORM[form] if name.startswith("!") and name[1:] not in told)
    for name, value in told.items():
        if name not in members:
            yield f"{at}/{name}: unknown"
        else:
            yield from _held(value, members[name], f"{at}/{name}")
    yield from _rules_of(told, form, at)


def _held(value: Any, held: Any, at: str) -> Iterator[str]:
    if isinstance(held, list):
        if not isinstance(value, list):
            yield f"{at}: not a list"
            return
        for number, each in enumerate(value):
            yield from faults(each, held[0], f"{at}/{number}")
    elif isinstance(held, tuple):
        yield from [] if value in held else [f"{at}: {value!r}"]
    elif isinstance(held, str):
        yield from faults(value, held, at)
    elif not isinstance(value, held) or (held is int and isinstance(value, bool)):
        yield f"{at}: {type(value).__name__}"


def _rules_of(told: dict[str, Any], form: str, at: str) -> Iterator[str]:
    """What the standard says beyond shapes."""
    if form == "region" and not 1 <= told.get("startLine", 1) <= told.get("endLine", told.get("startLine", 1)):
        yield f"{at}: ends before it starts"
    if form == "artifact" and not _URI.fullmatch(told.get("uri", "")):
        yield f"{at}: {told['uri']!r} is no relative URI"
    if form == "result" and not 0 <= told.get("rank", 0.0) <= 100:
        yield f"{at}: rank"
    if form == "run":
        rules = [rule["id"] for rule in told["tool"]["driver"].get("rules", [])]
        yield from (f"{at}: ruleIndex" for each in told["results"] if rules[each["ruleIndex"]] != each["ruleId"])
        yield from [] if len(rules) == len(set(rules)) else [f"{at}: a rule twice"]
