"""Ctrl-C and SIGTERM: the first stops everything in order, a later one at once."""

import os
import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

from infra.local.messages import Inbox, Stop

# A signal for the whole process group arrives twice under make, which hands it on.
SAME_WISH = 0.7  # seconds
FORCED = 130


class StopAsked(BaseException):
    """Asked to stop before there was a loop to tell."""


class Interrupts:
    """Takes over SIGINT, SIGTERM and SIGHUP of this process."""

    def __init__(self) -> None:
        self._first: float | None = None
        self._inbox: Inbox | None = None
        self._kill: Callable[[], None] = lambda: None
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked)

    def tell(self, inbox: Inbox) -> None:
        """From now on a request to stop is a message; until now it was StopAsked."""
        self._inbox = inbox

    def kill_with(self, kill: Callable[[], None]) -> None:
        """What ends every child at once, should somebody insist."""
        self._kill = kill

    def _asked(self, _number: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        if self._first is not None:
            if now - self._first > SAME_WISH:
                self._force()
            return
        self._first = now
        if self._inbox is None:
            raise StopAsked
        self._inbox.put(Stop())

    def _force(self) -> NoReturn:
        self._kill()
        os._exit(FORCED)
