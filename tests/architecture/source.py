"""The project's own modules, read as text: nothing here imports what it looks at."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "shared" / "architect" / "examples"


@dataclass(frozen=True)
class Module:
    path: Path

    @property
    def name(self) -> str:
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @cached_property
    def text(self) -> str:
        return self.path.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def imports(self) -> frozenset[str]:
        """Full names of imported modules, wherever the import stands: in a function and for typing too."""
        return frozenset(name for node in ast.walk(self.tree) for name in _imported(node))

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))


def modules(*rooms: str) -> list[Module]:
    """Every module under these folders or files, in order."""
    found = [path for room in rooms for path in _sources(ROOT / room)]
    assert found, f"nothing found under {rooms}"
    return [_module(path) for path in found]


@cache
def _module(path: Path) -> Module:
    """Once for all tests: reading and parsing is what they take time for."""
    return Module(path)


def within(name: str, rooms: tuple[str, ...]) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def _sources(place: Path) -> list[Path]:
    """Without the template projects, which documents quote and nobody imports."""
    if place.suffix == ".py":
        return [place]
    return sorted(path for path in place.rglob("*.py") if path.parent.parent != EXAMPLES)


def _imported(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module=str(module), names=names, level=0):
            yield from (f"{module}.{alias.name}" for alias in names)
        case ast.ImportFrom():
            yield "."  # a relative import: no room allows it
