"""Names of modules, imports between them, cycles, and the picture of packages."""

import random

import pytest

from shared.adapters.review.naming import name_modules
from shared.architect.domain.review.cycle_breakers import breakers
from shared.architect.domain.review.cycles import components, cycles
from shared.architect.domain.review.project import Import
from shared.architect.domain.review.source import SourceFile
from tests.architect.review.making import Files, reviewed


def named(files: dict[str, str]) -> dict[str, str]:
    made = [SourceFile(path, text) for path, text in files.items()]
    name_modules(made)
    return {file.path: file.module for file in made}


@pytest.mark.parametrize(
    ("files", "module"),
    [
        ({"shop/__init__.py": "", "shop/api.py": "import shop.model", "shop/model.py": ""}, "shop.api"),
        ({"src/shop/__init__.py": "", "src/shop/api.py": ""}, "shop.api"),
        ({"src/shop/api.py": "from shop import model", "src/shop/model.py": ""}, "shop.api"),
        ({"shop/api.py": "from shop.kernel import model", "shop/kernel/model.py": ""}, "shop.api"),
        ({"functions/orders/api.py": "import model", "functions/orders/model.py": ""}, "api"),
        ({"services/a/app/__init__.py": "", "services/a/app/api.py": "from app import db", "services/a/app/db.py": ""},
         "app.api"),
        ({"api.py": "import model", "model.py": ""}, "api"),
    ],
    ids=["flat", "src", "src namespace", "namespace", "function folder", "service folder", "single modules"],
)  # fmt: skip
def test_modules_are_called_as_others_import_them(files: dict[str, str], module: str) -> None:
    assert {path.rsplit("/", 1)[-1]: name for path, name in named(files).items()}["api.py"] == module


def test_no_name_is_given_twice() -> None:
    service = {"app/__init__.py": "", "app/main.py": "from app import db\n", "app/db.py": ""}
    files = {f"services/{one}/{path}": text for one in ("a", "b") for path, text in service.items()}
    names = named(files)
    assert len(set(names.values())) == len(files)
    edges = {(edge.importer, edge.imported) for edge in reviewed(files).graph.edges}
    assert ("app.main", "app.db") in edges
    assert len(edges) == 1  # and the other service's, within its own package


def test_imports_of_single_modules_and_between_roots_are_seen() -> None:
    files: Files = {
        "src/shop/__init__.py": "", "src/shop/api.py": "import settings\n", "settings.py": "import shop.api\n",
        "tests/test_api.py": "from shop import api\n",
    }  # fmt: skip
    report = reviewed(files)
    assert {(edge.importer, edge.imported, edge.in_cycle) for edge in report.graph.edges} == {
        ("settings", "shop.api", True), ("shop.api", "settings", True),
    }  # fmt: skip


CYCLE = {
    "shop/__init__.py": "",
    "shop/a.py": "from shop import b\n",
    "shop/b.py": "from shop import c\n",
    "shop/c.py": "from shop import a\n",
}


def test_a_cycle_is_one_finding_with_the_import_to_cut() -> None:
    found = [one for one in reviewed(CYCLE).findings if one.rule == "ARC001"]
    assert [(one.severity.value, len(one.also), "3 modules" in one.message) for one in found] == [("warning", 1, True)]


def test_a_cycle_only_for_types_is_none_and_one_only_in_functions_is_a_note() -> None:
    types = "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from shop import a\n"
    assert not [one for one in reviewed({**CYCLE, "shop/c.py": types}).findings if one.rule == "ARC001"]
    lazy = "def use():\n    from shop import a\n\n    return a\n"
    found = [one for one in reviewed({**CYCLE, "shop/c.py": lazy}).findings if one.rule == "ARC001"]
    assert [one.severity.value for one in found] == ["note"]


def test_the_picture_has_at_most_sixty_packages_and_says_how_many_it_leaves_out() -> None:
    files = {f"shop/part{each:03}/__init__.py": "x = 1\n" * (each + 1) for each in range(70)}
    graph = reviewed({"shop/__init__.py": "", **files}).graph
    assert (len(graph.nodes), graph.left_out) == (60, 11)
    assert "shop.part069" in {node.name for node in graph.nodes}


def test_importers_stand_above_what_they_import() -> None:
    files = {"shop/__init__.py": "", "shop/api/__init__.py": "from shop import rules\n", "shop/rules/__init__.py":
             "from shop import kernel\n", "shop/kernel/__init__.py": ""}  # fmt: skip
    rows = {node.name: node.layer for node in reviewed(files).graph.nodes}
    assert rows["shop.api"] > rows["shop.rules"] > rows["shop.kernel"]


def random_graph(seed: int) -> dict[str, list[str]]:
    chance = random.Random(seed)
    names = [f"m{each}" for each in range(chance.randint(2, 14))]
    return {name: chance.sample(names, chance.randint(0, min(4, len(names)))) for name in names}


@pytest.mark.parametrize("seed", range(40))
def test_cutting_what_is_named_opens_every_circle(seed: int) -> None:
    graph = random_graph(seed)
    imports = [Import(one, end, 1) for one, ends in graph.items() for end in ends if end != one]
    cut = {(one.importer, one.imported) for one in breakers(imports)}
    left = {name: [end for end in ends if end != name and (name, end) not in cut] for name, ends in graph.items()}
    assert cycles(left) == []
    assert len(cut) <= len(imports) / 2


@pytest.mark.parametrize("seed", range(40))
def test_components_are_what_reaches_each_other(seed: int) -> None:
    graph = random_graph(seed)

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            for end in graph[waiting.pop()]:
                if end not in seen:
                    seen.add(end)
                    waiting.append(end)
        return seen

    told = {frozenset(one) for one in components(graph)}
    assert told == {
        frozenset({name, *(other for other in graph if other in reached(name) and name in reached(other))})
        for name in graph
    }


def test_a_chain_of_ten_thousand_modules_needs_no_recursion() -> None:
    chain = {f"m{each}": [f"m{(each + 1) % 10_000}"] for each in range(10_000)}
    assert [len(one) for one in cycles(chain)] == [10_000]
