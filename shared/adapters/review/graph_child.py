"""The program that asks grimp, in a process of its own: `python -I graph_child.py <folder of grimp> <jobs.json>`.

It imports nothing of the project beside it, and nothing of what it looks at: packages are found by their folders, never
by Python's import system, which runs `a/__init__.py` to find `a.b` and would find an installed package of that name.
"""

import json
import sys
from pathlib import Path
from typing import Any


def graph_of(names: list[str]) -> dict[str, Any]:
    """Modules, and [importer, imported, line] of each import, of top-level packages."""
    import grimp

    graph = grimp.build_graph(*names, cache_dir=None)
    imports = [
        [importer, imported, detail["line_number"]]
        for importer in sorted(graph.modules)
        for imported in sorted(graph.find_modules_directly_imported_by(importer))
        for detail in graph.get_import_details(importer=importer, imported=imported)
    ]
    return {"modules": sorted(graph.modules), "imports": imports}


class Finder:
    """Takes the place of grimp's own, which asks Python's import system."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def determine_package_directories(self, package_name: str, file_system: object) -> set[str]:  # noqa: ARG002
        """The folder of a top-level package, which must be one, below the upload."""
        place = (self._folder / package_name).resolve()
        if not package_name.isidentifier() or place.parent != self._folder.resolve() or not place.is_dir():
            raise ValueError("no top-level package")
        return {str(place)}


def main(arguments: list[str]) -> None:
    """Each job is [folder, [names]]."""
    sys.path.insert(0, arguments[0])
    from grimp.application.config import settings

    told = []
    for folder, names in json.loads(Path(arguments[1]).read_text(encoding="utf-8")):
        settings.configure(PACKAGE_FINDER=Finder(Path(folder)))
        told.append(graph_of(names))
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1:])
