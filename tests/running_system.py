"""One real local system for all journeys and checks: `python -m infra.local` in a process and a directory of its own.

The fixtures are handed on by `tests/conftest.py`, so that one test process starts one system, whatever folders it runs.
"""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.journeys.town import ADMIN, PUBLIC_URL, Person, Town
from tests.privilege.recorded_system import refused

ROOT = Path(__file__).parents[1]
_STARTS_WITHIN = 90.0
_READY = re.compile(r"^  API +(http://\S+)/v1$", re.MULTILINE)


@contextmanager
def local_system(home: Path) -> Iterator[str]:
    """Its URL. It is stopped as a person would, and must end well; its functions asked only what their roles allow."""
    said = {"ROLLBOOK_ADMIN_EMAIL": ADMIN[0], "ROLLBOOK_ADMIN_PASSWORD": ADMIN[1], "ROLLBOOK_PUBLIC_URL": PUBLIC_URL}
    output = home / "output"
    with output.open("wb") as sink:
        recorded = ["-m", "tests.privilege.recorded_system", str(home / "requests")]
        command = [sys.executable, *recorded, "--port", "0", "--home", str(home / "local")]
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | said, stdout=sink, stderr=sink, start_new_session=True
        )
    try:
        yield _address(process, output)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0, output.read_text()
        assert refused(home / "requests") == []
    finally:
        process.kill()
        process.wait()


def _address(process: "subprocess.Popen[bytes]", output: Path) -> str:
    deadline = time.monotonic() + _STARTS_WITHIN
    while process.poll() is None and time.monotonic() < deadline:
        if found := _READY.search(output.read_text()):
            return found[1]
        time.sleep(0.05)
    raise AssertionError(f"the local system did not start:\n{output.read_text()}")


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with local_system(tmp_path_factory.mktemp("town")) as url:
        yield Town(url)


@pytest.fixture
def admin(town: Town) -> Person:
    """The seeded administrator."""
    return town.admin()


@pytest.fixture
def person(town: Town) -> Person:
    """Somebody new: active, signed in just now."""
    return town.person()
