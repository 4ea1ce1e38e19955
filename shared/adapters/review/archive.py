"""Unpacks a zip that a stranger made: nothing leaves the folder, nothing grows beyond its bounds, nothing is a link.

Every entry is judged by the directory of the archive before the first one is written; what is written is then counted
again, since a directory can lie. Archives inside of archives stay closed.
"""

import errno
import re
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from shared.adapters.review.limits import (
    BOMB_RATIO,
    BOMB_SIZE,
    DEEPEST_PATH,
    LARGEST_FILE,
    LONGEST_NAME,
    LONGEST_PATH,
    MOST_ENTRIES,
    MOST_KEPT,
    MOST_UNPACKED,
)
from shared.adapters.review.skipping import skipped
from shared.architect.ports import InspectionRefused

_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")
_DRIVE = re.compile(r"^[A-Za-z]:")
_CHUNK = 64 * 1024
_MARKERS = ("pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "README.md", "README.rst", ".gitignore")


def unpack(archive: Path, folder: Path) -> Mapping[str, int]:
    """Writes what reviews look at below `folder`. Returns how many files were left out, by reason. Raises
    InspectionRefused."""
    try:
        with zipfile.ZipFile(archive) as opened:
            return _unpack(opened, archive.stat().st_size, folder)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, RuntimeError, OSError) as wrong:
        if isinstance(wrong, OSError) and wrong.errno != errno.EINVAL:  # to look before the file's beginning
            raise
        raise InspectionRefused("not_a_zip", "This is no zip archive, or it is damaged.") from wrong


def _unpack(opened: zipfile.ZipFile, size: int, folder: Path) -> Mapping[str, int]:
    entries = [entry for entry in opened.infolist() if not entry.is_dir()]
    if len(opened.infolist()) > MOST_ENTRIES:
        raise InspectionRefused("too_many_files", f"More than {MOST_ENTRIES:,} entries.")
    for entry in opened.infolist():
        _judge(entry)
    _judge_all(entries, size)
    prefix = _prefix([entry.filename for entry in entries])
    left_out: Counter[str] = Counter()
    kept = [(entry, entry.filename[len(prefix) :]) for entry in entries]
    _judge_names([name for _, name in kept if skipped(name) is None])
    written = 0
    for entry, name in kept:
        reason = skipped(name)
        if reason is None:
            written += _write(opened, entry, _below(folder, name))
        else:
            left_out[reason] += 1
        if written > MOST_KEPT:
            raise InspectionRefused("too_large", f"More than {MOST_KEPT // 1024**2} MB of Python and settings.")
    return left_out


def _judge(entry: zipfile.ZipInfo) -> None:
    """One entry, by what the directory says of it: also its second name, which newer readers prefer."""
    name = entry.filename
    for one in (entry.orig_filename, name):
        _judge_name(one)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise InspectionRefused("link", f"An entry is a link or a device, no file: {name[:100]!r}.")
    if entry.flag_bits & _ENCRYPTED:
        raise InspectionRefused("encrypted", "An entry is encrypted.")
    if entry.file_size > BOMB_SIZE and entry.file_size > BOMB_RATIO * max(entry.compress_size, 1):
        raise InspectionRefused("bomb", f"An entry grows more than {BOMB_RATIO} times: {name[:100]!r}.")


def _judge_name(name: str) -> None:
    path = PurePosixPath(name)
    if name.startswith("/") or _CONTROL.search(name) or _DRIVE.match(name) or ".." in path.parts or not path.parts:
        raise InspectionRefused("unsafe_path", f"An entry leaves the archive's own folder: {name[:100]!r}.")
    if str(path) != name.removesuffix("/"):  # `top//etc` without its top is a path from the root
        raise InspectionRefused("unsafe_path", f"An entry has empty steps or dots in its path: {name[:100]!r}.")
    if len(name.encode()) > LONGEST_PATH or any(len(part.encode()) > LONGEST_NAME for part in path.parts):
        raise InspectionRefused("unsafe_path", "An entry has a name that file systems do not take.")
    if len(path.parts) > DEEPEST_PATH:
        raise InspectionRefused("too_deep", f"An entry lies more than {DEEPEST_PATH} folders deep.")


def _judge_all(entries: Iterable[zipfile.ZipInfo], size: int) -> None:
    """All of them: their sum, and whether they share octets, as a bomb without nesting does."""
    told = tuple(entries)
    if sum(entry.file_size for entry in told) > MOST_UNPACKED:
        raise InspectionRefused("too_large", f"More than {MOST_UNPACKED // 1024**2} MB unpacked.")
    if sum(entry.compress_size for entry in told) > size:
        raise InspectionRefused("bomb", "Entries overlap each other.")


def _judge_names(names: Iterable[str]) -> None:
    """Two files that one disk keeps apart and another does not are two readings of one archive."""
    folded = Counter(name.casefold() for name in names)
    folders = {str(folder) for name in folded for folder in PurePosixPath(name).parents}
    twice = next((name for name, count in folded.items() if count > 1 or name in folders), None)
    if twice is not None:
        raise InspectionRefused("duplicate_path", f"Two entries have one name: {twice[:100]!r}.")


def _prefix(names: list[str]) -> str:
    """The one folder that holds everything, as archives of repositories have it: it often carries a commit in its
    name, by which no finding would be known again."""
    tops = {name.split("/", 1)[0] for name in names}
    if len(tops) != 1 or not all("/" in name for name in names):
        return ""
    top = f"{next(iter(tops))}/"
    return top if any(f"{top}{marker}" in names for marker in _MARKERS) else ""


def _below(folder: Path, name: str) -> Path:
    """Names were judged; this one line stands between a mistake there and the rest of the disk."""
    place = folder / name
    if not place.is_relative_to(folder) or ".." in place.parts[len(folder.parts) :]:
        raise InspectionRefused("unsafe_path", f"An entry leaves the archive's own folder: {name[:100]!r}.")
    return place


def _write(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, place: Path) -> int:
    """Octets written: one more than the largest file's is enough to know that it is too large."""
    if entry.compress_type not in _METHODS:
        raise InspectionRefused("not_a_zip", "An entry is packed in a way that is not read here.")
    place.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with opened.open(entry) as packed, place.open("xb") as unpacked:
        while written <= LARGEST_FILE and (chunk := packed.read(_CHUNK)):
            written += unpacked.write(chunk)
    if written > entry.file_size:
        raise InspectionRefused("bomb", "An entry is larger than it says.")
    return written
