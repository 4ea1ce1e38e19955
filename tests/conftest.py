"""What several folders stand on, once per process: an AWS emulator with copies of the system, and a running one."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from infra.local.emulator import Emulator
from infra.local.provision import Clients, provision
from tests.aws_environment import set_aws_environment
from tests.running_system import admin, person, town

__all__ = ["admin", "person", "town"]

_PREFIXES = count(1)


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """ministack on a free port. Each worker of pytest-xdist has its own."""
    with Emulator(log=Path(tmp_path_factory.mktemp("emulator") / "log")) as running:
        yield running


@pytest.fixture(scope="session")
def emulator_clients(emulator: Emulator) -> Clients:
    """For making and for looking at what is in the emulator."""
    return Clients(emulator.endpoint)


@pytest.fixture(scope="session")
def provisioned(emulator: Emulator, emulator_clients: Clients) -> dict[str, str]:
    """The environment of one system for many tests: each of them makes accounts of its own."""
    return provision(emulator.endpoint, "rollbook-tests", clients=emulator_clients)


@pytest.fixture
def fresh_system(emulator: Emulator, emulator_clients: Clients) -> dict[str, str]:
    """The environment of an empty system that only this test uses."""
    return provision(emulator.endpoint, f"rollbook-test-{next(_PREFIXES)}", clients=emulator_clients)


@pytest.fixture
def environ(provisioned: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """`provisioned`, and what AWS clients read of it in this process's own environment."""
    set_aws_environment(provisioned, monkeypatch)
    return provisioned
