"""Where imports start from: the folders below which a file's dotted name is what others import it by.

No configuration is believed: the folder is taken from which the imports in the tree itself resolve.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from shared.architect.domain.review.source import SourceFile

_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_USUAL = ("src", "lib", "python")


def roots_of(files: Iterable[SourceFile]) -> Mapping[str, str]:
    """Paths of files -> the root of each ("" is the top of the tree)."""
    told = tuple(files)
    packages = {str(PurePosixPath(file.path).parent) for file in told if file.path.endswith("__init__.py")}
    candidates = {file.path: _candidates(file.path, packages) for file in told}
    asked = Counter(f"{row.base}.{row.name}".rstrip(".") for file in told for row in file.import_rows if not row.level)
    imported = _imported(candidates, asked)
    return {
        path: max(folders, key=lambda folder: _weight(folder, path, folders, imported))
        for path, folders in candidates.items()
    }


def module_below(root: str, path: str) -> str:
    """The dotted name; of a package, its folder's."""
    parts = PurePosixPath(path).relative_to(root or ".").with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


def is_importable(module: str) -> bool:
    return all(_NAME.fullmatch(part) for part in module.split("."))


def _candidates(path: str, packages: set[str]) -> tuple[str, ...]:
    """Folders above the file that are in no regular package, nearest first."""
    above = ["" if str(folder) == "." else str(folder) for folder in PurePosixPath(path).parents]
    inside = [place for place, folder in enumerate(above) if folder in packages]
    return tuple(above[(inside[-1] + 1) if inside else 0 :])


def _imported(candidates: Mapping[str, tuple[str, ...]], asked: Mapping[str, int]) -> Counter[tuple[str, str]]:
    """How many imports each folder would resolve, by the top-level name that they begin with."""
    modules: dict[str, set[str]] = {}
    for path, folders in candidates.items():
        for folder in folders:
            modules.setdefault(folder, set()).add(module_below(folder, path))
    found: Counter[tuple[str, str]] = Counter()
    for folder, known in modules.items():
        for name, count in asked.items():
            if name in known or name.rpartition(".")[0] in known:
                found[folder, name.split(".")[0]] += count
    return found


def _weight(
    folder: str, path: str, folders: tuple[str, ...], imported: Counter[tuple[str, str]]
) -> tuple[int, bool, int]:
    """Imports decide; where there are none, `src` and its like, and then the nearest folder."""
    top = module_below(folder, path).split(".")[0]
    return imported[folder, top], PurePosixPath(folder).name in _USUAL, -folders.index(folder)
