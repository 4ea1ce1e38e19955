"""Reviews of Python code: of a stranger's archive in a process of its own, of a folder in this one.

What looks is imported where it is needed: who waits for the other process does without it.
"""

from collections.abc import Callable
from pathlib import Path

from shared.adapters.review.isolated import inspect_isolated
from shared.architect.domain.review.report import Report
from shared.architect.ports import Inspection

# What is being done ("reading", "graph", "ruff", "rules", "report"), how much of it is done, and of how much.
Progress = Callable[[str, int, int], None]


def inspect_archive(archive: Path, request: Inspection) -> Report:
    """Of a zip. Raises InspectionRefused."""
    return inspect_isolated(archive, request)


def inspect_archive_here(archive: Path, request: Inspection, progress: Progress = lambda *_: None) -> Report:
    """Of a zip that is trusted not to break this process. Raises InspectionRefused."""
    from shared.adapters.review.pipeline import inspect_unpacked

    return inspect_unpacked(archive, request, progress)


def inspect_tree(folder: Path, request: Inspection, progress: Progress = lambda *_: None) -> Report:
    """Of a folder. Raises InspectionRefused."""
    from shared.adapters.review.pipeline import inspect_folder

    return inspect_folder(folder, request, progress)
