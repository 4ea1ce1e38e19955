"""The import graph as people look at it: packages two names deep, in rows, cycles and violations marked."""

from collections import Counter
from collections.abc import Mapping

from shared.architect.domain.review.cycles import components, cycles
from shared.architect.domain.review.layers import Layering
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.report import GraphEdge, GraphNode, PackageGraph

MOST_NODES = 60
Edges = Mapping[tuple[str, str], int]


def package_graph(project: Project) -> PackageGraph:
    """At most sixty packages: those with the most lines. Typing-only imports draw no edge. Tests are left out."""
    lines = _lines(project)
    packages: Counter[str] = Counter()
    modules: Counter[str] = Counter()
    for module, count in lines.items():
        packages[package_of(module)] += count
        modules[package_of(module)] += 1
    kept = {name for name, _ in sorted(packages.items(), key=lambda one: (-one[1], one[0]))[:MOST_NODES]}
    edges = _edges(project, lines, kept)
    ends = {name: sorted({end for start, end in edges if start == name}) for name in sorted(kept)}
    in_cycle = {name: number for number, one in enumerate(cycles(ends), 1) for name in one}
    rows = _rows(ends)
    nodes = tuple(
        GraphNode(
            name, modules[name], packages[name], sum(end == name for _, end in edges), len(ends[name]), rows[name],
            in_cycle.get(name),
        )
        for name in sorted(kept)
    )  # fmt: skip
    return PackageGraph(nodes, _told(edges, in_cycle, _violations(project)), len(packages) - len(kept))


def package_of(module: str) -> str:
    """Two names deep: `shop.orders.api` is in `shop.orders`."""
    return ".".join(module.split(".")[:2])


def _lines(project: Project) -> Mapping[str, int]:
    known = project.by_module
    return {
        module: known[module].line_count
        for module in sorted(project.graph.modules)
        if module in known and known[module].kind == "code"
    }


def _edges(project: Project, lines: Mapping[str, int], kept: set[str]) -> Edges:
    found: Counter[tuple[str, str]] = Counter()
    for one in project.graph.imports:
        start, end = package_of(one.importer), package_of(one.imported)
        inside = one.importer in lines and one.imported in lines and start in kept and end in kept
        if inside and start != end and not one.typing_only:
            found[start, end] += 1
    return found


def _violations(project: Project) -> frozenset[tuple[str, str]]:
    if not project.layers:
        return frozenset()
    against = Layering(project.layers).violations(project.graph)
    return frozenset((package_of(one.importer), package_of(one.imported)) for one in against)


def _told(edges: Edges, in_cycle: Mapping[str, int], against: frozenset[tuple[str, str]]) -> tuple[GraphEdge, ...]:
    return tuple(
        GraphEdge(start, end, count, in_cycle.get(start, -1) == in_cycle.get(end, -2), (start, end) in against)
        for (start, end), count in sorted(edges.items())
    )


def _rows(ends: Mapping[str, list[str]]) -> Mapping[str, int]:
    """Longest-path layers over the components: 0 for what imports nothing, importers above what they import."""
    row: dict[str, int] = {}
    for one in components(ends):  # each after those that it points at
        outside = [row[end] for name in one for end in ends[name] if end not in one]
        height = max(outside, default=-1) + 1
        row.update(dict.fromkeys(one, height))
    return row
