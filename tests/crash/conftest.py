"""One ground per file of tests: an empty system to which every test puts back what it found."""

from collections.abc import Iterator
from itertools import count

import pytest

from infra.local.emulator import Emulator
from infra.local.provision import Clients, provision
from tests.crash.ground import Ground, Snapshot, prepared_ground

_NUMBERS = count(1)


@pytest.fixture(scope="module")
def opened(emulator: Emulator, emulator_clients: Clients) -> Iterator[tuple[Ground, Snapshot]]:
    environ = provision(emulator.endpoint, f"rollbook-crash-{next(_NUMBERS)}", clients=emulator_clients)
    with prepared_ground(environ, emulator_clients) as ground:
        yield ground, ground.snapshot()


@pytest.fixture
def ground(opened: tuple[Ground, Snapshot]) -> Ground:
    """Empty but for its administrator."""
    ground, empty = opened
    ground.run_only({})
    ground.restore(empty)
    return ground


@pytest.fixture
def empty(opened: tuple[Ground, Snapshot]) -> Snapshot:
    return opened[1]
