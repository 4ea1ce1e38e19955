"""Modules that no test imports, not even through others."""

from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Place, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, ProjectRule
from shared.architect.domain.review.tested import tested_modules
from shared.architect.domain.rules.vocabulary.project_wide import home, listed

_LEAST_SHARE = 0.8
_PRICES = "def price(basket):\n    return sum(basket)\n"
_MAILS = "def letter(order):\n    return f'Thank you for {order}'\n"
_TEST = "from shop.prices import price\n\n\ndef test_prices_add_up():\n    assert price([1, 2]) == 3\n"
_BOTH = _TEST + "\n\ndef test_letters_thank():\n    from shop.mails import letter\n\n    assert 'Thank' in letter(1)\n"


def check(project: Project) -> Iterator[Hit]:
    tested = tested_modules(project)
    if tested is None or len(tested.touched) >= _LEAST_SHARE * len(tested.modules):
        return
    missing = sorted(tested.modules - tested.touched, key=lambda module: (-_weight(project, module), module))
    if not tested.touched:
        message = f"No test imports any of the {len(tested.modules)} modules that have functions."
    else:
        message = (
            f"{len(missing)} of {len(tested.modules)} modules with functions are imported by no test, not even "
            f"through others: {listed(missing)}."
        )
    also = tuple(Place(project.by_module[module].path, 1, 1) for module in missing)
    yield Hit(home(project), message, "modules without tests", None, also)


def _weight(project: Project, module: str) -> int:
    """What most others stand on first."""
    return project.graph.fan_in.get(module, 0)


RULE = ProjectRule(
    About(
        id="TST001",
        family="types_and_tests",
        title="Modules that no test imports",
        severity=Severity.NOTE,
        confidence=Confidence.MEDIUM,
        principle="Whatever can break has a test that would say so.",
        why=(
            "A change there is first tried by its users. That tests reach a module proves little; that none does "
            "proves that nothing is checked on its own, at best through others."
        ),
        fix="Begin with the modules in this list that most others import, and with the errors that were fixed last.",
        source="https://docs.pytest.org/en/stable/explanation/goodpractices.html",
        bad={"shop/prices.py": _PRICES, "shop/mails.py": _MAILS, "tests/test_prices.py": _TEST},
        good={"shop/prices.py": _PRICES, "shop/mails.py": _MAILS, "tests/test_shop.py": _BOTH},
    ),
    check,
)
