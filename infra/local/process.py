"""The parent's side of one child process: start it, hear from it, stop it."""

import contextlib
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from infra.local.child import GO, GO_FIRST
from infra.local.messages import Ended, Inbox, Told

ROOT = Path(__file__).resolve().parents[2]
MODULE = "infra.local.child"


class Child:
    """One running version of the system. What it says arrives in `inbox`."""

    def __init__(self, environ: Mapping[str, str], listener: socket.socket, inbox: Inbox, log: Path | None) -> None:
        self._inbox = inbox
        self._control, theirs = socket.socketpair()
        output = log.open("ab") if log else None
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", MODULE),
                *("--control", str(theirs.fileno()), "--listener", str(listener.fileno())),
            ],
            cwd=ROOT,
            env=dict(environ),
            stdout=output,
            pass_fds=(theirs.fileno(), listener.fileno()),
            start_new_session=True,  # Ctrl-C is for the parent, which stops everything in order
        )
        theirs.close()
        if output:
            output.close()
        threading.Thread(target=self._listen, name="child", daemon=True).start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def go(self, first: bool) -> None:
        """Let it serve; `first`: after preparing the empty system."""
        with contextlib.suppress(OSError):  # it is gone: Ended says so
            self._control.sendall(GO_FIRST if first else GO)

    def stop(self, within: float) -> bool:
        """Ask it to finish what it is doing and end; False if it had to be killed after `within` seconds."""
        self._process.terminate()
        try:
            self._process.wait(within)
        except subprocess.TimeoutExpired:
            self.kill()
            return False
        return True

    def kill(self) -> None:
        """End it at once and wait until it is gone."""
        self._process.kill()
        self._process.wait()

    def send_kill(self) -> None:
        """End it at once; fit for a signal handler, which must not wait."""
        self._process.kill()

    def alive(self) -> bool:
        return self._process.poll() is None

    def _listen(self) -> None:
        lines = self._control.makefile("r", encoding="utf-8", errors="replace")
        with lines, contextlib.suppress(ConnectionError):
            for line in lines:
                word, _, detail = line.strip().partition(" ")
                self._inbox.put(Told(self, word, detail))
        self._inbox.put(Ended(self, self._process.wait()))


def why(code: int) -> str:
    """How a process ended, as a person says it."""
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
