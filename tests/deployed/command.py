"""`make deploy-local` as a process."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.deploy_local.context import ROOT
from tests.journeys.town import ADMIN

_STARTS_WITHIN = 180.0  # seconds; where bundles and template are made already, it takes five
_ENDS_WITHIN = 60.0
COMMAND = [sys.executable, "-m", "infra.deploy_local"]


def run(home: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    """Another command, while the deployment in `home` runs."""
    command = [*COMMAND, "--home", str(home), *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=_STARTS_WITHIN)


@contextmanager
def deployment(home: Path) -> Iterator[Path]:
    """What it prints, in a file. It is stopped with Ctrl-C, and must end well."""
    said = home / "terminal"
    administrator = {"ROLLBOOK_ADMIN_EMAIL": ADMIN[0], "ROLLBOOK_ADMIN_PASSWORD": ADMIN[1]}
    with said.open("wb") as sink:
        command = [*COMMAND, "--port", "0", "--home", str(home)]
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | administrator, stdout=sink, stderr=sink, start_new_session=True
        )
    try:
        _await_ready(process, said)
        yield said
        process.send_signal(signal.SIGINT)
        assert process.wait(_ENDS_WITHIN) == 0, said.read_text()
    finally:
        process.kill()
        process.wait()


def _await_ready(process: "subprocess.Popen[bytes]", said: Path) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN
    while "Ctrl-C" not in said.read_text():
        assert process.poll() is None, said.read_text()
        assert time.monotonic() < deadline, said.read_text()
        time.sleep(0.1)
