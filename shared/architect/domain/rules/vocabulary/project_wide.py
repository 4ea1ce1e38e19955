"""Where a finding stands that is about a whole project, or a whole package."""

from collections.abc import Iterable

from shared.architect.domain.review.finding import Place
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.source import SourceFile


def home(project: Project, package: str = "") -> Place:
    """The first line of a package, or of the project's first file: it stays where it is while the habit does."""
    files = sorted(project.code(), key=lambda file: (file.module.count("."), file.path))
    inside = [file for file in files if not package or file.module == package or file.module.startswith(f"{package}.")]
    path = inside[0].path if inside else "pyproject.toml"
    return Place(path, 1, 1)


def top_packages(project: Project) -> dict[str, list[SourceFile]]:
    """Files of code by the first part of their modules' names."""
    found: dict[str, list[SourceFile]] = {}
    for file in project.code():
        found.setdefault(file.module.split(".")[0], []).append(file)
    return found


def listed(names: Iterable[str], most: int = 4) -> str:
    """`a`, `b` and 3 more"""
    told = list(names)
    shown = [f"`{name}`" for name in told[:most]]
    if len(told) > most:
        return f"{', '.join(shown)} and {len(told) - most} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
