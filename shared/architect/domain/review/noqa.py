"""`# noqa` comments: honoured, counted, and never silent."""

import re
from collections.abc import Iterable

_COMMENT = re.compile(
    r"#\s*(?P<file>ruff:\s*|flake8:\s*)?noqa(?::\s*(?P<codes>[A-Z][A-Z0-9-]+(?:[,\s]+[A-Z]+(?:-[A-Z]*)?[0-9]+)*))?",
    re.I,
)
_BANDIT = re.compile(r"#\s*nosec\b")


def noqa(lines: list[str], rows: Iterable[int], codes: Iterable[str]) -> str | None:
    """The comment that covers one of `codes` (a tool's or a rule's) on one of `rows` (from 1) or in the whole file."""
    wanted = tuple(codes)
    for row in rows:
        comment = _of(lines[row - 1], wanted, whole_file=False) if 0 < row <= len(lines) else None
        if comment:
            return comment
    return None


def noqa_of_file(lines: list[str]) -> list[str]:
    """Lines that speak for the whole file."""
    return [line for line in lines if "noqa" in line and (found := _COMMENT.search(line)) and found["file"]]


def covers_file(comments: Iterable[str], codes: Iterable[str]) -> str | None:
    wanted = tuple(codes)
    return next((told for line in comments if (told := _of(line, wanted, whole_file=True))), None)


def _of(line: str, wanted: tuple[str, ...], *, whole_file: bool) -> str | None:
    if "nosec" in line and not whole_file and _BANDIT.search(line) and any(_of_bandit(code) for code in wanted):
        return "nosec"
    found = _COMMENT.search(line) if "noqa" in line.lower() else None
    if found is None or bool(found["file"]) is not whole_file:
        return None
    named = [code.upper() for code in re.split(r"[,\s]+", found["codes"])] if found["codes"] else []
    if named and not any(code.startswith(name) for code in wanted for name in named):
        return None
    return line[found.start() :].lstrip("# ").strip()


def _of_bandit(code: str) -> bool:
    return re.fullmatch(r"S\d{3}|SEC\d{3}", code) is not None
