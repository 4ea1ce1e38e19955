import pytest

from tests.architect.reviews.studio import Studio


@pytest.fixture
def studio() -> Studio:
    return Studio()
