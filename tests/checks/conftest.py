"""The checks of the project's security list, each against the running system and named after its number.

`town`, `admin` and `person` come from `tests/running_system.py`: one running system per test process.
"""

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from infra.local.emulator import Emulator
from infra.local.provision import Clients, provision
from tests.checks.opened import Opened, opened_system
from tests.journeys.town import Person, Town

_NUMBERS = count(1)


@pytest.fixture(scope="module")
def opened(emulator: Emulator, emulator_clients: Clients, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """A system of this module's own, in this process: for what no answer over HTTP can show."""
    environ = provision(emulator.endpoint, f"rollbook-checks-{next(_NUMBERS)}", clients=emulator_clients)
    with opened_system(environ, emulator_clients, tmp_path_factory.mktemp("opened")) as opened:
        yield opened


@pytest.fixture
def suspended(town: Town, admin: Person) -> Callable[[], Person]:
    """Makes somebody whose account staff has suspended."""

    def make() -> Person:
        person = town.person()
        assert admin.client.post(f"/v1/users/{person.id}/suspend").status == 200
        return person

    return make


@pytest.fixture
def erased(town: Town) -> Callable[[], Person]:
    """Makes somebody whose account has been erased."""

    def make() -> Person:
        person = town.person()
        assert person.client.delete("/v1/me").status == 200
        return person

    return make
