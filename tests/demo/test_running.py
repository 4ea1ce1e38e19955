"""The demo finds a running system or has one of its own."""

import pytest

from infra.demo.running import CannotStart, healthy, own_system
from tests.demo.fake_rollbook import FakeRollbook, running


def test_a_running_system_is_found() -> None:
    with running(FakeRollbook([])) as url:
        assert healthy(url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "https://127.0.0.1:9", "nonsense"])
def test_nothing_there_is_not_a_running_system(url: str) -> None:
    assert not healthy(url)


def test_its_own_system_is_up_inside_and_gone_afterwards() -> None:
    with own_system("tests.demo.stand_in") as url:
        assert healthy(url)
    assert not healthy(url)


def test_a_system_that_does_not_come_up_is_quoted() -> None:
    with pytest.raises(CannotStart, match="No module named"), own_system("no_such_system"):
        pass
