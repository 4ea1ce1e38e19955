"""Imports that run from the inside to the outside."""

from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Place, Severity
from shared.architect.domain.review.layers import Layering
from shared.architect.domain.review.project import Import, Project
from shared.architect.domain.review.rule import About, ProjectRule

# Names that people give to layers, outermost first: only a guess, where a project declares none.
_GUESSED = (
    ("api", "routes", "routers", "handlers", "controllers", "entrypoints", "web", "cli"),
    ("adapters", "infrastructure", "infra", "persistence", "repositories"),
    ("services", "service", "service_layer", "application", "use_cases", "usecases"),
    ("domain", "entities"),
)
_RANK = {name: rank for rank, names in enumerate(_GUESSED) for name in names}
_DOMAIN = """\
from shop.adapters.tables import OrderTable


def cancel(order_id):
    OrderTable().delete(order_id)
"""
_TABLES = """\
class OrderTable:
    def delete(self, order_id):
        print("gone", order_id)
"""
_PURE = """\
def cancel(order):
    return {**order, "state": "cancelled"}
"""


def check(project: Project) -> Iterator[Hit]:
    if project.layers:
        yield from _declared(project)
    else:
        yield from _guessed(project)


def _declared(project: Project) -> Iterator[Hit]:
    layering = Layering(project.layers)
    for one in layering.violations(project.graph):
        inner, outer = layering.layer_of(one.importer), layering.layer_of(one.imported)
        assert inner is not None
        assert outer is not None
        why = "is declared above it" if inner[0] != outer[0] else "stands beside it and is declared independent"
        yield _hit(project, one, f"`{one.importer}` ({inner[1]}) imports `{one.imported}` ({outer[1]}), which {why}.")


def _guessed(project: Project) -> Iterator[Hit]:
    for one in project.graph.imports:
        inner, outer = _named(one.importer), _named(one.imported)
        if inner and outer and inner[0] == outer[0] and _RANK[outer[1]] < _RANK[inner[1]] and not one.typing_only:
            message = (
                f"`{one.importer}` imports `{one.imported}`: by their names `{inner[1]}` lies inside of `{outer[1]}`. "
                "Layers are not declared here, so this is a guess."
            )
            yield _hit(project, one, message, Severity.NOTE)


def _named(module: str) -> tuple[str, str] | None:
    """What stands before the layer's name, and the name: `shop`, `domain` of shop.domain.orders."""
    parts = module.split(".")
    found = next((number for number, part in enumerate(parts) if part in _RANK), None)
    return None if found is None else (".".join(parts[:found]), parts[found])


def _hit(project: Project, one: Import, message: str, severity: Severity | None = None) -> Hit:
    file = project.by_module.get(one.importer)
    place = Place(file.path if file else one.importer, one.line, one.line)
    return Hit(place, message, f"{one.importer} imports {one.imported}", severity)


RULE = ProjectRule(
    About(
        id="ARC002",
        family="architecture",
        title="An inner layer imports an outer one",
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        principle="Rules do not know who calls them, nor where their results are kept.",
        why=(
            "The rules can then be neither tested nor reused without the web framework or the store, and a change "
            "of either reaches into them."
        ),
        fix=(
            "State what the inner layer needs as a port (a Protocol) beside it, implement it outside, and pass it "
            "in. Declare layers in architect.toml ([architecture] layers = [...], outermost first) to make this "
            "an error."
        ),
        source="https://alistair.cockburn.us/hexagonal-architecture",
        bad={"shop/domain/orders.py": _DOMAIN, "shop/adapters/tables.py": _TABLES},
        good={"shop/domain/orders.py": _PURE, "shop/adapters/tables.py": _TABLES},
    ),
    check,
)
