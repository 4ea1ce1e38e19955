"""Outcomes that callers must tell apart, raised as errors that everything raises."""

import ast
import re
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.values import text_of

_BAD = """\
def find_order(order_id, store):
    order = store.get(order_id)
    if order is None:
        raise ValueError(f"order {order_id} not found")
    return order
"""
_GOOD = """\
class OrderNotFound(Exception):
    def __init__(self, order_id):
        super().__init__(order_id)
        self.order_id = order_id


def find_order(order_id, store):
    order = store.get(order_id)
    if order is None:
        raise OrderNotFound(order_id)
    return order
"""
_OUTCOME = re.compile(
    r"\b(not found|does ?n[o']t exist|no such|already (exists|registered|taken|used)|"
    r"unknown (user|order|customer|account|item|product)|"
    r"not allowed|forbidden|permission denied|unauthori[sz]ed|conflict)\b",
    re.IGNORECASE,
)


def check(file: SourceFile, _: Project) -> Iterator[Hit]:
    for node in file.all(ast.Raise):
        made = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        name = file.name_of(made)
        if name in ("Exception", "BaseException"):
            yield file.hit(node, f"`{name}` is raised in `{file.symbol_of(node) or file.module}`: who wants to handle "
                           "it must catch everything.")  # fmt: skip
        elif name == "ValueError" and isinstance(node.exc, ast.Call) and node.exc.args:
            said = _OUTCOME.search(text_of(file, node.exc.args[0]))
            if said:
                yield file.hit(node, f"\"{said[0]}\" is raised as {name}, like a wrong number or a failed parse: "
                               "callers cannot tell it from a bug.")  # fmt: skip


RULE = FileRule(
    About(
        id="ERR004",
        family="errors",
        title="An outcome that callers handle is a generic error",
        severity=Severity.NOTE,
        confidence=Confidence.MEDIUM,
        principle="What a caller can answer has a name of its own.",
        why=(
            "The edge maps ValueError to 400 or 404, and one day a failed `int()` deep inside answers `not found`. "
            "Whoever raises Exception makes callers catch everything, bugs included."
        ),
        fix="Give the outcome a class of its own with its fields, under one root of the package; map them at the edge.",
        source="https://docs.python.org/3/tutorial/errors.html#user-defined-exceptions",
        bad={"shop/orders.py": _BAD},
        good={"shop/orders.py": _GOOD},
    ),
    check,
)
