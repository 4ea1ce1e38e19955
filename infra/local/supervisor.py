"""Keeps one version of the system serving: replaces it when code is edited, starts it again when it ends.

The listening socket stays open here throughout, so a connection made during a change waits and is served.
"""

import threading
import time
from collections.abc import Callable

from infra.local import child as spoken
from infra.local.messages import Again, Edited, EmulatorGone, Ended, Healthy, Inbox, Stop, Told
from infra.local.process import Child, why
from infra.local.watch import names, needs_restart

DRAINS_WITHIN = 20.0  # seconds for what is in flight, and for stream records to be published
STEADY_AFTER = 10.0  # seconds: a system that ran so long may end again without a longer pause
LONGEST_PAUSE = 10.0


class Supervisor:
    """Reacts to one message of `inbox` at a time; `run` returns when it is time to stop."""

    def __init__(
        self,
        start: Callable[[], Child],
        inbox: Inbox,
        say: Callable[[str], None],
        healthy: Callable[[Child], bool],
        ready: Callable[[bool], None],
    ) -> None:
        """`healthy` waits until a child answers; `ready` is told of it, with True the first time."""
        self._start, self._inbox, self._say = start, inbox, say
        self._healthy, self._ready = healthy, ready
        self._serving: Child | None = None
        self._coming: Child | None = None
        self._prepared = self._announced = False
        self._since = 0.0
        self._pause = 0.5

    def run(self) -> bool:
        """True when asked to stop, False when the emulator is lost."""
        self._coming = self._start()
        while True:
            message = self._inbox.get()
            if isinstance(message, Stop):
                return True
            if isinstance(message, EmulatorGone):
                self.kill()  # nothing can be finished without it
                return False
            self._react(message)

    def stop(self) -> None:
        """End every child, letting the serving one finish."""
        if self._coming:
            self._coming.kill()
        if self._serving and not self._serving.stop(DRAINS_WITHIN):
            self._say(f"The system did not finish within {DRAINS_WITHIN:.0f} s and was ended.")
        self._serving = self._coming = None

    def kill(self) -> None:
        """End every child at once, without waiting."""
        for process in (self._coming, self._serving):
            if process:
                process.send_kill()

    def _react(self, message: object) -> None:
        match message:
            case Edited():
                self._load_edit(message)
            case Told(child=child, word=spoken.LOADED) if child is self._coming:
                self._replace()
            case Told(word=spoken.PREPARED):
                self._prepared = True
            case Told(child=child, word=spoken.FAILED):
                self._failed(child, message.detail)
            case Healthy(child=child) if child is self._serving:
                self._ready(not self._announced)
                self._announced = True
            case Ended(child=child):
                self._ended(child, why(message.code))
            case Again() if not (self._serving or self._coming):
                self._coming = self._start()

    def _load_edit(self, edit: Edited) -> None:
        self._say(f"Edited: {names(edit.paths)}. Loading it.")
        if needs_restart(edit.paths):
            self._say("Part of that takes effect only when you stop and start again.")
        if self._coming:
            self._coming.kill()
        self._coming = self._start()

    def _replace(self) -> None:
        if self._serving and not self._serving.stop(DRAINS_WITHIN):
            self._say("The version before had not finished and was ended.")
        self._serving, self._coming = self._coming, None
        self._since = time.monotonic()
        if self._serving:
            self._serving.go(first=not self._prepared)
            threading.Thread(target=self._await_health, args=(self._serving,), name="health", daemon=True).start()

    def _await_health(self, child: Child) -> None:
        if self._healthy(child):
            self._inbox.put(Healthy(child))

    def _failed(self, child: Child, detail: str) -> None:
        if child is self._coming:
            self._coming = None
            meanwhile = "The version before goes on. " if self._serving else ""
            self._say(f"The code does not load: {detail.rstrip('.')}. {meanwhile}Save an edit to try again.")
        elif child is self._serving:
            self._say(f"The system could not prepare its keys and administrator: {detail.rstrip('.')}.")

    def _ended(self, child: Child, how: str) -> None:
        if child is self._coming:
            self._coming = None
            self._say(f"The code {how} while loading. Save an edit to try again.")
        elif child is self._serving:
            self._serving = None
            steady = time.monotonic() - self._since > STEADY_AFTER
            self._pause = 0.5 if steady else min(self._pause * 2, LONGEST_PAUSE)
            self._say(f"The system {how}. It starts again in {self._pause:.0f} s, or when you save an edit.")
            timer = threading.Timer(self._pause, self._inbox.put, [Again()])
            timer.daemon = True
            timer.start()
