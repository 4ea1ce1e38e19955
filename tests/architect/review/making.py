"""Sources to review: folders and zips made of texts, hostile ones of octets."""

import io
import stat
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from shared.adapters.review.inspect import inspect_tree
from shared.architect.domain.review.report import Report
from shared.architect.ports import Inspection

TODAY = date(2026, 11, 27)
ASKED = Inspection("standard", TODAY)

Files = Mapping[str, str | bytes]


def write(folder: Path, files: Files) -> Path:
    for name, content in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def reviewed(files: Files, **asked: Any) -> Report:
    """The report on a tree of these files."""
    with TemporaryDirectory() as made:
        return inspect_tree(write(Path(made), files), replace(ASKED, **asked))


def zipped(files: Files) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def entry(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    """An entry with the type of file that its mode tells."""
    made = zipfile.ZipInfo(name)
    made.create_system = 3  # Unix, where the mode is read from
    made.external_attr = mode << 16
    return made


def zip_of(*entries: tuple[zipfile.ZipInfo | str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, content in entries:
            archive.writestr(one, content)
    return made.getvalue()
