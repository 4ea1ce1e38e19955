"""What a project says of itself: the distributions that it stands on, its layers, and what it lives with."""

import configparser
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from shared.adapters.review.gathering import Gathered
from shared.architect.domain.review.suppressions import Suppression

_NAME = re.compile(r"^\s*([A-Za-z0-9][A-Za-z0-9._-]*)")
_REQUIREMENTS = re.compile(r"^(requirements|constraints).*\.txt$", re.I)


def dependencies(gathered: Gathered, pyproject: Mapping[str, Any]) -> frozenset[str]:
    """Names as PyPI normalises them: lower case, hyphens."""
    lines = [*_of_pyproject(pyproject)]
    for path in gathered.settings:
        name = PurePosixPath(path).name
        if _REQUIREMENTS.match(name) or (name.endswith(".txt") and "requirements" in path.split("/")[:-1]):
            lines += gathered.read(path).decode("utf-8", "replace").splitlines()
        elif name == "setup.cfg":
            lines += _of_setup_cfg(gathered.read(path).decode("utf-8", "replace"))
    found = (_NAME.match(line) for line in lines if not line.lstrip().startswith(("#", "-")))
    return frozenset(re.sub(r"[-_.]+", "-", one[1]).lower() for one in found if one)


def layers(architect: Mapping[str, Any], pyproject: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    """`layers` of `[architecture]` in architect.toml, else of `[tool.rollbook]` in pyproject.toml: a list, outermost
    first, of module prefixes or of lists of them. Empty where none are told, or not so."""
    for table in (_table(architect, "architecture"), _table(_table(pyproject, "tool"), "rollbook")):
        told = table.get("layers")
        if isinstance(told, list):
            rows = [[one] if isinstance(one, str) else one for one in told]
            if all(isinstance(row, list) and row and all(isinstance(one, str) for one in row) for row in rows):
                return tuple(tuple(row) for row in rows)
    return ()


def suppressions(architect: Mapping[str, Any]) -> tuple[Suppression, ...]:
    """`[[suppressions]]` of architect.toml: `rule`, or `fingerprint`, with `path` where only that file is meant; a
    `reason` and an `owner`, without which an entry covers nothing; `expires_on`, a date."""
    told = architect.get("suppressions")
    rows = [row for row in told if isinstance(row, Mapping)] if isinstance(told, list) else []
    return tuple(_suppression(number, row) for number, row in enumerate(rows, 1) if _is_reasoned(row))


def _is_reasoned(row: Mapping[str, Any]) -> bool:
    texts = [row.get(key) for key in ("reason", "owner")]
    end = row.get("expires_on")
    return all(isinstance(one, str) and one.strip() for one in texts) and (end is None or type(end) is date)


def _suppression(number: int, row: Mapping[str, Any]) -> Suppression:
    named = {key: row[key] for key in ("fingerprint", "rule", "path") if isinstance(row.get(key), str)}
    return Suppression(
        f"architect.toml {number}", row["reason"], row["owner"], expires_on=row.get("expires_on"), **named
    )


def _of_pyproject(pyproject: Mapping[str, Any]) -> Iterator[str]:
    project = _table(pyproject, "project")
    groups = (*_table(project, "optional-dependencies").values(), *_table(pyproject, "dependency-groups").values())
    for listed in (project.get("dependencies"), *groups):
        yield from _texts(listed)
    poetry = _table(_table(pyproject, "tool"), "poetry")
    tables = [_table(poetry, "dependencies"), _table(poetry, "dev-dependencies")]
    tables += [
        _table(group, "dependencies") for group in _table(poetry, "group").values() if isinstance(group, Mapping)
    ]
    for table in tables:
        yield from (name for name in table if name != "python")


def _of_setup_cfg(text: str) -> Iterator[str]:
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(text)
    except configparser.Error:
        return
    yield from parser.get("options", "install_requires", fallback="").splitlines()


def _table(of: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = of.get(name)
    return found if isinstance(found, Mapping) else {}


def _texts(listed: object) -> Iterable[str]:
    return [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
