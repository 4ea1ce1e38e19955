"""How a function comes to life: on Lambda in the init phase, whose CPU is a gift; elsewhere at its first call."""

import os
import threading
from collections.abc import Callable, Mapping
from typing import Any

Handler = Callable[[Any, Any], Any]
Build = Callable[[Mapping[str, str]], Handler]


def lambda_entry(build: Build) -> Handler:
    """`handler = lambda_entry(build)`: importing the module does nothing outside of Lambda; `build` runs once."""
    entry = _Entry(build)
    if "AWS_LAMBDA_RUNTIME_API" in os.environ:
        entry.built()
    return entry


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
