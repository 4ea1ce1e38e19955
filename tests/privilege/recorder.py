"""Every call to AWS that functions make in this process, seen where the real client is asked for it.

The one place that knows how calls are seen. Which function makes them is said by whoever invokes it (`within`).
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import pytest

from shared.adapters.aws.clients import AwsClient
from tests.privilege.requests import Asked, Names, requests_of

_function: ContextVar[str | None] = ContextVar("function", default=None)


class Recorder:
    """What each function asked of AWS. What no function asks needs no function's role, and is left out.

    `write` gets each request once, as a line.
    """

    def __init__(self, environ: Mapping[str, str], write: Callable[[str], object]) -> None:
        self.seen: set[Asked] = set()
        self._names = Names.of(environ)
        self._write = write
        self._lock = threading.Lock()

    def add(self, service: str, operation: str, members: Mapping[str, Any]) -> None:
        """One call, if a function makes it."""
        if function := _function.get():
            for request in requests_of(service, operation, members, self._names):
                self._add(Asked(function, request))

    def _add(self, asked: Asked) -> None:
        with self._lock:
            if asked not in self.seen:
                self.seen.add(asked)
                self._write(asked.line())


@contextmanager
def within(function: str) -> Iterator[None]:
    """What is called meanwhile is called by this function."""
    token = _function.set(function)
    try:
        yield
    finally:
        _function.reset(token)


@contextmanager
def recorded(environ: Mapping[str, str], write: Callable[[str], object] = len) -> Iterator[Recorder]:
    """Of every client, however old."""
    recorder, really = Recorder(environ, write), AwsClient.call

    def call(client: AwsClient, operation: str, members: Mapping[str, Any]) -> dict[str, Any]:
        recorder.add(client.service, operation, members)
        return really(client, operation, members)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(AwsClient, "call", call)
        yield recorder
