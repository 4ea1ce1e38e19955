"""How a function comes to life: on Lambda in the init phase, whose CPU is a gift; elsewhere at its first call."""

import logging
import os
import threading
from collections.abc import Callable, Mapping
from typing import Any

from shared.edge.starting import on_lambda, started

Handler = Callable[[Any, Any], Any]
Build = Callable[[Mapping[str, str]], Handler]
_log = logging.getLogger(__name__)


def lambda_entry(build: Build) -> Handler:
    """`handler = lambda_entry(build)`: importing the module does nothing outside of Lambda; `build` runs once."""
    entry = _Entry(build)
    if on_lambda():
        entry.built()
        started()
    return entry


def warm_on_lambda(*steps: Callable[[], object]) -> None:
    """Takes steps of the first request in the init phase: connections are open then, keys read, modules imported.

    A step that fails is told and left to the first request: a service that is away must not keep a function from
    starting. Outside of Lambda nothing happens.
    """
    if not on_lambda():
        return
    for step in steps:
        try:
            step()
        except Exception as error:
            _log.warning("the init phase could not warm something: %s", type(error).__name__)
            return


class _Entry:
    def __init__(self, build: Build) -> None:
        self._build = build
        self._handler: Handler | None = None
        self._lock = threading.Lock()

    def __call__(self, event: Any, context: Any) -> Any:
        return self.built()(event, context)

    def built(self) -> Handler:
        """A build that fails is tried again at the next call: a service that was away may be back."""
        if self._handler is None:
            with self._lock:
                if self._handler is None:
                    self._handler = self._build(os.environ)
        return self._handler
