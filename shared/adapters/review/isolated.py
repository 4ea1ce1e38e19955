"""The inspection of a stranger's archive in a process of its own: what breaks the interpreter itself, swells or never
ends costs that process, and is told as a refusal. `python -m shared.adapters.review.isolated ARCHIVE REQUEST REPORT`
"""

import errno
import os
import sys
import tempfile
import traceback
from pathlib import Path

from shared.adapters.review.children import Bounds, ChildFailed, run
from shared.adapters.review.limits import MEMORY, SECONDS
from shared.architect.domain.review.report import Report
from shared.architect.domain.review.report_json import from_json, json_of, read, to_json
from shared.architect.ports import Inspection, InspectionRefused

_REFUSED, _BROKEN = "refused\n", "broken\n"
_FAILURES = {
    "timed_out": f"Looking at it took longer than {SECONDS} seconds.",
    "out_of_memory": f"Looking at it took more than {MEMORY // 1024**2} MB.",
    "crashed": "Looking at it broke the program that did; nothing of it was run.",
    "too_much_output": "There is more to say of it than a report can hold.",
}


class InspectionBroken(Exception):
    """Our own code failed, or a tool is missing: no word about the source. Tells where, not what was read."""


def inspect_isolated(archive: Path, request: Inspection, bounds: Bounds = Bounds(SECONDS)) -> Report:  # noqa: B008
    """Raises InspectionRefused, also with `timed_out`, `out_of_memory` and `crashed`; and InspectionBroken."""
    with tempfile.TemporaryDirectory(prefix="rollbook-") as made:
        folder = Path(made)
        asked, told = folder / "request.json", folder / "report.json"
        asked.write_text(json_of(request), encoding="utf-8")
        command = [sys.executable, "-m", __name__, str(archive.resolve()), str(asked), str(told)]
        paths = os.pathsep.join(str(Path(entry or ".").resolve()) for entry in sys.path)
        try:
            run(command, folder, bounds, {"PYTHONPATH": paths, "TMPDIR": made, "PYTHONHASHSEED": "0"})
        except ChildFailed as failed:
            raise InspectionRefused(failed.reason, _FAILURES[failed.reason]) from failed
        return _report(told.read_text("utf-8"))


def _report(text: str) -> Report:
    if text.startswith(_REFUSED):
        _, code, detail = text.split("\n", 2)
        raise InspectionRefused(code, detail)
    if text.startswith(_BROKEN):
        raise InspectionBroken(text.removeprefix(_BROKEN))
    return from_json(text)


def main(arguments: list[str]) -> None:
    """The child: writes the report, or the refusal."""
    from shared.adapters.review.pipeline import inspect_unpacked

    archive, asked, told = (Path(one) for one in arguments)
    try:
        text = to_json(inspect_unpacked(archive, read(Inspection, asked.read_text("utf-8"))))
    except InspectionRefused as refused:
        text = f"{_REFUSED}{refused.code}\n{refused.detail}"
    except MemoryError:
        raise
    except Exception as wrong:
        if isinstance(wrong, OSError) and wrong.errno == errno.ENOMEM:
            raise MemoryError from wrong
        text = f"{_BROKEN}{_where(wrong)}"
    told.write_text(text, encoding="utf-8")


def _where(wrong: Exception) -> str:
    """The kind of error and the lines of code that it went through."""
    frames = traceback.extract_tb(wrong.__traceback__)
    steps = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    return " < ".join([type(wrong).__name__, *reversed(steps)])


if __name__ == "__main__":
    main(sys.argv[1:])
