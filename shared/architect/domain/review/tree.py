"""Walking a syntax tree once, for all rules: its nodes, what each stands in, and where those of a kind are."""

import ast
import warnings
from array import array
from collections.abc import Iterator
from functools import cache

from shared.kernel.dataclasses import dataclass

# A statement's own lines are what it is known again by; what stands in it changes for other reasons.
_INSIDE = ("body", "orelse", "finalbody", "handlers", "cases")
# Nodes without nodes in them, more than half of all; and fields that hold none, or none that has a place.
_LEAVES = frozenset({ast.Name, ast.Constant, ast.Pass, ast.Break, ast.Continue, ast.Global, ast.Nonlocal, ast.alias})
_PLAIN = frozenset({"ctx", "op", "ops", "id", "attr", "name", "asname", "module", "level", "type_comment", "conversion",
                    "simple", "is_async", "rest", "kind", "tag", "lineno", "type_ignores"})  # fmt: skip


@dataclass(frozen=True)
class Walk:
    """`nodes`: breadth first, as `ast.walk`, without operators and contexts; `places`: of each kind, in `nodes`;
    `depth`: how many stand in each other, the module counted."""

    nodes: tuple[ast.AST, ...]
    parents: dict[ast.AST, ast.AST]
    places: dict[type[ast.AST], "array[int]"]
    depth: int

    def of(self, kinds: tuple[type[ast.AST], ...]) -> Iterator[ast.AST]:
        """In the order of the walk."""
        found = [places for kind, places in self.places.items() if issubclass(kind, kinds)]
        order = found[0] if len(found) == 1 else sorted(place for places in found for place in places)
        return (self.nodes[place] for place in order)


def parsed(text: str) -> ast.Module:
    """Raises SyntaxError, ValueError, RecursionError, MemoryError. A wrong escape in somebody's string is no warning
    of ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def walk(tree: ast.AST) -> Walk:
    nodes: list[ast.AST] = [tree]
    parents: dict[ast.AST, ast.AST] = {}
    places: dict[type[ast.AST], array[int]] = {}
    depth, row_ends = 0, 0
    for place, node in enumerate(nodes):  # it grows while it is read
        if place == row_ends:
            depth, row_ends = depth + 1, len(nodes)
        kind = node.__class__
        if kind not in places:
            places[kind] = array("L")
        places[kind].append(place)
        if kind not in _LEAVES:
            found = children(node)
            nodes += found
            for child in found:
                parents[child] = node
    return Walk(tuple(nodes), parents, places, depth)


def children(node: ast.AST) -> list[ast.AST]:
    """`ast.iter_child_nodes` in a third of its time; what has no fields and no place (`Load`, `Add`) is left out."""
    found: list[ast.AST] = []
    for name in _fields(node.__class__.__name__):
        value = getattr(node, name, None)
        if value.__class__ is list:
            found += [item for item in value if isinstance(item, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


@cache
def _fields(kind: str) -> tuple[str, ...]:
    """Those that may hold nodes with a place, by the name of the nodes' class."""
    fields: tuple[str, ...] = getattr(ast, kind)._fields
    return tuple(name for name in fields if name not in _PLAIN)


def below(node: ast.AST) -> Iterator[ast.AST]:
    """The node and all below it, breadth first."""
    nodes = [node]
    for one in nodes:
        nodes.extend(children(one))
    return iter(nodes)


def normal_form(node: ast.AST) -> str:
    """The code of a node as one text, the same wherever it stands; of a compound statement, its head alone."""
    if "body" not in node._fields or isinstance(node, ast.Lambda | ast.IfExp):
        return ast.dump(node)
    head = [
        f"{name}={_text(value)}"
        for name, value in ast.iter_fields(node)
        if name not in _INSIDE and name not in ("decorator_list", "type_ignores")
    ]
    return f"{type(node).__name__}({', '.join(head)})"


def _text(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_text(one) for one in value)}]"
    return ast.dump(value) if isinstance(value, ast.AST) else repr(value)
