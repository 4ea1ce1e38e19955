"""Packages and their imports as SVG: rows by longest path, cycles red, imports against the layers dashed."""

import math
from collections.abc import Mapping, Sequence

from shared.architect.document.drawing import FONT, curve, cut, lines_of_text, width_of, xml
from shared.architect.document.layout import Layered, layered
from shared.architect.domain.review.report import GraphEdge, GraphNode, PackageGraph
from shared.kernel.dataclasses import dataclass

MOST_NODES = 60
_LABEL, _NOTE = 12.0, 10.0
_TALL, _RISE, _GAP, _BEND, _EDGE = 40.0, 54.0, 14.0, 7.0, 12.0
_NARROWEST, _WIDEST = 76.0, 230.0
_INK, _RED, _GREY = "#1a202c", "#b3261e", "#8794a6"


@dataclass(frozen=True)
class _Spot:
    x: float
    y: float
    width: float


def svg(graph: PackageGraph) -> str:
    """At most sixty packages: the rest is counted. Names are those of strangers, and escaped."""
    nodes = {node.name: node for node in graph.nodes[:MOST_NODES]}
    edges = [edge for edge in graph.edges if edge.importer in nodes and edge.imported in nodes]
    placed = _placed(list(nodes), edges)
    spots, width, height = _spots(placed, nodes)
    # What is worth looking at is drawn last, over the rest.
    lines = [_line(edge, placed, spots) for edge in sorted(edges, key=lambda edge: (edge.in_cycle, edge.violation))]
    boxes = [_box(node, spots[name]) for name, node in nodes.items()]
    left_out = graph.left_out + len(graph.nodes) - len(nodes)
    foot = [_foot(left_out, width, height)] if left_out else []
    total = height + (22 if left_out else 0)
    inner = "\n".join([f'<rect width="{width:.0f}" height="{total:.0f}" fill="#fff"/>', *lines, *boxes, *foot])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {total:.0f}" width="{width:.0f}" '
        f'height="{total:.0f}" role="img" font-family="{xml(FONT)}">'
        f"<title>Packages and their imports</title>\n{inner}\n</svg>"
    )


def _placed(names: Sequence[str], edges: Sequence[GraphEdge]) -> Layered:
    """Those that nothing joins stand below the others. What is marked keeps lines of its own."""
    joined = {name for edge in edges if edge.importer != edge.imported for name in (edge.importer, edge.imported)}
    most = _most_in_a_row(len(names))
    weights = {(edge.importer, edge.imported): edge.imports for edge in edges}
    marked = {(edge.importer, edge.imported) for edge in edges if edge.violation}
    graph = layered([name for name in names if name in joined], weights, most, marked)
    alone = layered([name for name in names if name not in joined], {}, most)
    return Layered([*graph.rows, *alone.rows], graph.routes, graph.bends)


def _most_in_a_row(count: int) -> int:
    return max(4, min(6, math.ceil(math.sqrt(count))))


def _spots(placed: Layered, nodes: Mapping[str, GraphNode]) -> tuple[dict[str, _Spot], float, float]:
    widths = {name: _width(node) for name, node in nodes.items()} | dict.fromkeys(placed.bends, _BEND)
    rows = [sum(widths[name] for name in row) + _gaps(row, placed) for row in placed.rows]
    whole = max([*rows, 240.0]) + 2 * _EDGE
    spots: dict[str, _Spot] = {}
    for number, row in enumerate(placed.rows):
        left = (whole - rows[number]) / 2
        for name in row:
            spots[name] = _Spot(left + widths[name] / 2, _EDGE + number * (_TALL + _RISE), widths[name])
            left += widths[name] + (_BEND if name in placed.bends else _GAP)
    return spots, whole, 2 * _EDGE + len(placed.rows) * (_TALL + _RISE) - _RISE if placed.rows else 60.0


def _gaps(row: Sequence[str], placed: Layered) -> float:
    return sum(_BEND if name in placed.bends else _GAP for name in row[:-1])


def _width(node: GraphNode) -> float:
    return max(_NARROWEST, min(_WIDEST, max(width_of(node.name, _LABEL * 1.08), width_of(_note(node), _NOTE)) + 20))


def _note(node: GraphNode) -> str:
    return f"{node.lines:,} lines"


