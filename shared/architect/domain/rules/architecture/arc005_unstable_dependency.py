"""Packages that many stand on, and that stand on one that moves."""

from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Place, Severity
from shared.architect.domain.review.metrics import instability, package_imports, unstable
from shared.architect.domain.review.package_graph import package_of
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, ProjectRule

_MANY = 3  # importers that make a package one to keep still
_KERNEL = "from shop.reports import render\n\n\ndef money(amount):\n    return render(amount)\n"
_REPORTS = "from shop import charts, fonts, pages\n\n\ndef render(amount):\n    return pages, charts, fonts, amount\n"
_USER = "from shop.kernel import money\n\n\ndef show():\n    return money(1)\n"
_LEAF = "SIZE = 1\n"


def check(project: Project) -> Iterator[Hit]:
    pairs = package_imports(project)
    steady = instability(pairs)
    importers = {one: sum(imported == one for _, imported in pairs) for one in steady}
    for importer, imported in unstable(pairs):
        if importers[importer] >= _MANY:
            message = (
                f"`{importer}`, which {importers[importer]} packages import (instability {steady[importer]:.2f}), "
                f"imports `{imported}`, which changes with what it imports itself (instability {steady[imported]:.2f})."
            )
            yield Hit(_place(project, importer, imported), message, f"{importer} stands on {imported}")


def _place(project: Project, importer: str, imported: str) -> Place:
    one = next(
        one
        for one in project.graph.imports
        if package_of(one.importer) == importer and package_of(one.imported) == imported and not one.typing_only
    )
    return Place(project.by_module[one.importer].path, one.line, one.line)


RULE = ProjectRule(
    About(
        id="ARC005",
        family="architecture",
        title="A package that many stand on depends on one that moves",
        severity=Severity.NOTE,
        confidence=Confidence.LOW,
        principle="Depend in the direction of stability.",
        why=(
            "What many import is hard to change; by this import it changes whenever the other one does, and "
            "everything that stands on it with it."
        ),
        fix=(
            "Turn the import round: let the stable package define the Protocol or the value that it needs, and "
            "the other one implement it."
        ),
        source="Robert C. Martin, OO Design Quality Metrics (1994): I = Ce / (Ca + Ce)",
        bad={
            "shop/kernel.py": _KERNEL, "shop/reports.py": _REPORTS,
            "shop/charts.py": _LEAF, "shop/fonts.py": _LEAF, "shop/pages.py": _LEAF,
            **{f"shop/user{each}.py": _USER for each in range(4)},
        },
        good={
            "shop/kernel.py": "def money(amount):\n    return amount\n", "shop/reports.py": _REPORTS,
            "shop/charts.py": _LEAF, "shop/fonts.py": _LEAF, "shop/pages.py": _LEAF,
            **{f"shop/user{each}.py": _USER for each in range(4)},
        },
    ),
    check,
)  # fmt: skip
