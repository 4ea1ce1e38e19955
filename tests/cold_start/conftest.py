"""The bundles as Lambda gets them, built for this machine, and the real runtime client beside them."""

import subprocess
from pathlib import Path

import pytest

from infra.bundle.build import ROOT, assemble, install_all
from infra.bundle.contents import BUNDLES
from infra.runtime.install import CLIENT, install_runtime
from infra.runtime.process import Runtime


@pytest.fixture(scope="session")
def python() -> str:
    found = subprocess.run([ROOT / ".ci" / "tools.sh", "python-313"], capture_output=True, text=True, check=True)
    if not found.stdout.strip():
        pytest.skip("no CPython 3.13 here, which Lambda runs the functions on")
    return found.stdout.splitlines()[0]


@pytest.fixture(scope="session")
def dependencies(python: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What uv.lock says the functions need, installed for this machine."""
    place = tmp_path_factory.mktemp("dependencies") / "installed"
    install_all("host", python, place)
    return place


@pytest.fixture(scope="session")
def bundles(dependencies: Path, python: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("bundles")
    for bundle in BUNDLES:
        assemble(bundle, dependencies, python, place / bundle.name)
    return place


@pytest.fixture(scope="session")
def runtime(python: str, tmp_path_factory: pytest.TempPathFactory) -> Runtime:
    return Runtime(python, install_runtime(python, CLIENT, tmp_path_factory.mktemp("runtime") / "client"))
