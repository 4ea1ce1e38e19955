"""`except Exception` and `except:` that end an error which nobody expected."""

import ast

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, RuffRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.at import node_at, said
from shared.architect.domain.rules.vocabulary.logs import logs_or_raises

_BAD = """\
def total(order, prices):
    try:
        return sum(prices.of(line.sku) * line.quantity for line in order.lines)
    except Exception:
        return 0
"""
_GOOD = """\
from shop.prices import UnknownSku


def total(order, prices):
    try:
        return sum(prices.of(line.sku) * line.quantity for line in order.lines)
    except UnknownSku as error:
        raise OrderRefused(order.id, error.sku) from error
"""


def _judge(hit: Hit, code: str, file: SourceFile) -> Hit | None:
    handler = node_at(file, hit, ast.ExceptHandler)
    if handler is None:
        return hit
    if code == "BLE001" and handler.type is None:
        return None  # E722 tells of it
    function = file.function_of(handler)
    if function is not None and function.name in ("__del__", "__exit__", "__repr__", "__str__"):
        return None
    if _is_about_imports(file, handler):
        return None
    told = "except:" if handler.type is None else f"except {ast.unparse(handler.type)}"
    what = _attempt(file, handler)
    if logs_or_raises(file, handler.body) or _passes_on(handler) or _is_deliberate(file, handler):
        return said(hit, f"`{told}` around {what} takes every error, programming errors too, if only to tell of them.")
    return said(hit, f"`{told}` around {what} ends every error, a typo as well as an outage, and says nothing.")


def _attempt(file: SourceFile, handler: ast.ExceptHandler) -> str:
    """What was tried, named by its first call."""
    tried = file.parents.get(handler)
    body = tried.body if isinstance(tried, ast.Try) else []
    calls = _calls(body)
    name = ast.unparse(calls[0].func) if calls else ""
    return f"`{name}`" if 0 < len(name) <= 50 else f"lines {body[0].lineno}-{body[-1].end_lineno}" if body else "this"


def _passes_on(handler: ast.ExceptHandler) -> bool:
    """The error itself goes on, as a value: `future.set_exception(error)`, `errors.append(error)`."""
    if handler.name is None:
        return False
    names = (one for statement in handler.body for one in ast.walk(statement) if isinstance(one, ast.Name))
    return any(one.id == handler.name and isinstance(one.ctx, ast.Load) for one in names)


def _is_deliberate(file: SourceFile, handler: ast.ExceptHandler) -> bool:
    """A comment says why, a call deals with the failure, or what was tried asks a stranger's object what it is, or
    tidies up after it: that may raise anything."""
    end = min(handler.body[0].lineno, len(file.lines))
    if any("#" in line for line in file.lines[handler.lineno - 1 : end]):
        return True
    dealt = (ast.unparse(one.func).lower() for one in _calls(handler.body))
    kept = (ast.unparse(one.targets[0]).lower() for one in handler.body if isinstance(one, ast.Assign))
    if any(word in name for name in (*dealt, *kept) for word in _DEALING):
        return True
    tried = file.parents.get(handler)
    calls = _calls(tried.body) if isinstance(tried, ast.Try) else []
    return bool(calls) and all(ast.unparse(one.func).rpartition(".")[2] in _PROBES for one in calls)


def _calls(body: list[ast.stmt]) -> list[ast.Call]:
    return [one for statement in body for one in ast.walk(statement) if isinstance(one, ast.Call)]


_DEALING = ("fail", "error", "exception", "handle", "abort", "rollback", "report", "reject", "nack", "record_error")
_PROBES = frozenset(
    {"getattr", "hasattr", "isinstance", "issubclass", "repr", "str", "isatty", "fileno", "get_type_hints", "signature",
     "getsourcefile", "getsource", "getfile", "unwrap", "close", "aclose", "flush", "cancel", "terminate", "kill",
     "disconnect", "shutdown", "unlink", "remove", "rmtree", "collect", "get_ipython", "get_annotations"}
)  # fmt: skip


def _is_about_imports(file: SourceFile, handler: ast.ExceptHandler) -> bool:
    """`try: import ujson` and what to do without it."""
    tried = file.parents.get(handler)
    return isinstance(tried, ast.Try) and all(isinstance(one, ast.Import | ast.ImportFrom) for one in tried.body)


RULE = RuffRule(
    About(
        id="ERR001",
        family="errors",
        title="Every error is caught, and ends there",
        severity=Severity.NOTE,
        confidence=Confidence.LOW,
        principle="Catch what you can answer; let the rest go up to the one place that logs and answers 500.",
        why=(
            "A misspelt attribute, a full disk and an empty basket look the same afterwards. The service goes on with "
            "a wrong value, and the first sign is a customer's, days later, with no trace left."
        ),
        fix=(
            "Name the errors that you expect. Where the loop must go on whatever happens, log with the trace "
            "(`logger.exception`) and count it, so that an alarm can see it."
        ),
        source="PEP 8 (Programming Recommendations: bare except)",
        bad={"shop/totals.py": _BAD},
        good={"shop/totals.py": _GOOD},
    ),
    codes=("E722", "BLE001"),
    judge=_judge,
)
