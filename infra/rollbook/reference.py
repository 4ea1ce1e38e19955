"""`python -m infra.rollbook.reference SDIST...`: measures well-kept projects, for the percentiles of reviews.

Each is a source distribution from its registry, tests included. The result replaces
shared/architect/knowledge/reference_metrics.json.
"""

import argparse
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from shared.adapters.review.inspect import inspect_tree
from shared.architect.ports import Inspection

_TARGET = Path("shared/architect/knowledge/reference_metrics.json")
_NAME = re.compile(r"(?P<name>.+)-(?P<version>\d[^-]*)\.tar\.gz")
_NOT_COMPARED = ("lines",)  # how large a project is says nothing of how well it is kept


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when the file is written."""
    parser = argparse.ArgumentParser(
        prog="python -m infra.rollbook.reference", description="Measures well-kept projects."
    )
    parser.add_argument("archives", nargs="+", type=Path, metavar="SDIST")
    parser.add_argument("--to", type=Path, default=_TARGET, help="the file to write (default %(default)s)")
    options = parser.parse_args(arguments)
    today = datetime.now(UTC).date()
    told = [_measured(archive, today) for archive in sorted(options.archives)]
    content = {"measured_on": today.isoformat(), "source": "source distributions on pypi.org", "projects": told}
    options.to.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    Console().print(f"{len(told)} projects, written to {options.to}.")
    return 0


def _measured(archive: Path, today: date) -> dict[str, Any]:
    named = _NAME.fullmatch(archive.name)
    assert named is not None, archive.name
    with tempfile.TemporaryDirectory(prefix="rollbook-reference-") as made:
        shutil.unpack_archive(archive, made, filter="data")
        report = inspect_tree(Path(made) / archive.name.removesuffix(".tar.gz"), Inspection("standard", today))
    numbers = {one.key: one.value for one in report.metrics}
    if not numbers.get("test_coverage", True):
        del numbers["test_coverage"]  # this distribution comes without its tests
    return {
        "name": named["name"],
        "version": named["version"],
        "lines": int(numbers["lines"]),
        "metrics": {key: value for key, value in numbers.items() if key not in _NOT_COMPARED},
    }


if __name__ == "__main__":
    sys.exit(main())
