"""Calls of the project's own coroutines whose result nobody takes: the body never runs."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.reach import Located, resolved

_BAD = """\
from shop.mail import send_receipt


async def complete(order_id: str, address: str) -> str:
    receipt = f"Order {order_id} is paid."
    send_receipt(address, receipt)
    return receipt
"""
_MAIL = """\
async def send_receipt(address: str, text: str) -> None:
    print(f"to {address}: {text}")
"""


def check(file: SourceFile, project: Project) -> Iterator[Hit]:
    for statement in file.all(ast.Expr):
        call = statement.value
        if "unused-coroutine" in file.lines[statement.lineno - 1]:
            continue  # somebody has looked at it
        if isinstance(call, ast.Call) and (found := resolved(file, call, project)) and _is_coroutine(found):
            message = (
                f"`{ast.unparse(call.func)}` is `async def {found.node.name}` ({found.file.path}:{found.node.lineno}); "
                "without `await` the call only makes a coroutine, and its body never runs."
            )
            yield file.hit(statement, message)


def _is_coroutine(found: Located) -> bool:
    """Decorated ones may be anything: a task of a queue, a command, a context manager."""
    plain = isinstance(found.node, ast.AsyncFunctionDef) and not found.node.decorator_list
    return plain and not any(isinstance(one, ast.Yield) for one in ast.walk(found.node))


RULE = FileRule(
    About(
        id="ASY002",
        family="asynchrony",
        title="Coroutine called but never awaited",
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        principle="Calling an async function does nothing yet; awaiting it does.",
        why=(
            "The call makes a coroutine object and throws it away. The mail is not sent, the row not written, and no "
            "error is raised: Python only warns on stderr, when the object is collected."
        ),
        fix="Put `await` before the call, or hand the coroutine to a TaskGroup that outlives it.",
        source="https://docs.python.org/3/library/asyncio-dev.html#detect-never-awaited-coroutines",
        bad={"shop/checkout.py": _BAD, "shop/mail.py": _MAIL},
        good={"shop/checkout.py": _BAD.replace("    send_receipt", "    await send_receipt"), "shop/mail.py": _MAIL},
    ),
    check,
)
