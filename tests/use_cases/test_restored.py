"""After a restore: tables are back at a moment, keys are not, and whoever was erased since is erased again."""

from collections.abc import Callable
from typing import Any

import pytest

from shared.accounts.domain.credentials import PasswordHash
from shared.accounts.domain.mails import MailKind
from shared.accounts.domain.role import Holders
from shared.accounts.domain.user import Status
from shared.accounts.use_cases.change_profile import ProfileWish
from shared.accounts.use_cases.context import any_version
from shared.accounts.use_cases.erase_again import Again
from shared.adapters.dynamodb.layout import LAYOUT
from shared.kernel.events import SealedEvent, Shredded, verify_chain
from shared.kernel.keys import DataKey
from tests.use_cases.world import World, by_staff, outcome_of

EMAIL = "ada.lovelace@example.org"
Restore = Callable[[], None]


@pytest.fixture
def ada(world: World) -> str:
    world.staff()
    return world.person(EMAIL, username="ada", display_name="Ada Lovelace")


def restorable(world: World, *tables: str) -> Restore:
    """Notes what is stored in some tables now; what it answers puts that back, and nothing else."""
    noted = _of_tables(world, tables)

    def restore() -> None:
        for key in _of_tables(world, tables):
            del world.store._records[key]
        world.store._records.update(noted)

    return restore


def _of_tables(world: World, tables: tuple[str, ...]) -> dict[Any, Any]:
    return {key: each for key, each in world.store._records.items() if LAYOUT[key.kind].table in tables}


def erase(world: World, user_id: str) -> None:
    staff = world.staff()
    world.erase_user.by_staff(staff, user_id, any_version, by_staff(staff))
    world.settle()


def came_back(world: World, ada: str) -> None:
    """She was erased, then events and directory went back to before that. Keys did not."""
    restore = restorable(world, "events", "directory")
    erase(world, ada)
    restore()
    assert world.user(ada).email == EMAIL
    assert world.store.get(DataKey.key_of(ada)) is None


def test_who_came_back_is_erased_again_though_her_key_is_gone(world: World, ada: str) -> None:
    came_back(world, ada)
    assert world.erase_again(ada, "restore") is Again.ERASED
    world.settle()
    assert world.user(ada).status is Status.ERASED
    assert world.store.get(PasswordHash.key_of(ada)) is None
    stored = repr(list(world.store._records.values()))
    assert not [text for text in (EMAIL, "Lovelace", "'ada'") if text in stored]
    assert world.person(EMAIL, username="ada") != ada


def test_her_stream_is_whole_and_nobody_can_read_it(world: World, ada: str) -> None:
    came_back(world, ada)
    before = world.read_users.history(ada, None, 50).items
    assert all(isinstance(event.payload, Shredded) for event in before)
    world.erase_again(ada, "restore")
    stream = world.store.query(SealedEvent.of(ada)).items
    assert verify_chain(stream) is None
    assert [event.envelope.type for event in stream[len(before) :]] == ["user.erased"]
    assert stream[-1].envelope.actor.id == "erase-again"
    assert stream[-1].hash == world.user(ada).hash
    assert all(isinstance(event.payload, Shredded) for event in world.read_users.history(ada, None, 50).items)


def test_she_gets_no_second_farewell(world: World, ada: str) -> None:
    came_back(world, ada)
    world.erase_again(ada, "restore")
    world.settle()
    assert len(world.mails(MailKind.ACCOUNT_CLOSED)) == 1


def test_erasing_again_is_safe_to_repeat(world: World, ada: str) -> None:
    came_back(world, ada)
    assert [world.erase_again(ada, "restore") for _ in range(3)] == [Again.ERASED, *[Again.ERASED_BEFORE] * 2]
    assert world.history(ada).count("user.erased") == 1


def test_keys_and_sessions_that_came_back_alone_go_again(world: World, ada: str) -> None:
    """Whoever had to restore the keys too, because that table was lost."""
    world.signed_in(EMAIL)
    restore = restorable(world, "keys", "sessions")
    erase(world, ada)
    restore()
    assert (world.session_count(ada), world.store.get(DataKey.key_of(ada)) is None) == (1, False)
    assert world.erase_again(ada, "restore") is Again.ERASED_BEFORE
    assert (world.session_count(ada), world.store.get(DataKey.key_of(ada))) == (0, None)
    assert all(isinstance(event.payload, Shredded) for event in world.read_users.history(ada, None, 50).items)


def test_sessions_that_came_back_go_with_the_account(world: World, ada: str) -> None:
    world.signed_in(EMAIL)
    restore = restorable(world, "events", "directory", "sessions", "keys")
    erase(world, ada)
    restore()
    assert world.session_count(ada) == 1
    world.erase_again(ada, "restore")
    assert (world.session_count(ada), world.store.get(DataKey.key_of(ada))) == (0, None)


def test_who_came_and_went_since_that_moment_leaves_nothing(world: World) -> None:
    world.staff()
    restore = restorable(world, "events", "directory")
    late = world.person("late@example.org")
    key = world.store.get(DataKey.key_of(late))
    restore()
    assert key is not None
    assert world.erase_again(late, "restore") is Again.UNKNOWN
    assert world.store.get(DataKey.key_of(late)) is None


def test_an_admin_who_was_one_of_two_is_the_last_one_after_the_restore_and_waits_for_a_second(world: World) -> None:
    first = world.staff("first@example.org")
    restore = restorable(world, "events", "directory")
    second = world.staff("second@example.org")
    world.erase_user.by_staff(second, first.user_id, any_version, by_staff(second))
    restore()
    assert outcome_of(lambda: world.erase_again(first.user_id, "restore")) == "last_admin"
    world.staff("third@example.org")
    assert world.erase_again(first.user_id, "restore") is Again.ERASED
    counted = world.store.get(Holders.key_of("admin"))
    assert counted is not None
    assert (counted.total, counted.active) == (1, 1)


def test_until_then_staff_may_erase_who_came_back_and_change_nothing_else(world: World, ada: str) -> None:
    came_back(world, ada)
    staff = world.staff()
    wish = ProfileWish({"locale": "fr"})
    assert (
        outcome_of(lambda: world.change_profile(ada, wish, any_version, by_staff(staff), staff=staff)) == "user_erased"
    )
    receipt = world.erase_user.by_staff(staff, ada, any_version, by_staff(staff))
    assert (receipt.removed["keys"], world.user(ada).status) == (0, Status.ERASED)
