"""Finds what to look at below a folder: never through a link, never more than the bounds allow."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from shared.adapters.review.limits import DEEPEST_PATH, LARGEST_FILE, MOST_FILES
from shared.adapters.review.skipping import skipped, skipped_folder
from shared.architect.ports import InspectionRefused
from shared.kernel.dataclasses import dataclass


@dataclass(frozen=True)
class Gathered:
    """`python` and `settings`: relative paths with slashes, in order. `skipped`: how many files by reason; a folder
    that is passed over counts as one."""

    folder: Path
    python: tuple[str, ...]
    settings: tuple[str, ...]
    skipped: Mapping[str, int]

    def read(self, path: str) -> bytes:
        """One octet more than the largest file's: enough to know that it is too large."""
        with (self.folder / path).open("rb") as opened:
            return opened.read(LARGEST_FILE + 1)


def gather(folder: Path, left_out: Mapping[str, int]) -> Gathered:
    """`left_out`: what unpacking passed over already. Raises InspectionRefused."""
    skips = Counter(left_out)
    python: list[str] = []
    settings: list[str] = []
    for path in _files(folder, skips):
        reason = skipped(path)
        if reason is not None:
            skips[reason] += 1
        elif path.endswith(".py"):
            python.append(path)
        else:
            settings.append(path)
        if len(python) > MOST_FILES:
            raise InspectionRefused("too_many_files", f"More than {MOST_FILES:,} Python files.")
    return Gathered(folder, tuple(sorted(python)), tuple(sorted(settings)), dict(sorted(skips.items())))


def _files(folder: Path, skips: Counter[str]) -> Iterator[str]:
    for place, folders, names in os.walk(folder):
        below = Path(place).relative_to(folder)
        if len(below.parts) > DEEPEST_PATH:
            raise InspectionRefused("too_deep", f"Folders lie more than {DEEPEST_PATH} deep in each other.")
        kept = [name for name in sorted(folders) if not skipped_folder(name) and not _is_link(place, name)]
        skips["folder"] += len(folders) - len(kept)
        folders[:] = kept
        for name in sorted(names):
            if (Path(place) / name).is_file() and not _is_link(place, name):
                yield (below / name).as_posix()


def _is_link(place: str, name: str) -> bool:
    return (Path(place) / name).is_symlink()
