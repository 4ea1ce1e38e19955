"""A running Rollbook for the README's tour: what `make dev` starts, on a free port and with a home of its own."""

import os
import shlex
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.documents import ROOT

STARTS_WITHIN = 40.0


def make_would_run(target: str, **variables: str) -> list[str]:
    """The last command of a target, as `make` says it would run it."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    settings = [f"{name}={value}" for name, value in variables.items()]
    make = ["make", "--no-print-directory", "--dry-run", target, *settings]
    said = subprocess.run(make, cwd=ROOT, env=environ, capture_output=True, text=True, check=True, timeout=20)
    command = shlex.split(said.stdout.strip().splitlines()[-1])
    return [sys.executable if word == ".venv/bin/python" else word for word in command if word != "exec"]


@pytest.fixture(scope="session")
def running_system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address, such as 127.0.0.1:40123."""
    home = tmp_path_factory.mktemp("home")
    port = _free_port()
    command = [*make_would_run("dev", PORT=str(port)), "--home", str(home)]
    with (home / "terminal").open("wb") as terminal:
        process = subprocess.Popen(command, cwd=ROOT, stdout=terminal, stderr=terminal, start_new_session=True)
    try:
        _wait_until_healthy(process, f"http://127.0.0.1:{port}", home / "terminal")
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(40)


def _wait_until_healthy(process: "subprocess.Popen[bytes]", url: str, terminal: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"make dev did not come up. It said:\n{terminal.read_text()}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
