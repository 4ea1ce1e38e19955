"""Which files of a source are looked at, and why others are not: what others wrote, and what was generated."""

import re
from pathlib import PurePosixPath

# Folders, by name: reason.
_FOLDERS = {
    **dict.fromkeys((".venv", "venv", "virtualenv", "site-packages", "dist-packages", "__pypackages__"), "installed"),
    **dict.fromkeys(("node_modules", "bower_components"), "installed"),
    **dict.fromkeys(("vendor", "_vendor", "vendored", "third_party"), "vendored"),
    **dict.fromkeys(("dist", "build", "_build", ".eggs", "cdk.out", ".aws-sam"), "built"),
    **dict.fromkeys((".git", ".hg", ".svn", ".tox", ".nox", "__pycache__", ".mypy_cache", ".ruff_cache"), "hidden"),
}
_GENERATED = re.compile(r"_pb2(_grpc)?\.py$|_pb2\.pyi$|\.min\.py$")
_MIGRATION = re.compile(r"^\d{4}_\w+\.py$")
_ALEMBIC = {"alembic", "migrations"}
_SETTINGS = re.compile(r"\.(toml|ya?ml|json|cfg|ini)$|^(requirements.*|constraints.*|Pipfile)(\.txt)?$|^Pipfile$", re.I)


def skipped(path: str) -> str | None:
    """`path`: relative, with slashes. The reason, a word that reports count; None for a file to look at."""
    parts = PurePosixPath(path).parts
    for part in parts[:-1]:
        if part in _FOLDERS:
            return _FOLDERS[part]
        if part.startswith("."):
            return "hidden"
    if not path.endswith(".py"):
        return None if _SETTINGS.search(parts[-1]) else "not_python"
    if _GENERATED.search(path):
        return "generated"
    if _MIGRATION.match(parts[-1]) and "migrations" in parts[:-1]:
        return "migration"
    return "migration" if "versions" in parts[-2:-1] and _ALEMBIC & set(parts[:-2]) else None


def skipped_folder(name: str) -> bool:
    """Whether nothing below a folder of this name is looked at."""
    return name in _FOLDERS or name.startswith(".")
