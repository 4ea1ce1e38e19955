"""Log messages that are put together before the logger is asked."""

import ast

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, RuffRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.at import node_at, said

_BAD = """\
import logging

logger = logging.getLogger(__name__)


def reserve(order, stock):
    logger.info(f"order {order.id} reserves {order.quantity} of {order.sku}")
    stock.take(order.sku, order.quantity)
"""
_GOOD = """\
import logging

logger = logging.getLogger(__name__)


def reserve(order, stock):
    logger.info("order %s reserves %d of %s", order.id, order.quantity, order.sku)
    stock.take(order.sku, order.quantity)
"""


def _judge(hit: Hit, _code: str, file: SourceFile) -> Hit | None:
    text = node_at(file, hit, ast.JoinedStr)
    if text is None:
        return hit
    filled = [ast.unparse(one.value) for one in text.values if isinstance(one, ast.FormattedValue)]
    if not filled or all(one.isupper() for one in filled):
        return None
    return said(hit, f"The message is filled with `{filled[0]}` before the logger is asked: each one is a new message "
                "to whoever groups them, and is made even when its level is off.")  # fmt: skip


RULE = RuffRule(
    About(
        id="OBS002",
        family="observability",
        title="A log message is an f-string",
        severity=Severity.NOTE,
        confidence=Confidence.HIGH,
        principle="The message of a log line is a constant; what changes are its fields.",
        why=(
            "Error trackers and log searches group by the message. With the values inside, one fault is ten thousand "
            "different messages, an alarm on it cannot be written, and the text is built even where it is thrown away."
        ),
        fix="Write `logger.info('order %s placed', order_id)`, or fields: `logger.info('order placed', extra={...})`.",
        source="https://docs.python.org/3/howto/logging.html#optimization",
        bad={"shop/stock.py": _BAD},
        good={"shop/stock.py": _GOOD},
    ),
    codes=("G004",),
    judge=_judge,
)