def _box(node: GraphNode, spot: _Spot) -> str:
    red = node.cycle is not None
    fill, stroke = ("#fdecea", _RED) if red else ("#eef3fb", "#2b5cb0")
    left = spot.x - spot.width / 2
    told = f"{node.name}: {node.modules} modules, {node.lines} lines, imported by {node.fan_in}, imports {node.fan_out}"
    cycle = f", in cycle {node.cycle}" if red else ""
    return (
        f"<g><title>{xml(told + cycle)}</title>"
        f'<rect x="{left:.1f}" y="{spot.y:.1f}" width="{spot.width:.1f}" height="{_TALL:g}" rx="5" fill="{fill}" '
        f'stroke="{stroke}" stroke-width="{1.8 if red else 1.2}"/>'
        + lines_of_text(
            [cut(node.name, _LABEL, spot.width - 12)], spot.x, spot.y + 17, _LABEL, fill=_INK, font_weight="600"
        )
        + lines_of_text([_note(node)], spot.x, spot.y + 31, _NOTE, fill="#4a5568")
        + "</g>"
    )


def _line(edge: GraphEdge, placed: Layered, spots: Mapping[str, _Spot]) -> str:
    if edge.importer == edge.imported:
        return ""
    route = placed.routes[edge.importer, edge.imported]
    points, up = _points(route, spots), spots[route[-1]].y <= spots[route[0]].y
    path = _bow(points) if spots[route[0]].y == spots[route[-1]].y else curve(points)
    colour = _RED if edge.in_cycle or edge.violation else _GREY
    wide = 1 + min(2.0, math.log10(max(1, edge.imports)) * 0.9)
    dashed = ' stroke-dasharray="6 4"' if edge.violation else ""
    # In a cycle the main direction is paler than what goes against it.
    strong = 0.95 if edge.violation or (edge.in_cycle and up) else 0.45 if edge.in_cycle else 0.6
    told = f"{edge.importer} imports {edge.imported}, {edge.imports} times" + (
        ", against the layers" if edge.violation else ""
    )
    return (
        f'<g opacity="{strong}"><title>{xml(told)}</title><path d="{path}" fill="none" stroke="{colour}" '
        f'stroke-width="{wide:.1f}"{dashed}/><path d="{_arrow(points)}" fill="{colour}"/></g>'
    )


def _points(route: Sequence[str], spots: Mapping[str, _Spot]) -> list[tuple[float, float]]:
    """Down from the lower edge, up from the upper; within a row in a bow below it."""
    first, last = spots[route[0]], spots[route[-1]]
    if first.y == last.y:
        low = first.y + _TALL
        return [(first.x + _toward(first, last), low), (last.x + _toward(last, first), low)]
    down = last.y > first.y
    start = first.x + _toward(first, spots[route[1]])
    end = last.x + _toward(last, spots[route[-2]])
    points = [(start, first.y + _TALL if down else first.y)]
    for bend in route[1:-1]:
        spot = spots[bend]
        points += [(spot.x, spot.y), (spot.x, spot.y + _TALL)] if down else [(spot.x, spot.y + _TALL), (spot.x, spot.y)]
    return [*points, (end, last.y if down else last.y + _TALL)]


def _bow(points: Sequence[tuple[float, float]]) -> str:
    """Between two nodes of one row, below them: deeper where they are far apart."""
    (x, y), (to_x, _) = points
    low = y + min(_RISE * 0.8, 16 + abs(to_x - x) * 0.06)
    return f"M{x:.1f} {y:.1f}C{x:.1f} {low:.1f} {to_x:.1f} {low:.1f} {to_x:.1f} {y:.1f}"


def _toward(spot: _Spot, other: _Spot) -> float:
    """Lines leave a box on the side to which they go."""
    return max(-spot.width * 0.38, min(spot.width * 0.38, (other.x - spot.x) * 0.3))


def _arrow(points: Sequence[tuple[float, float]]) -> str:
    x, y = points[-1]
    rise = 7 if points[-2][1] < y else -7  # a bow ends from below, too
    return f"M{x:.1f} {y:.1f}L{x - 3.6:.1f} {y - rise:.1f}L{x + 3.6:.1f} {y - rise:.1f}Z"


def _foot(left_out: int, width: float, height: float) -> str:
    return lines_of_text([f"{left_out} smaller packages are left out"], width / 2, height + 8, 11, fill="#4a5568")
