"""Races run on ministack: moto loses parallel conflicts, and the in-memory twin has but one lock."""

from collections.abc import Iterator

import pytest

from shared.settings import Settings
from tests.aws_environment import set_aws_environment
from tests.races.racing import Racers, RacingContainer


@pytest.fixture(scope="package")
def racers() -> Iterator[Racers]:
    racers = Racers()
    yield racers
    racers.close()


@pytest.fixture(scope="package")
def container(provisioned: dict[str, str]) -> Iterator[RacingContainer]:
    """One system for all races among people of their own."""
    with pytest.MonkeyPatch.context() as patch:
        yield ready(provisioned, patch)


@pytest.fixture
def alone(fresh_system: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> RacingContainer:
    """An empty system: for what concerns all accounts there are."""
    return ready(fresh_system, monkeypatch)


def ready(environ: dict[str, str], patch: pytest.MonkeyPatch) -> RacingContainer:
    set_aws_environment(environ, patch)
    container = RacingContainer(Settings.read(environ))
    container.ring.prepare()
    container.signing_keys.prepare()
    return container
