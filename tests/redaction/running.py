"""Starts that process and gathers what comes out of it."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from infra.local.front import Front
from infra.local.limits import Limits
from tests.redaction.wire import TraceDaemon, Wire

ROOT = Path(__file__).parents[2]
_STARTS_WITHIN = 60.0
_AS_ON_LAMBDA = {
    "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9",
    "AWS_LAMBDA_FUNCTION_NAME": "redaction",
    "LAMBDA_TASK_ROOT": str(ROOT),
    "_X_AMZN_TRACE_ID": "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
    "PYTHONUNBUFFERED": "1",
}


@dataclass
class Outside:
    """All that can be seen of the system from outside. `url`: where it answers."""

    url: str
    wire: Wire
    daemon: TraceDaemon
    output: Path
    endpoint: str
    environ: Mapping[str, str]

    @property
    def lines(self) -> list[str]:
        """Everything it printed, stderr too."""
        return self.output.read_text("utf-8", "replace").splitlines()[1:]

    @property
    def logs(self) -> list[str]:
        return [line for line in self.lines if '"_aws":' not in line]

    @property
    def metrics(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines if '"_aws":' in line]

    @cached_property
    def queues(self) -> frozenset[str]:
        return frozenset(url for name, url in self.environ.items() if name.endswith("_URL") and "QUEUE" in name)


@contextmanager
def watched_system(environ: Mapping[str, str], place: Path) -> Iterator[Outside]:
    """`environ` of a provisioned, empty system; `place` keeps its state and output."""
    daemon, wire = TraceDaemon(), Wire(environ["AWS_ENDPOINT_URL"])
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        front = Front(listener, wire, Limits(body=4 * 1024 * 1024))
        front.start()
        told = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "ROLLBOOK_"))},
            **environ,
            **_AS_ON_LAMBDA,
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{listener.getsockname()[1]}",
            "AWS_XRAY_DAEMON_ADDRESS": daemon.address,
            "ROLLBOOK_LOCAL_STATE": str(place / "state"),
        }
        output = place / "output"
        with output.open("wb") as sink:
            command = [sys.executable, "-m", "tests.redaction.serve"]
            process = subprocess.Popen(command, cwd=ROOT, env=told, stdout=sink, stderr=sink, start_new_session=True)
        try:
            yield Outside(_address(process, output), wire, daemon, output, environ["AWS_ENDPOINT_URL"], environ)
            wire.troubles.clear()
            process.terminate()
            assert process.wait(40) == 0, output.read_text()[-2000:]
        finally:
            process.kill()
            process.wait()
            front.stop(1.0)
            daemon.stop()


def _address(process: "subprocess.Popen[bytes]", output: Path) -> str:
    deadline = time.monotonic() + _STARTS_WITHIN
    while process.poll() is None and time.monotonic() < deadline:
        first, ended, _ = output.read_text().partition("\n")
        if ended and first.isdecimal():
            return f"http://127.0.0.1:{first}"
        time.sleep(0.05)
    raise AssertionError(f"the system did not start:\n{output.read_text()[-3000:]}")
