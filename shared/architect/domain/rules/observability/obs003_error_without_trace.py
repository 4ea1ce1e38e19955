"""Errors that are logged without where they came from."""

import ast

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, RuffRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.at import node_at, said
from shared.architect.domain.rules.vocabulary.catching import caught_by, handler_of
from shared.architect.domain.rules.vocabulary.values import argument

_BAD = """\
import logging

logger = logging.getLogger(__name__)


def settle(invoice, bank):
    try:
        bank.settle(invoice.id, invoice.cents)
    except Exception as error:
        logger.error("could not settle %s: %s", invoice.id, error)
"""
_GOOD = """\
import logging

logger = logging.getLogger(__name__)


def settle(invoice, bank):
    try:
        bank.settle(invoice.id, invoice.cents)
    except Exception:
        logger.exception("could not settle %s", invoice.id)
"""
# Errors whose place says nothing: the other side failed.
_EXPECTED = ("Timeout", "Connect", "Connection", "HTTPStatus", "HTTPError", "Validation", "NotFound", "Interrupt",
             "Cancelled", "SystemExit", "ParseError", "JSONDecode", "FileNotFound", "Forbidden")  # fmt: skip


def _judge(hit: Hit, _code: str, file: SourceFile) -> Hit | None:
    call = node_at(file, hit, ast.Call)
    handler = handler_of(file, call) if call else None
    if call is None or handler is None:
        return hit
    if argument(call, "exc_info") is not None:
        return None
    if any(isinstance(one, ast.Raise) for statement in handler.body for one in ast.walk(statement)):
        return None  # whoever catches it next has the trace
    caught = [name.rpartition(".")[2] or "any error" for name in caught_by(file, handler)]
    if all(any(one in name for one in _EXPECTED) for name in caught):
        return None
    told = " or ".join(caught)
    return said(hit, f"`{ast.unparse(call.func)}` tells that {told} was raised, and not where: the trace ends here.")


RULE = RuffRule(
    About(
        id="OBS003",
        family="observability",
        title="An error is logged without its trace",
        severity=Severity.NOTE,
        confidence=Confidence.MEDIUM,
        principle="An error that ends here is told here with all that is known of it.",
        why=(
            "A line such as `could not settle 17: 'cents'` names no file and no call. The error must then be made to "
            "happen again, which for money, races and other people's data it does not."
        ),
        fix="Use `logger.exception(...)` (or `exc_info=True`) where the error goes no further.",
        source="https://docs.python.org/3/library/logging.html#logging.Logger.exception",
        bad={"shop/invoices.py": _BAD},
        good={"shop/invoices.py": _GOOD},
    ),
    codes=("TRY400",),
    judge=_judge,
)
