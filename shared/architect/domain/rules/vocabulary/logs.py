"""Calls that write to a log, whatever library or name the logger has."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.once import once

_LEVELS = frozenset(
    {"debug", "info", "warning", "warn", "error", "exception", "critical", "fatal", "msg", "log", "trace", "success"}
)
_NAMES = frozenset({"log", "logger", "_log", "_logger", "LOG", "LOGGER", "audit_log"})
_MAKERS = (
    "logging.getLogger()", "logging.Logger()", "structlog.get_logger()", "structlog.getLogger()",
    "structlog.stdlib.get_logger()", "loguru.logger", "aws_lambda_powertools.Logger()",
    "aws_lambda_powertools.logging.Logger()", "aws_lambda_powertools.logging.logger.Logger()",
    "celery.utils.log.get_task_logger()", "logbook.Logger()",
)  # fmt: skip


def log_calls(file: SourceFile) -> list[ast.Call]:
    return once(file, "_log_calls", lambda: list(_log_calls(file)))


def is_log_call(file: SourceFile, call: ast.Call) -> bool:
    """`logging.info(...)`, `logger.error(...)`, `self._log.warning(...)`, `log.bind(...).info(...)`."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in _LEVELS:
        return False
    name = file.name_of(call.func.value)
    return name == "logging" or name.startswith(_MAKERS) or name.split(".")[-1].rstrip("()") in _NAMES


def logs_or_raises(file: SourceFile, body: list[ast.stmt]) -> bool:
    """The error that these statements handle is told to somebody: raised again, logged, or warned of."""
    for node in (one for statement in body for one in ast.walk(statement)):
        if isinstance(node, ast.Raise):
            return True
        if isinstance(node, ast.Call) and (
            is_log_call(file, node)
            or file.name_of(node.func).startswith(("warnings.warn", "traceback.", "sentry_sdk."))
        ):
            return True
    return False


def _log_calls(file: SourceFile) -> Iterator[ast.Call]:
    return (call for call in file.all(ast.Call) if is_log_call(file, call))
