"""Pictures: whole as XML, lines go down, nothing lies on top of anything else, names of strangers are only names."""

import random
import re
import time
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest

from shared.architect.document.diagram_picture import NARROW, WIDE, Sheet, diagram_svg
from shared.architect.document.drawing import broken, width_of
from shared.architect.document.graph_picture import MOST_NODES, svg
from shared.architect.document.layout import acyclic, components, layered
from shared.architect.document.words import LANGUAGES, Language
from shared.architect.domain.review.report import GraphEdge, GraphNode, PackageGraph
from tests.architect.document.drafts import ALL, blocks_of, document_of

SVG = "{http://www.w3.org/2000/svg}"


def node(name: str, cycle: int | None = None) -> GraphNode:
    return GraphNode(name, 3, 120, 1, 1, 0, cycle)


def rectangles(picture: str) -> list[tuple[float, float, float, float]]:
    """Left, top, right, bottom of each box; the sheet itself has no radius."""
    found = []
    for rect in ET.fromstring(picture).iter(f"{SVG}rect"):  # noqa: S314
        if "rx" in rect.attrib:
            x, y, width, height = (float(rect.attrib[name]) for name in ("x", "y", "width", "height"))
            found.append((x, y, x + width, y + height))
    return found


def overlapping(boxes: list[tuple[float, float, float, float]]) -> list[object]:
    return [
        (one, other)
        for one, other in combinations(boxes, 2)
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ]


@pytest.mark.parametrize("sheet", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ALL)
def test_a_diagram_fits_its_sheet_and_no_node_covers_another(name: str, language: Language, sheet: Sheet) -> None:
    drawn = next(block for block in blocks_of(document_of(name, language)["parts"]) if block["kind"] == "diagram")
    picture = diagram_svg(dict(drawn), sheet)
    boxes = rectangles(picture)
    assert len(boxes) == len(drawn["nodes"])
    assert overlapping(boxes) == []
    assert all(left >= 0 and right <= sheet.width for left, _, right, _ in boxes)
    texts = "".join(ET.fromstring(picture).itertext())  # noqa: S314
    assert all(edge["number"] in texts for edge in drawn["edges"])
    numbers = [
        (float(circle.attrib["cx"]), float(circle.attrib["cy"]))
        for circle in ET.fromstring(picture).iter(f"{SVG}circle")  # noqa: S314
    ]
    assert all((x - a) ** 2 + (y - b) ** 2 > 15**2 for (x, y), (a, b) in combinations(numbers, 2))


def test_lines_go_down_and_what_is_in_no_cycle_never_up() -> None:
    edges = {("a", "b"): 1.0, ("b", "c"): 5.0, ("c", "b"): 1.0, ("c", "d"): 1.0, ("a", "d"): 1.0}
    graph = layered(list("abcd"), edges, 4)
    row = {name: number for number, names in enumerate(graph.rows) for name in names}
    assert row["a"] < row["b"] < row["c"] < row["d"]  # of the cycle, the light edge goes up
    assert len(graph.routes["a", "d"]) == 4
    assert graph.bends == set(graph.routes["a", "d"][1:-1])


def test_edges_to_one_node_flow_together_unless_they_are_kept_apart() -> None:
    edges = {("a", "z"): 1.0, ("b", "z"): 1.0, ("a", "m"): 1.0, ("b", "m"): 1.0, ("m", "z"): 1.0}
    together = layered(list("abmz"), edges, 4)
    assert together.routes["a", "z"][1:-1] == together.routes["b", "z"][1:-1]
    apart = layered(list("abmz"), edges, 4, apart=edges)
    assert apart.routes["a", "z"][1:-1] != apart.routes["b", "z"][1:-1]


