"""JSON in which every unknown thing has become its text."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.logs import is_log_call
from shared.architect.domain.rules.vocabulary.values import argument

_BAD = """\
import json
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path


def save(path: Path, total: Decimal) -> None:
    kept = {"total": total, "at": datetime.now(timezone.utc)}
    path.write_text(json.dumps(kept, default=str))


def load(path: Path) -> dict[str, str]:
    return json.loads(path.read_text())
"""
_GOOD = """\
import json
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path


def save(path: Path, total: Decimal) -> None:
    kept = {"total": str(total), "at": datetime.now(timezone.utc).isoformat()}
    path.write_text(json.dumps(kept))


def load(path: Path) -> tuple[Decimal, datetime]:
    kept = json.loads(path.read_text())
    return Decimal(kept["total"]), datetime.fromisoformat(kept["at"])
"""
_DUMPS = frozenset({"json.dumps", "json.dump", "simplejson.dumps", "simplejson.dump", "orjson.dumps", "ujson.dumps"})


def check(file: SourceFile, project: Project) -> Iterator[Hit]:
    if "default" not in file.text or not any("loads(" in one.text or "json.load(" in one.text for one in project.files):
        return
    for call, name in file.calls():
        given = argument(call, "default") if name in _DUMPS else None
        if given is not None and file.name_of(given) in ("str", "repr") and not _is_shown(file, call):
            message = (
                f"`{ast.unparse(call.func)}(..., default={ast.unparse(given)})` writes whatever JSON does not know as "
                "its text; whoever reads it back gets strings, and a mistake is stored instead of raised."
            )
            yield file.hit(call, message)


def _is_shown(file: SourceFile, call: ast.Call) -> bool:
    """It goes to a log or a terminal, or is only looked at: nobody reads it back."""
    for up in file.above(call):
        if isinstance(up, ast.Compare):
            return True
        if isinstance(up, ast.Call):
            name = file.name_of(up.func)
            if (
                is_log_call(file, up)
                or name in ("print", "click.echo", "len", "hash")
                or name.startswith(("re.", "hashlib."))
            ):
                return True
        if isinstance(up, ast.stmt):
            return False
    return False


RULE = FileRule(
    About(
        id="DAT008",
        family="storage",
        title="JSON with default=str, read back",
        severity=Severity.NOTE,
        confidence=Confidence.MEDIUM,
        principle="What is written down is written so that it can be read again.",
        why=(
            "Decimal, datetime, set and any object that slipped in become `str(x)` alike. On the way back they are "
            "text: sums concatenate, dates compare as letters, and `<Order object at 0x7f...>` is kept for ever."
        ),
        fix="Turn each field into JSON by name before dumping, and back when loading; let unknown types raise.",
        source="https://docs.python.org/3/library/json.html#json.JSONEncoder.default",
        bad={"shop/keep.py": _BAD},
        good={"shop/keep.py": _GOOD},
    ),
    check,
)
