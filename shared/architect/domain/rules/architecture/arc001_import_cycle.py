"""Modules that import each other in a circle."""

from collections.abc import Iterator

from shared.architect.domain.review.cycle_breakers import breakers
from shared.architect.domain.review.cycles import cycles
from shared.architect.domain.review.finding import Confidence, Hit, Place, Severity
from shared.architect.domain.review.project import Import, Project
from shared.architect.domain.review.rule import About, ProjectRule
from shared.architect.domain.rules.vocabulary.project_wide import listed

_ORDERS = """\
from shop.invoices import invoice_for


def place(basket):
    return invoice_for(basket, total(basket))


def total(basket):
    return sum(line.amount for line in basket)
"""
_INVOICES = """\
from shop.orders import total


def invoice_for(basket, amount):
    return {"amount": amount, "checked": amount == total(basket)}
"""
_TOTALS = """\
def total(basket):
    return sum(line.amount for line in basket)
"""


def check(project: Project) -> Iterator[Hit]:
    code = {file.module for file in project.code()}
    imports = [
        one for one in project.graph.imports
        if not one.typing_only and {one.importer, one.imported} <= code and not _from_below(one)
    ]  # fmt: skip
    eager = {frozenset(members) for members in _cycles([one for one in imports if not one.lazy])}
    for members in _cycles(imports):
        inside = [one for one in imports if one.importer in members and one.imported in members]
        at_start = any(one <= set(members) for one in eager)
        yield _hit(project, members, inside, None if at_start else Severity.NOTE)


def _from_below(one: Import) -> bool:
    """A package that passes on what its own modules hold: they import each other through it, and it is one thing."""
    return one.imported.startswith(f"{one.importer}.")


def _cycles(imports: list[Import]) -> list[list[str]]:
    ends: dict[str, set[str]] = {}
    for one in imports:
        ends.setdefault(one.importer, set()).add(one.imported)
        ends.setdefault(one.imported, set())
    return cycles(ends)


def _hit(project: Project, members: list[str], inside: list[Import], severity: Severity | None) -> Hit:
    """It stands at the first member's first import of another, which stays while others come and go."""
    first = min((one for one in inside if one.importer == members[0]), key=lambda one: one.line)
    to_cut = breakers(inside)
    cut = listed(f"{one.importer} -> {one.imported}" for one in to_cut)
    lazily = "" if severity is None else " Only imports inside of functions close the circle, so it does start."
    message = (
        f"{len(members)} modules import each other in a circle: {listed(members)}. Without {cut} there is none.{lazily}"
    )
    also = tuple(_place(project, one) for one in to_cut)
    return Hit(_place(project, first), message, f"cycle of {members[0]}", severity, also)


def _place(project: Project, one: Import) -> Place:
    return Place(project.by_module[one.importer].path, one.line, one.line, 1)


RULE = ProjectRule(
    About(
        id="ARC001",
        family="architecture",
        title="Modules import each other in a circle",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        principle="Dependencies between modules have one direction; what two of them share lies below both.",
        why=(
            "None of them can be understood, tested or moved without all others, and whether the program starts "
            "depends on which is imported first: a new import elsewhere turns it into an ImportError."
        ),
        fix=(
            "Move what both sides need into a module below them, or hand it over as a parameter. Cut the imports "
            "that the finding names: they are the fewest found that open the circle."
        ),
        source="Robert C. Martin, Agile Software Development (2002), Acyclic Dependencies Principle",
        bad={"shop/orders.py": _ORDERS, "shop/invoices.py": _INVOICES},
        good={
            "shop/orders.py": f"from shop.totals import total\n{_ORDERS.split('def total')[0].rstrip()}\n",
            "shop/invoices.py": _INVOICES.replace("shop.orders", "shop.totals"),
            "shop/totals.py": _TOTALS,
        },
    ),
    check,
)  # fmt: skip
