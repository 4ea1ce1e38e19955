"""Parts of a program that fetch what they need from a global, or make it themselves."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import FunctionNode, SourceFile
from shared.architect.domain.review.tree import below

_INSIDE = frozenset({"domain", "use_cases", "usecases", "services", "service", "service_layer", "application"})
_OUTSIDE = frozenset({"adapters", "infrastructure", "infra", "persistence", "repositories", "clients"})
_BAD = """\
class Container:
    def __init__(self):
        self.orders = None
        self.mail = None


container = Container()


def orders():
    if container.orders is None:
        raise RuntimeError("not set up yet")
    return container.orders
"""
_GOOD = """\
class Container:
    def __init__(self, orders, mail):
        self.orders = orders
        self.mail = mail


def bootstrap(settings, make_orders, make_mail):
    return Container(make_orders(settings), make_mail(settings))
"""


def check(file: SourceFile, project: Project) -> Iterator[Hit]:
    if file.kind == "code":
        yield from _half_made(file)
        yield from _own_adapters(file, project)


def _half_made(file: SourceFile) -> Iterator[Hit]:
    """A module-level instance of a class of this file that starts with None, and is read by functions."""
    unfinished = {one.name: empty for one in file.all(ast.ClassDef) if len(empty := _empty(one)) >= 2}
    for statement in file.tree.body if unfinished else ():
        if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Call):
            continue
        made = statement.value.func.id if isinstance(statement.value.func, ast.Name) else ""
        names = [target.id for target in statement.targets if isinstance(target, ast.Name)]
        if made in unfinished and names and _read(file, names[0], unfinished[made]):
            message = (
                f"`{names[0]}` is one {made} for the whole process, made empty: {len(unfinished[made])} of its parts "
                "are None until somebody fills them in, and functions read them from there."
            )
            yield file.hit(statement, message)


def _empty(one: ast.ClassDef) -> set[str]:
    """Attributes that its constructor sets to None."""
    made = (each for each in one.body if isinstance(each, FunctionNode) and each.name == "__init__")
    return {
        target.attr
        for init in made
        for node in below(init)
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant)
        and node.value.value is None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute)
    }  # fmt: skip


def _read(file: SourceFile, name: str, attributes: set[str]) -> bool:
    return any(
        isinstance(node.value, ast.Name) and node.value.id == name and node.attr in attributes
        and file.function_of(node) is not None
        for node in file.all(ast.Attribute)
    )  # fmt: skip


def _own_adapters(file: SourceFile, project: Project) -> Iterator[Hit]:
    """A use case that calls a class of an adapters' package of the same project."""
    if not _INSIDE.intersection(file.module.split(".")):
        return
    for call, name in file.calls():
        module, _, made = name.rpartition(".")
        ours = module in project.by_module and _OUTSIDE.intersection(module.split("."))
        if ours and made[:1].isupper() and file.function_of(call) is not None:
            yield file.hit(
                call, f"`{file.symbol_of(call)}` makes its own {made} of `{module}` instead of being given one."
            )


RULE = FileRule(
    About(
        id="ARC007",
        family="architecture",
        title="Parts are fetched from a global, or made where they are used",
        severity=Severity.NOTE,
        confidence=Confidence.MEDIUM,
        principle="One place puts the program together; everything else is handed what it needs.",
        why=(
            "What a function needs cannot be seen from its parameters, tests must reach into the global and put "
            "it back, and using a part before it is filled in fails far from the cause."
        ),
        fix=(
            "Build all parts in one function at the program's start (the composition root) and pass them as parameters."
        ),
        source="https://www.cosmicpython.com/book/chapter_13_dependency_injection.html",
        bad={"shop/container.py": _BAD},
        good={"shop/container.py": _GOOD},
    ),
    check,
)
