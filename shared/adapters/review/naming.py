"""Gives every file the dotted name that others import it by, no name twice."""

from collections.abc import Iterable

from shared.adapters.review.roots import is_importable, module_below, roots_of
from shared.architect.domain.review.source import SourceFile
from shared.kernel.dataclasses import dataclass


@dataclass(frozen=True)
class Root:
    """A folder that imports start from ("" is the top of the tree). `prefix`: what its modules are called by where
    another root has modules of the same names ("services.billing."), mostly nothing. `packages`: its top-level
    packages, by plain names. `modules`: full names."""

    folder: str
    prefix: str
    packages: tuple[str, ...]
    modules: frozenset[str]


def name_modules(files: Iterable[SourceFile]) -> tuple[Root, ...]:
    """Sets `module` of each file. The root with the most files is named first, and plainly."""
    roots: dict[str, list[SourceFile]] = {}
    told = tuple(files)
    found = roots_of(told)
    for file in told:
        roots.setdefault(found[file.path], []).append(file)
    taken: set[str] = set()
    return tuple(
        _name(folder, members, taken)
        for folder, members in sorted(roots.items(), key=lambda one: (-len(one[1]), one[0]))
    )


def _name(folder: str, files: list[SourceFile], taken: set[str]) -> Root:
    names = {file.path: module_below(folder, file.path) for file in files}
    prefix = f"{folder.replace('/', '.')}." if folder and not taken.isdisjoint(names.values()) else ""
    for file in files:
        file.module = f"{prefix}{names[file.path]}"
        taken.add(file.module)
    packages = {name.split(".")[0] for path, name in names.items() if "." in name or path.endswith("/__init__.py")}
    modules = frozenset(file.module for file in files)
    return Root(folder, prefix, tuple(sorted(one for one in packages if is_importable(one))), modules)
