"""Times without a zone: found by ruff."""

import ast

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, RuffRule
from shared.architect.domain.review.source import SourceFile

_BAD = """\
from datetime import datetime, timedelta


class Event:
    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.at = datetime.utcnow()

    def is_old(self, now: datetime) -> bool:
        return now - self.at > timedelta(days=30)
"""
_GOOD = _BAD.replace("import datetime, timedelta", "import datetime, timedelta, timezone").replace(
    "datetime.utcnow()", "datetime.now(timezone.utc)"
)
_SAYS = {
    "DTZ003": "takes the time in UTC and forgets that it is: `.timestamp()` of it is wrong by the machine's offset.",
    "DTZ004": "reads a time as UTC and forgets that it is: `.timestamp()` of it is wrong by the machine's offset.",
    "DTZ005": "takes the machine's local time without its zone: it cannot be compared with anybody else's.",
}


def _judge(hit: Hit, code: str, file: SourceFile) -> Hit | None:
    if code == "DTZ005" and _is_shown(file, hit):
        return None
    line = file.lines[hit.place.line - 1].strip()[:80]
    severity = Severity.NOTE if code == "DTZ005" else hit.severity
    return Hit(hit.place, f"`{line}` {_SAYS.get(code, hit.message)}", hit.statement, severity, hit.also)


def _is_shown(file: SourceFile, hit: Hit) -> bool:
    """Local time for a person to read, or turned into seconds at once, is right without a zone."""
    for call in file.all(ast.Call):
        name = file.name_of(call.func)
        made = name.startswith("datetime.") and "()" not in name
        if made and (call.lineno, call.col_offset + 1) == (hit.place.line, hit.place.column):
            parent = file.parents[call]
            shown = isinstance(parent, ast.Attribute) and parent.attr in (
                "timestamp",
                "strftime",
                "ctime",
                "astimezone",
            )
            return shown or isinstance(parent, ast.FormattedValue)
    return False


RULE = RuffRule(
    About(
        id="EVT004",
        family="events",
        title="Time without a zone",
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        principle="A moment has a zone; without one it is a drawing of a clock.",
        why=(
            "Naive and aware times cannot be compared: the first that meets the other raises TypeError. Stored, they "
            "shift by hours when read on another machine, and events sort in the wrong order around a change of summer "
            "time."
        ),
        fix="Use datetime.now(timezone.utc), and fromtimestamp(..., tz=timezone.utc); store UTC with its offset.",
        source="https://docs.python.org/3/library/datetime.html#datetime.datetime.utcnow",
        bad={"shop/events.py": _BAD},
        good={"shop/events.py": _GOOD},
    ),
    codes=("DTZ003", "DTZ004", "DTZ005"),
    judge=_judge,
)
