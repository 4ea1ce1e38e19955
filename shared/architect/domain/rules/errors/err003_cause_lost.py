"""Errors that are raised anew without the one that they come from."""

import ast

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, RuffRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.at import node_at, said
from shared.architect.domain.rules.vocabulary.catching import caught_by, handler_of

_BAD = """\
class PriceUnknown(Exception):
    pass


def price_of(sku, prices):
    try:
        return prices[sku]
    except KeyError:
        raise PriceUnknown(sku)
"""
_GOOD = """\
class PriceUnknown(Exception):
    pass


def price_of(sku, prices):
    try:
        return prices[sku]
    except KeyError as error:
        raise PriceUnknown(sku) from error
"""


def _judge(hit: Hit, _code: str, file: SourceFile) -> Hit | None:
    raised = node_at(file, hit, ast.Raise)
    handler = handler_of(file, raised) if raised else None
    if raised is None or raised.exc is None or handler is None:
        return hit
    made = raised.exc.func if isinstance(raised.exc, ast.Call) else raised.exc
    caught = " or ".join(name.rpartition(".")[2] or "any error" for name in caught_by(file, handler))
    return said(hit, f"`{ast.unparse(made)}` is raised while {caught} is handled, without `from`: the trace reads as "
                "if handling it had failed.")  # fmt: skip


RULE = RuffRule(
    About(
        id="ERR003",
        family="errors",
        title="An error is raised anew without its cause",
        severity=Severity.NOTE,
        confidence=Confidence.HIGH,
        principle="An error that stands for another one says so: `raise ... from error`, or `from None` on purpose.",
        why=(
            "Without `from` the trace says that another error happened during handling, which sends the reader to the "
            "wrong place, and log tools group the two by the wrong one."
        ),
        fix="Write `raise NewError(...) from error`; `from None` where the first one would only confuse.",
        source="PEP 3134 (exception chaining and embedded tracebacks)",
        bad={"shop/prices.py": _BAD},
        good={"shop/prices.py": _GOOD},
    ),
    codes=("B904",),
    judge=_judge,
)
