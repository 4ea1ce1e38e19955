"""The borders of a modular monolith, as a test runs them: which module may know which, read from the imports."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path


def crossings(source: Path, package: str, may_know: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """A line for each import from one module of `package` into another that it may not know, or past its front door.

    A module's front door is `<module>/api.py`; what is behind it is its own.
    """
    for path in sorted((source / package).rglob("*.py")):
        own = path.relative_to(source / package).parts[0].removesuffix(".py")
        for name in _imported(ast.parse(path.read_text("utf-8"))):
            parts = name.split(".")
            if parts[0] != package or len(parts) < 2 or parts[1] == own:
                continue
            if parts[1] not in may_know.get(own, frozenset()):
                yield f"{own} may not know {parts[1]}: {path.name} imports {name}"
            elif parts[2:3] != ["api"]:
                yield f"{own} goes past the front door of {parts[1]}: {path.name} imports {name}"


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
