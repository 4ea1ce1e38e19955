"""`print` and the root logger in code that runs for others."""

import ast

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, RuffRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.at import node_at, said
from shared.architect.domain.rules.vocabulary.values import argument

_BAD = """\
def place_order(order, store):
    print("placing", order.id)
    store.save(order)
"""
_GOOD = """\
import logging

logger = logging.getLogger(__name__)


def place_order(order, store):
    logger.info("order placed", extra={"order_id": order.id})
    store.save(order)
"""
# Programs that talk to a person at a terminal.
_TERMINAL = ("argparse", "click", "typer", "rich", "cmd", "curses", "optparse", "prompt_toolkit", "fire", "docopt")
_FOR_PEOPLE = ("main", "run_cli", "print", "debug", "dump", "show", "display", "usage", "help", "prompt")
_NAMES = ("cli", "__main__", "main", "manage", "console", "terminal", "commands", "management")


def _judge(hit: Hit, code: str, file: SourceFile) -> Hit | None:
    call = node_at(file, hit, ast.Call)
    if code == "LOG015":
        name = ast.unparse(call.func) if call else "This call"
        return said(hit, f"`{name}` writes through the root logger: nobody can turn this module up, down or off.")
    parts = file.path.removesuffix(".py").split("/")
    if set(parts) & set(_NAMES) or any(name.split(".")[0] in _TERMINAL for name in file.imports):
        return None
    if call is None or argument(call, "file") is not None or _is_run_by_hand(file, call) or _is_protocol(file, call):
        return None
    told = ast.unparse(call)
    return said(hit, f"`{told if len(told) < 60 else 'print(...)'}` has no level, no time and no place: it is lost "
                "among the lines of a log, or it is one that nobody can switch off.")  # fmt: skip


def _is_protocol(file: SourceFile, call: ast.Call) -> bool:
    """`print(json.dumps(metrics))`: a record for what reads the output."""
    return len(call.args) == 1 and file.name_of(call.args[0]).endswith("dumps()")


def _is_run_by_hand(file: SourceFile, node: ast.AST) -> bool:
    """Under `if __name__ == "__main__"`, or in `main`."""
    for one in file.above(node):
        if isinstance(one, ast.If) and "__name__" in ast.unparse(one.test):
            return True
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and any(
            word in one.name.lower() for word in _FOR_PEOPLE
        ):
            return True
    return False


RULE = RuffRule(
    About(
        id="OBS001",
        family="observability",
        title="Printed, or logged by the root logger",
        severity=Severity.NOTE,
        confidence=Confidence.MEDIUM,
        principle="A line of a log has a level, a time, a name and fields, so that it can be found and switched.",
        why=(
            "On the night that something breaks, people search by request, level and module. Printed lines answer to "
            "none of these; in a busy service they are noise that costs money and cannot be turned off without a "
            "deploy."
        ),
        fix="Use `logging.getLogger(__name__)` (or your structured logger) with fields, not a formatted sentence.",
        source="https://docs.python.org/3/howto/logging.html#when-to-use-logging",
        bad={"shop/orders.py": _BAD},
        good={"shop/orders.py": _GOOD},
    ),
    codes=("T201", "LOG015"),
    judge=_judge,
)
