"""Asks ruff, in a process of its own: never with the configuration of what it looks at, and never for all it knows."""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from shared.adapters.review.children import Bounds, ChildFailed, run
from shared.architect.domain.review.ruff_marks import RuffMark
from shared.architect.domain.review.rule import RuffRule

_SECONDS = 120
_PYTHON = re.compile(r">=?\s*3\.(\d+)")
_NEWEST = 14
_OLDEST = 7


class RuffMissing(Exception):
    """No binary is where one belongs."""


def ask(
    rules: Iterable[RuffRule], clean: Path, work: Path, pyproject: Mapping[str, Any]
) -> tuple[list[RuffMark], list[str]]:
    """What it says of the files below `clean`, and the folders and files that it cannot bear: a crash is looked for by
    halves, so that one file costs no other its findings. Raises RuffMissing."""
    told = tuple(rules)
    codes = sorted({code for rule in told for code in rule.codes})
    if not codes:
        return [], []
    options = [
        word for option in sorted({one for rule in told for one in rule.options}) for word in ("--config", option)
    ]
    command = [
        str(binary()), "check", "--isolated", "--ignore-noqa", "--no-cache", "--exit-zero", "--no-respect-gitignore",
        "--output-format", "json", "--select", ",".join(codes), "--config", "exclude = []",
        *_target(pyproject), *options,
    ]  # fmt: skip
    asked = _Asked(command, clean, work)
    marks = list(asked.of(["."]))
    return marks, asked.broken


def binary() -> Path:
    """Beside the interpreter, or in `bin` beside the package: so it lies in a bundle. Raises RuffMissing."""
    package = find_spec("ruff")
    beside = [Path(package.origin).parents[1] / "bin"] if package and package.origin else []
    places = [Path(sys.prefix) / "bin", *beside, *(Path(entry) / "bin" for entry in sys.path if entry)]
    found = next((place / "ruff" for place in places if (place / "ruff").is_file()), None)
    if found is None:
        raise RuffMissing
    return found


class _Asked:
    def __init__(self, command: list[str], clean: Path, work: Path) -> None:
        self._command = command
        self._clean = clean
        self._work = work
        self.broken: list[str] = []

    def of(self, places: Sequence[str]) -> Iterator[RuffMark]:
        """Places are relative to the tree."""
        try:
            yield from self._once(places)
        except (ChildFailed, ValueError):
            smaller = self._halves(places)
            if not smaller:
                self.broken.extend(places)
            for half in smaller:
                yield from self.of(half)

    def _once(self, places: Sequence[str]) -> list[RuffMark]:
        full = [str(self._clean / place) for place in places]
        said = json.loads(run([*self._command, "--", *full], self._work, Bounds(_SECONDS), {"RAYON_NUM_THREADS": "1"}))
        return [mark for row in said if (mark := self._mark(row)) is not None]

    def _halves(self, places: Sequence[str]) -> list[list[str]]:
        """Of one folder, what is in it; of several places, two halves; of one file, nothing."""
        inside = list(places)
        if len(inside) == 1:
            folder = self._clean / inside[0]
            if not folder.is_dir():
                return []
            inside = sorted(str(one.relative_to(self._clean)) for one in folder.iterdir())
        if len(inside) == 1:
            return [inside]
        middle = len(inside) // 2
        return [half for half in (inside[:middle], inside[middle:]) if half]

    def _mark(self, row: Mapping[str, Any]) -> RuffMark | None:
        """None for what has no code: what it cannot parse was parsed before."""
        if not row["code"] or row["code"] == "invalid-syntax":
            return None
        path = Path(row["filename"]).relative_to(self._clean).as_posix()
        start, end = row["location"], row["end_location"]
        return RuffMark(
            path, row["code"], row["message"], start["row"], start["column"], end["row"], row.get("noqa_row") or 0
        )


def _target(pyproject: Mapping[str, Any]) -> list[str]:
    """The oldest Python that the project says it runs on. Without a word of it ruff's own choice: a lower one would
    find errors that are none."""
    project = pyproject.get("project")
    told = project.get("requires-python") if isinstance(project, Mapping) else None
    found = _PYTHON.search(told) if isinstance(told, str) else None
    if found is None or not _OLDEST <= int(found[1]) <= _NEWEST:
        return []
    return ["--target-version", f"py3{int(found[1])}"]
