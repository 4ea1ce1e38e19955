"""Places for the nodes of a directed graph: cycles opened, layers by longest path, crossings swept away.

After Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system structures" (1981).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
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
    """`rows`: from top to bottom, every edge that is in no cycle going down, and of a cycle most; a row holds nodes,
    and bends of edges that pass it. `routes`: edge -> the nodes and bends that it goes through, both ends included."""

    rows: Sequence[Sequence[str]]
    routes: Mapping[Edge, Sequence[str]]
    bends: frozenset[str]


def layered(nodes: Sequence[str], edges: Mapping[Edge, float], most: int, apart: Collection[Edge] = ()) -> Layered:
    """`edges`: with their weights: in a cycle the light ones go up. `most`: nodes of a row; those beyond stand in
    further rows below. Within a row, nodes stand near those that they are joined with. Edges to one node flow together
    as rivers do, except for those that are to stay `apart`."""
    ends = {edge: weight for edge, weight in edges.items() if edge[0] != edge[1]}
    depth = _depths(nodes, acyclic(nodes, ends))
    rows = _split(_swept(_rows(nodes, depth), ends), most)
    routes = _routed(rows, ends, apart)
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


def _routed(rows: list[list[str]], edges: Iterable[Edge], apart: Collection[Edge]) -> dict[Edge, list[str]]:
    """An edge over several rows gets a bend in each row between, which is added to that row."""
    seen: set[str] = set()
    stands = {node: number for number, row in enumerate(rows) for node in row}
    routes: dict[Edge, list[str]] = {}
    for source, target in edges:
        first, last = stands[source], stands[target]
        step = 1 if last >= first else -1
        between = range(first + step, last, step) if first != last else range(0)
        flow = f"{source} > {target}" if (source, target) in apart else f"{step:+d} > {target}"
        bends = [f"{flow} {row}" for row in between]
        for row, bend in zip(between, bends, strict=True):
            if bend not in seen:
                rows[row].append(bend)
        seen.update(bends)
        routes[source, target] = [source, *bends, target]
    return routes


def acyclic(nodes: Sequence[str], edges: Mapping[Edge, float]) -> list[Edge]:
    """Without the edges that go against the main direction of each cycle: all of the others are kept."""
    component = components(nodes, edges)
    members: dict[int, list[str]] = {}
    for node in nodes:
        members.setdefault(component[node], []).append(node)
    place: dict[str, int] = {}
    for held in members.values():
        inner = {edge: weight for edge, weight in edges.items() if component[edge[0]] == component[edge[1]]}
        place |= {node: number for number, node in enumerate(_line_up(held, inner))} if len(held) > 1 else {held[0]: 0}
    return [edge for edge in edges if component[edge[0]] != component[edge[1]] or place[edge[0]] < place[edge[1]]]


def _line_up(nodes: Sequence[str], edges: Mapping[Edge, float]) -> list[str]:
    """An order in which little goes backwards: again and again, whoever gives most more than it takes comes next.

    After Eades, Lin and Smyth, "A fast and effective heuristic for the feedback arc set problem" (1993).
    """
    left = dict.fromkeys(nodes)
    order: list[str] = []
    while left:
        surplus = dict.fromkeys(left, 0.0)
        for (source, target), weight in edges.items():
            if source in left and target in left:
                surplus[source] += weight
                surplus[target] -= weight
        chosen = max(left, key=lambda node: surplus[node])
        order.append(chosen)
        del left[chosen]
    return order


def _depths(nodes: Sequence[str], edges: Sequence[Edge]) -> dict[str, int]:
    """Longest path to each node, of a graph without cycles."""
    before: dict[str, list[str]] = {node: [] for node in nodes}
    for source, target in edges:
        before[target].append(source)
    component = components(nodes, edges)  # numbers those first that lead nowhere
    deepest: dict[str, int] = {}
    for node in sorted(nodes, key=lambda node: -component[node]):
        deepest[node] = max((deepest[other] + 1 for other in before[node]), default=0)
    return deepest


def _swept(rows: list[list[str]], edges: Iterable[Edge]) -> list[list[str]]:
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
