"""`python -m infra.rollbook review PATH`: the review of a folder, a zip or a CloudFormation template.

Exit codes, for CI: 0 when nothing new fails the gate, 1 when something does, 2 when there was nothing to look at.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from infra.rollbook.outputs import write_outputs
from infra.rollbook.progress import shown
from infra.rollbook.show import show
from shared.architect.domain.review.report import Report
from shared.architect.domain.review.report_json import from_json
from shared.architect.ports import Inspection, InspectionRefused

CLEAN, GATE_FAILED, REFUSED = 0, 1, 2
_WIDTH = 120  # of logs
_TEMPLATES = (".yaml", ".yml", ".json", ".template")


def main(arguments: Sequence[str]) -> int:
    """The exit code."""
    options = _options(arguments)
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    errors = Console(stderr=True)
    try:
        request = _request(options)
        report = _inspected(options.path, request, errors)
        write_outputs(report, options.path.resolve().name, options)
    except InspectionRefused as refused:
        errors.print(f"Cannot review {options.path}: {refused.detail} ({refused.code})", markup=False)
        return REFUSED
    except (OSError, ValueError) as wrong:
        errors.print(f"Cannot review {options.path}: {wrong}", markup=False)
        return REFUSED
    show(report, console, everything=options.all)
    return GATE_FAILED if report.gate else CLEAN


def _request(options: argparse.Namespace) -> Inspection:
    """Raises ValueError for a baseline that is no report."""
    today = datetime.now(UTC).date()
    profile = "strict" if options.strict else "standard"
    if options.baseline is None:
        return Inspection(profile, today)
    before = from_json(options.baseline.read_text("utf-8"))
    return Inspection(profile, today, previous=before, previous_id=options.baseline.name)


def _inspected(path: Path, request: Inspection, errors: Console) -> Report:
    if not path.exists():
        raise InspectionRefused("not_found", "There is no such file or folder.")
    if path.is_file() and path.suffix.lower() in _TEMPLATES:
        from shared.adapters.review.templates import inspect_template

        with errors.status("Reading the template"):
            return inspect_template(path.read_text("utf-8-sig"), request)
    from shared.adapters.review.inspect import inspect_archive_here, inspect_tree

    with shown(errors) as progress:
        if path.is_dir():
            return inspect_tree(path, request, progress)
        return inspect_archive_here(path, request, progress)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="rollbook review", description="Reviews a Python system.")
    parser.add_argument("path", type=Path, help="a folder, a zip, or a CloudFormation template")
    parser.add_argument("--sarif", type=Path, metavar="FILE", help="write the findings as SARIF 2.1.0")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the report as Markdown")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write the report as a page")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the report as the next one's baseline")
    parser.add_argument("--baseline", type=Path, metavar="REPORT.json", help="the last report: only what is new fails")
    parser.add_argument(
        "--strict", action="store_true", help="new warnings of rules that are rarely wrong fail as well"
    )
    parser.add_argument("--all", action="store_true", help="show all findings, not the 25 that matter most")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
