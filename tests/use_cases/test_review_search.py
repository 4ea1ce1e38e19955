"""Nothing of an erased person stays in any index, whatever a rebuild and a slow worker did to each other."""

from typing import Any

import pytest

from shared.accounts.domain import user as deciding
from shared.accounts.domain.search import FIRST_GENERATION, Generations, Indexed, SearchRow
from shared.accounts.domain.user import Status, User
from shared.accounts.use_cases.context import any_version
from shared.adapters.memory.store import MemoryStore
from shared.kernel.errors import ServiceUnavailable
from tests.use_cases.world import World, by_staff, context

EMAIL = "ada@example.org"


def everything(world: World, kind: type[Any], user_id: str) -> list[Any]:
    return [one for one in MemoryStore.scan(world.store, kind, limit=1_000_000).items if one.user_id == user_id]


def rebuilt(world: World) -> None:
    following: dict[str, str] | None = {"command": "rebuild_search"}
    while following is not None:
        following = world.rebuild_search(following)


def renamed(world: World, user_id: str, name: str) -> User:
    loaded = world.users.load(user_id)
    return world.users.commit(loaded, deciding.change_profile(loaded.user, {"display_name": name}), context(user_id))


def test_an_erasure_also_takes_what_a_slow_worker_wrote_into_an_index_that_was_cleared(world: World) -> None:
    staff, user_id = world.staff(), world.person(EMAIL)
    user = renamed(world, user_id, "Ada Lovelace")
    rebuilt(world)
    world.update_search.in_generation(user, FIRST_GENERATION)  # it had asked which indexes there are before the switch
    world.erase_user.by_staff(staff, user_id, any_version, by_staff(staff))
    world.settle()
    assert everything(world, SearchRow, user_id) == []
    assert everything(world, Indexed, user_id) == []


def test_clearing_leaves_no_row_that_a_slow_worker_writes_at_that_moment(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    user_id = world.person(EMAIL)
    following: dict[str, str] | None = {"command": "rebuild_search"}
    while following is not None and following["command"] != "clear_search":
        following = world.rebuild_search(following)
    assert following is not None
    user = renamed(world, user_id, "Ada Lovelace")
    real = world.store.transact

    def overtaken(writes: Any) -> None:
        monkeypatch.undo()
        world.update_search.in_generation(user, FIRST_GENERATION)
        real(writes)

    monkeypatch.setattr(world.store, "transact", overtaken)
    with pytest.raises(ServiceUnavailable):
        world.rebuild_search(following)
    assert world.rebuild_search(following) is None
    live = (world.store.get(Generations.the()) or Generations()).live
    assert {one.generation for one in everything(world, SearchRow, user_id)} == {live}


def test_who_becomes_active_during_a_search_is_not_missed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows move from pending to active to suspended: statuses are asked in that order."""
    asked: list[str] = []
    real = world.store.query

    def query(within: Any, **how: Any) -> Any:
        asked.append(within.parts[-1])
        return real(within, **how)

    monkeypatch.setattr(world.store, "query", query)
    world.search_users(None, None, None, 50)
    assert asked == [Status.PENDING, Status.ACTIVE, Status.SUSPENDED]


@pytest.mark.parametrize(
    "command",
    [
        {"command": ["check_search"]},
        {"command": "check_search", "after": 7},
        {"command": "check_search", "after": {"pk": "x"}},
        {"command": "check_search", "after": ""},
        {"command": "fill_search", "generation": ""},
        {"command": "clear_search", "generation": "1#2"},
        {"command": "clear_search", "generation": None},
    ],
)
def test_commands_that_no_step_made_are_not_understood(world: World, command: dict[str, Any]) -> None:
    assert not world.rebuild_search.understands(command)
