"""Finds the running system, or starts one for the time of the demo."""

import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.demo.client import Client, NotRunning

_STARTS_WITHIN = 90.0
_STOPS_WITHIN = 30.0
_ROOT = Path(__file__).parents[2]


class CannotStart(Exception):
    """The system of the demo did not come up; the message says why, in its own words."""


def healthy(url: str) -> bool:
    """Whether Rollbook answers there: another program on the port does not count."""
    try:
        reply = Client(url).call("GET", "/healthz")
    except (NotRunning, OSError, ValueError):
        return False
    return reply.status == 200 and reply.body == {"status": "ok"}


@contextmanager
def own_system(module: str = "infra.local") -> Iterator[str]:
    """A system on a free port, stopped at the end. Gives its URL; raises CannotStart."""
    port = _free_port()
    with tempfile.TemporaryFile() as output, tempfile.TemporaryDirectory() as home:
        # A home of its own: what `make dev KEEP=1` would go on with stays as it is.
        command = [sys.executable, "-m", module, "--port", str(port), "--home", home]
        # A group of its own: Ctrl-C reaches the demo alone, which then stops the system in order.
        process = subprocess.Popen(command, cwd=_ROOT, stdout=output, stderr=output, start_new_session=True)
        try:
            url = f"http://127.0.0.1:{port}"
            if not _comes_up(process, url):
                output.seek(0)
                raise CannotStart(output.read().decode(errors="replace").strip()[-2000:] or "It said nothing.")
            yield url
        finally:
            _stop(process)


def _comes_up(process: "subprocess.Popen[bytes]", url: str) -> bool:
    deadline = time.monotonic() + _STARTS_WITHIN
    while process.poll() is None and time.monotonic() < deadline:
        if healthy(url):
            return True
        time.sleep(0.2)
    return False


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(_STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
