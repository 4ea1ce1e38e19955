import pytest

from tests.use_cases.world import World


@pytest.fixture
def world() -> World:
    """A world of one's own, empty but for its keys."""
    return World()
