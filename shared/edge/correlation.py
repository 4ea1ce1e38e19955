"""One id that follows a request from HTTP through event and queue to mail.

A client may choose it (`X-Correlation-Id`); what it sends is taken only if it is harmless in a log and a header.
It is kept in a ContextVar for log lines; use cases get it passed as a value.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

HEADER = "X-Correlation-Id"
_HARMLESS = re.compile(r"[A-Za-z0-9._-]{1,64}\Z")
_current: ContextVar[str | None] = ContextVar("correlation_id", default=None)


def current_correlation_id() -> str | None:
    return _current.get()


def chosen_correlation_id(offered: object, fallback: str) -> str:
    """What was offered if it is 1-64 of [A-Za-z0-9._-], else `fallback`."""
    if isinstance(offered, str) and _HARMLESS.match(offered):
        return offered
    return fallback


@contextmanager
def correlated(correlation_id: str) -> Iterator[None]:
    """Log lines written inside carry this id."""
    token = _current.set(correlation_id)
    try:
        yield
    finally:
        _current.reset(token)
