"""A command in a pseudo-terminal of its own, with somebody who reads its screen and types."""

import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.docs.documents import ROOT

_PATIENCE = 30.0
_CTRL_C, _CTRL_D = "\x03", "\x04"
# The terminal becomes the command's own, so that Ctrl-C reaches it as it does everywhere.
_START = (
    "import fcntl, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "from infra.rollbook.__main__ import main; sys.exit(main())"
)


_MOVES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r(?=\n)")


class Screen:
    """Its output proper goes to a file, as with `> FILE`; questions stay on the screen."""

    def __init__(self, output: Path, *words: object) -> None:
        self._ours, theirs = pty.openpty()
        environ = {**os.environ, "TERM": "xterm", "NO_COLOR": "1", "COLUMNS": "300", "PYTHONPATH": str(ROOT)}
        with output.open("wb") as file:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START, *map(str, words)],
                stdin=theirs, stdout=file, stderr=theirs, env=environ, cwd=ROOT, start_new_session=True,
            )  # fmt: skip
        os.close(theirs)
        self._seen = ""

    def until(self, text: str) -> str:
        """What came on the screen since last time, up to `text`."""
        deadline = time.monotonic() + _PATIENCE
        while text not in self._seen:
            more = self._read(deadline - time.monotonic())
            assert more, f"{text!r} does not come; the screen holds:\n{self._seen}"
            self._seen = _plain(self._seen + more)
        before, _, self._seen = self._seen.partition(text)
        return before + text

    def types(self, line: str) -> None:
        os.write(self._ours, f"{line}\n".encode())

    def interrupts(self) -> None:
        """As people do: once, and again where nothing happens. A signal that comes while the interpreter tidies up is
        lost, which is Python's way (`sys.unraisablehook`)."""
        for _ in range(5):
            os.write(self._ours, _CTRL_C.encode())
            try:
                self._process.wait(2)
            except subprocess.TimeoutExpired:
                continue
            return

    def closes_input(self) -> None:
        os.write(self._ours, _CTRL_D.encode())

    def ends(self) -> tuple[int, str]:
        """The exit code, and what else came on the screen."""
        deadline = time.monotonic() + _PATIENCE
        while more := self._read(deadline - time.monotonic()):
            self._seen = _plain(self._seen + more)
        return self._process.wait(_PATIENCE), self._seen

    def _read(self, seconds: float) -> str:
        """Empty where nothing more comes."""
        ready, _, _ = select.select([self._ours], [], [], max(seconds, 0))
        try:
            return os.read(self._ours, 65536).decode(errors="replace") if ready else ""
        except OSError:  # Linux says so when nobody holds the other end any more
            return ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._ours)


def _plain(text: str) -> str:
    """Without colours and moves of the cursor."""
    return _MOVES.sub("", text)
