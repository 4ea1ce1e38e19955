"""The checks of the project's security list, each against the running system and named after its number.

`town`, `admin` and `person` come from `tests/running_system.py`: one running system per test process.
"""

from collections.abc import Callable

import pytest

from tests.journeys.town import Person, Town


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
