from pathlib import Path

from module_borders import crossings

MAY_KNOW = {"orders": frozenset({"catalog"}), "catalog": frozenset[str]()}


def tree(place: Path, orders: str, catalog: str = "") -> list[str]:
    for name, text in {"orders/place.py": orders, "catalog/api.py": catalog}.items():
        path = place / "shop" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return list(crossings(place, "shop", MAY_KNOW))


def test_a_module_knows_the_front_door_of_what_it_may_know(tmp_path: Path) -> None:
    assert tree(tmp_path, "from shop.catalog.api import price\nimport json") == []


def test_nobody_reaches_behind_a_front_door(tmp_path: Path) -> None:
    (line,) = tree(tmp_path, "from shop.catalog.tables import Product")
    assert "past the front door of catalog" in line


def test_nobody_knows_whom_it_may_not(tmp_path: Path) -> None:
    (line,) = tree(tmp_path, "", "from shop.orders import place")
    assert line.startswith("catalog may not know orders")