@pytest.mark.parametrize("seed", range(8))
def test_random_graphs_have_no_cycle_left_and_every_path_of_components_holds(seed: int) -> None:
    chance = random.Random(seed)
    names = [f"n{number}" for number in range(25)]
    edges = {(chance.choice(names), chance.choice(names)): chance.random() for _ in range(60)}
    edges = {edge: weight for edge, weight in edges.items() if edge[0] != edge[1]}
    kept = acyclic(names, edges)
    assert len(set(components(names, kept).values())) == len(names)
    component = components(names, edges)
    assert all(component[a] == component[b] for a, b in set(edges) - set(kept))
    graph = layered(names, edges, 5)
    row = {name: number for number, held in enumerate(graph.rows) for name in held}
    assert all(row[a] < row[b] for a, b in kept)
    assert all(sum(name in names for name in held) <= 5 for held in graph.rows)


def test_a_long_chain_and_a_large_circle_are_no_matter_of_recursion() -> None:
    names = [str(number) for number in range(3000)]
    ring = [(one, str((int(one) + 1) % 3000)) for one in names]
    assert len(set(components(names, ring).values())) == 1
    assert len(set(components(names, ring[:-1]).values())) == 3000


def test_packages_in_a_cycle_are_red_and_imports_against_the_layers_dashed() -> None:
    nodes = (node("shop.api"), node("shop.orders", 1), node("shop.stock", 1))
    edges = (
        GraphEdge("shop.api", "shop.orders", 4),
        GraphEdge("shop.orders", "shop.stock", 9, in_cycle=True),
        GraphEdge("shop.stock", "shop.orders", 1, in_cycle=True),
        GraphEdge("shop.stock", "shop.api", 1, violation=True),
    )
    picture = svg(PackageGraph(nodes, edges))
    tree = ET.fromstring(picture)  # noqa: S314
    red = [rect for rect in tree.iter(f"{SVG}rect") if rect.attrib.get("stroke") == "#b3261e"]
    assert len(red) == 2
    dashed = [path for path in tree.iter(f"{SVG}path") if "stroke-dasharray" in path.attrib]
    assert len(dashed) == 1
    titles = [title.text or "" for title in tree.iter(f"{SVG}title")]
    assert "shop.stock imports shop.api, 1 times, against the layers" in titles
    assert any("in cycle 1" in title for title in titles)


def test_sixty_packages_are_drawn_and_the_rest_is_counted() -> None:
    chance = random.Random(3)
    names = [f"shop.package_{number:02}" for number in range(70)]
    edges = {(chance.choice(names), chance.choice(names)) for _ in range(355)}
    graph = PackageGraph(tuple(map(node, names)), tuple(GraphEdge(a, b, 2) for a, b in sorted(edges)), left_out=5)
    started = time.monotonic()
    picture = svg(graph)
    assert time.monotonic() - started < 2
    boxes = rectangles(picture)
    assert len(boxes) == MOST_NODES
    assert overlapping(boxes) == []
    assert "15 smaller packages are left out" in picture


def test_an_empty_graph_is_a_picture_too() -> None:
    assert ET.fromstring(svg(PackageGraph((), ()))) is not None  # noqa: S314


def test_names_of_packages_are_never_markup() -> None:
    evil = 'x"><script>alert(1)</script>&\x00\ud800'
    picture = svg(PackageGraph((node(evil), node("b")), (GraphEdge(evil, "b", 1),)))
    tree = ET.fromstring(picture)  # noqa: S314
    assert not list(tree.iter(f"{SVG}script"))
    assert "<script" not in picture
    picture.encode("utf-8")


def test_text_is_broken_where_it_fits_and_cut_where_nothing_else_helps() -> None:
    lines = broken("containers on ECS Fargate with a very long name indeed", 12, 100)
    assert len(lines) == 3
    assert all(width_of(line, 12) <= 100 for line in lines)
    assert lines[-1].endswith("…")
    assert broken("无服务器函数与事件驱动的服务", 12, 60)[0] == "无服务器函"
    assert broken("Supercalifragilistic", 12, 60) == [found := broken("Supercalifragilistic", 12, 60)[0]]
    assert re.fullmatch(r"Super\w*…", found)
