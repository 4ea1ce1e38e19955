"""Places for the nodes of a directed graph: cycles condensed, layers by longest path, crossings swept away.

After Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system structures" (1981).
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from shared.kernel.dataclasses import dataclass

Edge = tuple[str, str]
_SWEEPS = 8


def components(nodes: Sequence[str], edges: Iterable[Edge]) -> dict[str, int]:
    """Node -> number of its strongly connected component (Tarjan, without recursion: graphs come from strangers)."""
    after: dict[str, list[str]] = {node: [] for node in nodes}
    for source, target in edges:
        after[source].append(target)
    search = _Tarjan(after)
    for node in nodes:
        search.visit(node)
    return search.component


class _Tarjan:
    def __init__(self, after: Mapping[str, Sequence[str]]) -> None:
        self._after = after
        self._index: dict[str, int] = {}
        self._low: dict[str, int] = {}
        self._path: list[str] = []
        self._on_path: set[str] = set()
        self.component: dict[str, int] = {}
        self._count = 0

    def visit(self, root: str) -> None:
        if root in self._index:
            return
        work = [(root, 0)]
        while work:
            node, step = work.pop()
            if step == 0:
                self._enter(node)
            following = self._after[node]
            if step > 0:
                self._low[node] = min(self._low[node], self._low[following[step - 1]])
            while step < len(following):
                other = following[step]
                step += 1
                if other not in self._index:
                    work += [(node, step), (other, 0)]
                    break
                if other in self._on_path:
                    self._low[node] = min(self._low[node], self._index[other])
            else:
                self._leave(node)

    def _enter(self, node: str) -> None:
        self._index[node] = self._low[node] = len(self._index)
        self._path.append(node)
        self._on_path.add(node)

    def _leave(self, node: str) -> None:
        if self._low[node] != self._index[node]:
            return
        while True:
            member = self._path.pop()
            self._on_path.discard(member)
            self.component[member] = self._count
            if member == node:
                break
        self._count += 1


@dataclass(frozen=True)
class Layered:
    """`rows`: from top to bottom, every edge that is in no cycle going down; a row holds nodes, and bends of edges that
    pass it. `routes`: edge -> the nodes and bends that it goes through, both ends included."""

    rows: Sequence[Sequence[str]]
    routes: Mapping[Edge, Sequence[str]]
    bends: frozenset[str]


def layered(nodes: Sequence[str], edges: Sequence[Edge], most: int) -> Layered:
    """`most`: nodes of a row; those beyond stand in further rows below. Within a row, nodes stand near those that they
    are joined with."""
    ends = [edge for edge in dict.fromkeys(edges) if edge[0] != edge[1]]
    depth = _depths(nodes, ends, components(nodes, ends))
    rows = _split(_swept(_rows(nodes, depth), ends), most)
    routes = _routed(rows, ends)
    joints = [pair for route in routes.values() for pair in pairwise(route)]
    bends = frozenset(node for route in routes.values() for node in route[1:-1])
    return Layered(_swept(rows, joints), routes, bends)


def _rows(nodes: Sequence[str], depth: Mapping[str, int]) -> list[list[str]]:
    rows: list[list[str]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for node in nodes:
        rows[depth[node]].append(node)
    return [row for row in rows if row]


def _split(rows: Sequence[list[str]], most: int) -> list[list[str]]:
    return [row[start : start + most] for row in rows for start in range(0, len(row), most)]


def _routed(rows: list[list[str]], edges: Iterable[Edge]) -> dict[Edge, list[str]]:
    """An edge over several rows gets a bend in each row between, which is added to that row."""
    stands = {node: number for number, row in enumerate(rows) for node in row}
    routes: dict[Edge, list[str]] = {}
    for source, target in edges:
        first, last = stands[source], stands[target]
        step = 1 if last >= first else -1
        between = range(first + step, last, step) if first != last else range(0)
        bends = [f"{source} > {target} {row}" for row in between]
        for row, bend in zip(between, bends, strict=True):
            rows[row].append(bend)
        routes[source, target] = [source, *bends, target]
    return routes


def _depths(nodes: Sequence[str], edges: Sequence[Edge], component: Mapping[str, int]) -> dict[str, int]:
    """Longest path in the graph of components. Tarjan numbers those first that lead nowhere, so that each component has
    a higher number than what it leads to."""
    deepest: dict[int, int] = {}
    incoming: dict[int, set[int]] = {}
    for source, target in edges:
        if component[source] != component[target]:
            incoming.setdefault(component[target], set()).add(component[source])
    for number in sorted(set(component.values()), reverse=True):
        deepest[number] = max((deepest[other] + 1 for other in incoming.get(number, ())), default=0)
    return {node: deepest[component[node]] for node in nodes}


def _swept(rows: list[list[str]], edges: Sequence[Edge]) -> list[list[str]]:
    """Barycentre heuristic: down and up in turns, each row sorted by the mean place of its neighbours."""
    joined: dict[str, set[str]] = {}
    for source, target in edges:
        joined.setdefault(source, set()).add(target)
        joined.setdefault(target, set()).add(source)
    for sweep in range(_SWEEPS):
        order = range(1, len(rows)) if sweep % 2 == 0 else range(len(rows) - 2, -1, -1)
        for row in order:
            beside = rows[row - 1 if sweep % 2 == 0 else row + 1]
            rows[row] = _by_neighbours(rows[row], beside, joined)
    return rows


def _by_neighbours(row: list[str], beside: Sequence[str], joined: Mapping[str, set[str]]) -> list[str]:
    """Places are shares of a row's width, so that rows of different lengths compare."""
    place = {node: (number + 0.5) / len(beside) for number, node in enumerate(beside)}
    own = {node: (number + 0.5) / len(row) for number, node in enumerate(row)}

    def mean(node: str) -> float:
        found = [place[other] for other in joined.get(node, ()) if other in place]
        return sum(sorted(found)) / len(found) if found else own[node]

    return sorted(row, key=lambda node: (mean(node), own[node]))
