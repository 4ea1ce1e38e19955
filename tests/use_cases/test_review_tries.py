"""The ladder of tries tells nobody who is known, and its log cannot be flooded."""

from datetime import timedelta

import pytest

from shared.accounts.domain.activity import Activity
from shared.accounts.domain.credentials import Decoy
from tests.use_cases.world import LAPTOP, PHONE, World, outcome_of

EMAIL, WRONG = "ada@example.org", "not the password 1"


def fail(world: World, times: int, identifier: str = EMAIL) -> str:
    """The outcome of the last of so many wrong tries."""
    tries = [outcome_of(lambda: world.sign_in(identifier, WRONG, LAPTOP, "correlation")) for _ in range(times)]
    return tries[-1]


def written(world: World) -> int:
    """Entries of logs, and what stands in for them where nobody has that address."""
    return sum(isinstance(record, Activity | Decoy) for record in world.store._records.values())


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize(
    ("one", "other"),
    [
        (EMAIL, "ada@\uff45xample.org"),
        ("ada@b\u00fccher.example", "ada@xn--bcher-kva.example"),
        ("ada-1", "\uff21\uff24\uff21-1"),
    ],
)
def test_every_spelling_climbs_one_ladder_whether_or_not_it_is_known(
    world: World, known: bool, one: str, other: str
) -> None:
    if known:
        world.person(one if "@" in one else EMAIL, username="ada-1")
    assert fail(world, 10, one) == "invalid_credentials"
    assert fail(world, 1, other) == "too_many_attempts"


@pytest.mark.parametrize("known", [True, False])
def test_whoever_keeps_knocking_is_noted_once_a_window(world: World, known: bool) -> None:
    if known:
        world.person(EMAIL)
    fail(world, 10)
    before = written(world)
    fail(world, 30)
    assert written(world) - before == 1
    world.clock.advance(timedelta(minutes=16))
    fail(world, 10)
    before = written(world)
    fail(world, 30)
    assert written(world) - before == 1


def test_a_source_that_must_wait_is_noted_once_a_window_whomever_it_tries(world: World) -> None:
    user_id = world.person(EMAIL)
    for number in range(100):
        fail(world, 1, f"nobody-{number}@example.org")
    before = written(world)
    assert fail(world, 30) == fail(world, 30, "eve@example.org") == "too_many_attempts"
    assert written(world) - before == 1
    log = world.store.query(Activity.of(user_id)).items
    assert [(entry.type, entry.source_ip) for entry in log] == [("sign_in.throttled", LAPTOP.source_ip)]
    assert outcome_of(lambda: world.signed_in(EMAIL, client=PHONE)) == "done"
