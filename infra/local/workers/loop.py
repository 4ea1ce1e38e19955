"""The life of one worker: step after step on its own thread, through every failure, until it is asked to stop."""

import random
import sys
import threading
import traceback
from collections.abc import Callable
from typing import Protocol

Report = Callable[[str], None]
CAP_SECONDS = 30.0


class Step(Protocol):
    """One poll and what follows from it. Answers seconds to wait before the next one."""

    def __call__(self) -> float: ...


def full_jitter(attempt: int, base: float = 0.25, cap: float = CAP_SECONDS) -> float:
    """Seconds before try `attempt` + 1: exponential with full jitter, so that retries of many do not march in step.

    Source: "Exponential Backoff And Jitter", AWS Architecture Blog.
    """
    ceiling = min(cap, base * 2 ** min(attempt, 30))
    return random.uniform(base / 2, max(base, ceiling))  # noqa: S311 - spread, not secrecy


def to_stderr(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def plain_cause(error: BaseException) -> str:
    """The error in a few words with the line of code it came from: `ValueError: boom, at handler.py:12`."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f", at {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}: {str(error) or 'no message'}{where}"


class Loop:
    """Runs a step on a thread. What the step itself does not handle is told in a sentence, then tried again."""

    def __init__(self, name: str, step: Step, report: Report = to_stderr) -> None:
        self.name, self._step, self._report = name, step, report
        self._stop = threading.Event()
        self._failures = 0
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def ask_to_stop(self) -> None:
        self._stop.set()

    def join(self, seconds: float) -> bool:
        """Waits for the step under way. True if the worker has ended."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._stop.wait(self._once())

    def _once(self) -> float:
        try:
            wait = self._step()
        except Exception as error:  # a worker never dies: whatever it was, it is told, and tried again
            self._failures += 1
            wait = full_jitter(self._failures)
            self._report(f"The worker {self.name} was interrupted ({plain_cause(error)}). It goes on in {wait:.1f} s.")
            return wait
        self._failures = 0
        return wait
