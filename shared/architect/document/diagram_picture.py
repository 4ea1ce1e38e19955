"""The diagram of a system as SVG: from those who call down to where data lies, lines numbered as in its table."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from shared.architect.document.blocks import Block
from shared.architect.document.drawing import FONT, broken, curve, lines_of_text, xml
from shared.architect.document.layout import Layered, layered
from shared.kernel.dataclasses import dataclass

_FILLS = {
    "actor": ("#fff7e6", "#b7791f"),
    "edge": ("#eef2f7", "#4a5568"),
    "app": ("#e6f0ff", "#2b5cb0"),
    "store": ("#e8f6ec", "#2f7d4a"),
    "queue": ("#f3eafd", "#6b46a8"),
    "worker": ("#e6f0ff", "#2b5cb0"),
    "outside": ("#f7f7f7", "#767676"),
}
_LABEL, _NOTE, _PAD, _GAP, _BEND = 13.0, 11.0, 9.0, 14.0, 16.0

_SHARES = (0.6, 0.5, 0.68, 0.4, 0.75, 0.3)
_APART = 21.0


@dataclass(frozen=True)
class Sheet:
    """How much room there is: `width` in px, `most` nodes in a row, `widest` node, `rise` between rows."""

    width: float
    most: int
    widest: float
    rise: float


WIDE = Sheet(760, 4, 176, 46)
NARROW = Sheet(343, 2, 150, 40)


@dataclass(frozen=True)
class _Box:
    x: float  # of its middle
    y: float  # of its top
    width: float
    height: float


def diagram_svg(block: Block, sheet: Sheet) -> str:
    """Raises KeyError where an edge names a node that is not there."""
    nodes = {node["key"]: node for node in block["nodes"]}
    edges = [(edge["from"], edge["to"]) for edge in block["edges"]]
    graph = layered(list(nodes), dict.fromkeys(edges, 1.0), sheet.most, apart=edges)
    boxes, height = _boxes(graph, nodes, sheet)
    # Lines first, then nodes over them, numbers last.
    lines = [_line(graph.routes[edge["from"], edge["to"]], boxes) for edge in block["edges"]]
    shapes = [_node(node, boxes[key]) for key, node in nodes.items()]
    numbers = _numbers(block["edges"], graph, boxes)
    inner = "\n".join([*lines, *shapes, *numbers])
    size = f'viewBox="0 0 {sheet.width:g} {height:g}" width="{sheet.width:g}" height="{height:g}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" font-family="{xml(FONT)}">'
        f"<title>{xml(block['title'])}</title>\n{inner}\n</svg>"
    )


def _boxes(graph: Layered, nodes: Mapping[str, Mapping[str, Any]], sheet: Sheet) -> tuple[dict[str, _Box], float]:
    boxes: dict[str, _Box] = {}
    top = 6.0
    for row in graph.rows:
        widths = _widths(row, graph.bends, sheet)
        heights = [_height(nodes[node], widths[node]) for node in row if node in nodes]
        tallest = max(heights, default=0.0)
        left = (sheet.width - sum(widths.values()) - _GAP * (len(row) - 1)) / 2
        for node in row:
            high = _height(nodes[node], widths[node]) if node in nodes else tallest
            boxes[node] = _Box(left + widths[node] / 2, top + (tallest - high) / 2, widths[node], high)
            left += widths[node] + _GAP
        top += tallest + sheet.rise
    return boxes, top - sheet.rise + 6


def _widths(row: Sequence[str], bends: frozenset[str], sheet: Sheet) -> dict[str, float]:
    passing = sum(node in bends for node in row)
    room = sheet.width - 8 - _GAP * (len(row) - 1) - _BEND * passing
    each = min(sheet.widest, room / max(1, len(row) - passing))
    return {node: _BEND if node in bends else each for node in row}


def _texts(node: Mapping[str, Any], width: float) -> tuple[list[str], list[str]]:
    room = width - 2 * _PAD
    return broken(node["label"], _LABEL * 1.06, room), broken(node["note"], _NOTE, room)


def _height(node: Mapping[str, Any], width: float) -> float:
    label, note = _texts(node, width)
    return 2 * _PAD + 1.25 * (_LABEL * len(label) + _NOTE * len(note)) - 4


def _node(node: Mapping[str, Any], box: _Box) -> str:
    fill, stroke = _FILLS[node["role"]]
    label, note = _texts(node, box.width)
    corner = {"actor": box.height / 2, "outside": 12, "store": 3}.get(node["role"], 6)
    dashed = ' stroke-dasharray="5 3"' if node["role"] == "outside" else ""
    left = box.x - box.width / 2
    shape = (
        f'<rect x="{left:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" rx="{corner:.1f}" '
        f'fill="{fill}" stroke="{stroke}" stroke-width="1.3"{dashed}/>'
    )
    if node["role"] == "store":
        shape += f'<path d="M{left:.1f} {box.y + 5:.1f}h{box.width:.1f}" stroke="{stroke}"/>'
    baseline = box.y + _PAD + _LABEL * 0.82
    told = lines_of_text(label, box.x, baseline, _LABEL, fill="#1a202c", font_weight="600")
    return shape + told + lines_of_text(note, box.x, baseline + _LABEL * 1.25 * len(label) - 1, _NOTE, fill="#4a5568")


def _points(route: Sequence[str], boxes: Mapping[str, _Box]) -> list[tuple[float, float]]:
    """From the lower edge of the first to the upper edge of the last; upwards the other way round. Lines to the same
    side leave a node a little apart, by where they go."""
    first, last = boxes[route[0]], boxes[route[-1]]
    down = last.y >= first.y
    toward = boxes[route[1]].x - first.x
    start = first.x + max(-first.width * 0.36, min(first.width * 0.36, toward * 0.5))
    back = boxes[route[-2]].x - last.x
    end = last.x + max(-last.width * 0.3, min(last.width * 0.3, back * 0.25))
    points = [(start, first.y + first.height if down else first.y)]
    for bend in route[1:-1]:
        box = boxes[bend]
        points += (
            [(box.x, box.y), (box.x, box.y + box.height)] if down else [(box.x, box.y + box.height), (box.x, box.y)]
        )
    return [*points, (end, (last.y if down else last.y + last.height) - (5 if down else -5))]


def _line(route: Sequence[str], boxes: Mapping[str, _Box]) -> str:
    points = _points(route, boxes)
    x, y = points[-1]
    tip = 5 if boxes[route[-1]].y >= boxes[route[0]].y else -5
    arrow = f"M{x - 4:.1f} {y - tip * 0.4:.1f}L{x:.1f} {y + tip:.1f}L{x + 4:.1f} {y - tip * 0.4:.1f}Z"
    return (
        f'<path d="{curve(points)}" fill="none" stroke="#5a6778" stroke-width="1.3"/><path d="{arrow}" fill="#5a6778"/>'
    )


def _numbers(edges: Sequence[Mapping[str, Any]], graph: Layered, boxes: Mapping[str, _Box]) -> list[str]:
    """Each on its line, at the first place where it covers neither another number nor a node."""
    taken: list[tuple[float, float]] = []
    told = []
    for edge in edges:
        points = _points(graph.routes[edge["from"], edge["to"]], boxes)
        places = [_at(one, other, share) for one, other in pairwise(points) for share in _SHARES]
        free = [place for place in places if _is_free(place, taken, boxes)]
        place = free[0] if free else places[0]
        taken.append(place)
        told.append(_badge(edge["number"], *place))
    return told


def _at(one: tuple[float, float], other: tuple[float, float], share: float) -> tuple[float, float]:
    """On the curve between two points: see `curve`."""
    rest = 1 - share
    near, handles, far = rest**3, 3 * rest * share, share**3
    across = near + 3 * rest * rest * share  # the first handle stands above its point, the second below its own
    middle = (one[1] + other[1]) / 2
    return one[0] * across + other[0] * (1 - across), one[1] * near + middle * handles + other[1] * far


def _is_free(place: tuple[float, float], taken: Sequence[tuple[float, float]], boxes: Mapping[str, _Box]) -> bool:
    x, y = place
    if any((x - other_x) ** 2 + (y - other_y) ** 2 < _APART**2 for other_x, other_y in taken):
        return False
    solid = (box for box in boxes.values() if box.width > _BEND)
    return not any(abs(x - box.x) < box.width / 2 + 8 and box.y - 8 < y < box.y + box.height + 8 for box in solid)


def _badge(number: str, x: float, y: float) -> str:
    circle = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="8.5" fill="#fff" stroke="#5a6778"/>'
    return circle + lines_of_text([number], x, y + 3.8, 10.5, fill="#1a202c", font_weight="600")
