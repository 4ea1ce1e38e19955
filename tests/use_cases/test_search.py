"""Finding people: by the beginning of a word, newest first, whatever was delivered twice, late or not at all."""

from itertools import permutations
from typing import Any

import pytest

from shared.accounts.domain import user as deciding
from shared.accounts.domain.search import FIRST_GENERATION, Generations, Indexed, SearchRow, row, rows_of
from shared.accounts.domain.user import Status, User
from shared.accounts.use_cases.context import any_version
from shared.adapters.memory.store import MemoryStore
from shared.kernel.errors import ServiceUnavailable
from shared.kernel.records import Key, Put
from tests.use_cases.world import World, by_staff, context

EMAIL = "ada@example.org"


def names(world: World, query: str | None = None, status: Status | None = None) -> list[str]:
    return [user.email for user in world.search_users(query, status, None, 50).items]


def rows(world: World, generation: str = FIRST_GENERATION) -> set[Key[SearchRow]]:
    return {record.key for record in everything(world, SearchRow) if record.generation == generation}


def everything(world: World, kind: type[Any]) -> list[Any]:
    return list(MemoryStore.scan(world.store, kind, limit=1_000_000).items)


def expected_rows(world: World, generation: str = FIRST_GENERATION) -> set[Key[SearchRow]]:
    """A fold of all accounts."""
    users: list[User] = everything(world, User)
    return {row(user.id, generation, name).key for user in users for name in rows_of(world.seals, user)}


def renamed(world: World, user_id: str, **profile: str | None) -> None:
    loaded = world.users.load(user_id)
    world.users.commit(loaded, deciding.change_profile(loaded.user, profile), context(user_id))


def test_people_are_found_newest_first_by_any_of_their_words(world: World) -> None:
    world.person(EMAIL, username="countess", display_name="Ada Lovelace")
    world.person("grace@example.org", display_name="Grace Adams")
    world.person("alan@example.org")
    assert names(world, "AD") == ["grace@example.org", EMAIL]
    assert names(world, "countess") == names(world, "love") == [EMAIL]
    assert names(world, "lace") == []
    assert names(world) == ["alan@example.org", "grace@example.org", EMAIL]


def test_a_status_narrows_a_search_and_the_listing(world: World) -> None:
    staff = world.staff()
    away = world.person("ada.away@example.org")
    world.person(EMAIL)
    world.suspend_user.suspend(staff, away, None, None, by_staff(staff))
    world.settle()
    assert names(world, "ada", Status.SUSPENDED) == ["ada.away@example.org"]
    assert names(world, "ada", Status.ACTIVE) == [EMAIL]
    assert names(world, None, Status.SUSPENDED) == ["ada.away@example.org"]
    assert names(world, "ada", Status.ERASED) == []
    assert len(names(world, "ada")) == 2


def test_pages_hold_everybody_once_in_order(world: World) -> None:
    staff = world.staff()
    people = [world.person(f"ada{number}@example.org") for number in range(9)]
    for away in people[::3]:
        world.suspend_user.suspend(staff, away, None, None, by_staff(staff))
    world.settle()
    seen: list[str] = []
    after: str | None = None
    while True:
        page = world.search_users("ada", None, after, 2)
        seen += [user.id for user in page.items]
        if (after := page.after) is None:
            break
    assert seen == people[::-1]


def test_who_changed_a_name_is_found_by_the_new_one_only(world: World) -> None:
    user_id = world.person(EMAIL, display_name="Ada Byron")
    renamed(world, user_id, display_name="Ada Lovelace")
    assert names(world, "byron") == []  # what is answered is what the account says now
    world.settle()
    assert names(world, "lovelace") == [EMAIL]
    assert rows(world) == expected_rows(world)


def test_an_erased_person_leaves_nothing_in_the_index(world: World) -> None:
    staff = world.staff()
    gone = world.person(EMAIL, username="countess", display_name="Ada Lovelace")
    world.erase_user.by_staff(staff, gone, any_version, by_staff(staff))
    assert names(world, "ada") == []
    world.settle()
    assert rows(world) == expected_rows(world)
    assert [entry for entry in everything(world, Indexed) if entry.user_id == gone] == []
    assert [entry for entry in everything(world, SearchRow) if entry.user_id == gone] == []


def history_of_changes(world: World) -> tuple[str, list[dict[str, Any]]]:
    """An account with four events, and the notices of them that were not worked on yet."""
    user_id = world.person(EMAIL)
    for name in ("Ada Byron", "Ada King", "Ada Lovelace"):
        renamed(world, user_id, display_name=name)
    world.relay()
    return user_id, list(world.search_notices)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_notices_in_any_order_twice_and_with_gaps_end_in_the_same_rows(order: tuple[int, ...]) -> None:
    world = World()
    _, notices = history_of_changes(world)
    for place in (*order, *order):
        world.index(notices[place])
    everything_once = rows(world)
    assert everything_once == expected_rows(world)
    lossy = World()
    _, few = history_of_changes(lossy)
    lossy.index(few[order[0]])
    assert len(rows(lossy)) == len(everything_once)
    assert rows(lossy) == expected_rows(lossy)


def test_what_is_indexed_already_costs_reads_only(world: World) -> None:
    user_id = world.person(EMAIL)
    work = world.work_of(lambda: world.update_search(user_id))
    assert [name for name, _ in work.calls] == ["get_many", "get"]


def test_a_change_costs_two_reads_and_one_write(world: World) -> None:
    user_id = world.person(EMAIL)
    renamed(world, user_id, display_name="Ada")
    work = world.work_of(lambda: world.update_search(user_id))
    assert [name for name, _ in work.calls] == ["get_many", "get", "transact"]


def long_name(letter: str) -> str:
    return f"{letter * 64} {letter * 3}{'y' * 61}"


class Crash(Exception):
    """The worker dies here."""


def test_a_crash_within_a_long_change_leaves_no_row_behind(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    user_id = world.person(EMAIL, display_name=long_name("a"))
    renamed(world, user_id, display_name=long_name("b"))
    real, steps = world.store.transact, 0
    for survived in range(1, 10):
        calls = 0

        def transact(writes: Any, survived: int = survived) -> None:
            nonlocal calls
            calls += 1
            if calls > survived:
                raise Crash
            real(writes)

        monkeypatch.setattr(world.store, "transact", transact)
        try:
            world.update_search(user_id)
            break
        except Crash:
            steps += 1
            noted = {
                row(user_id, entry.generation, name).key for entry in everything(world, Indexed) for name in entry.rows
            }
            assert rows(world) <= noted
    assert steps > 1
    monkeypatch.undo()
    world.update_search(user_id)
    assert rows(world) == expected_rows(world)


def test_a_worker_that_read_an_account_before_it_was_erased_writes_nothing(world: World) -> None:
    staff = world.staff()
    gone = world.person(EMAIL)
    renamed(world, gone, display_name="Ada Lovelace")
    late = world.user(gone)
    world.erase_user.by_staff(staff, gone, any_version, by_staff(staff))
    world.settle()
    with pytest.raises(Exception, match="expectations did not hold"):
        world.update_search.in_generation(late, FIRST_GENERATION)
    assert rows(world) == expected_rows(world)


def test_an_account_that_changes_faster_than_it_is_read_comes_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    user_id = world.person(EMAIL)
    renamed(world, user_id, display_name="Ada")
    outdated = world.user(user_id)
    renamed(world, user_id, display_name="Ada L")
    monkeypatch.setattr(world.store, "get_many", lambda *_: (outdated, None))
    with pytest.raises(ServiceUnavailable):
        world.update_search(user_id)


# Building anew -------------------------------------------------------------------------------------------------------


def run(world: World, command: dict[str, str], steps: int = 1000) -> dict[str, str] | None:
    """That many steps; the command that is left."""
    following: dict[str, str] | None = command
    for _ in range(steps):
        if following is None:
            break
        assert world.rebuild_search.understands(following)
        following = world.rebuild_search(following)
    return following


def generations(world: World) -> Generations:
    return world.store.get(Generations.the()) or Generations()


def test_a_rebuild_ends_in_a_new_index_that_equals_the_accounts_and_none_of_the_old(world: World) -> None:
    staff = world.staff()
    people = [world.person(f"ada{number}@example.org") for number in range(60)]
    world.erase_user.by_staff(staff, people[0], any_version, by_staff(staff))
    world.settle()
    lost = next(record for record in everything(world, SearchRow) if record.user_id == people[1])
    world.store.transact([Put(SearchRow(FIRST_GENERATION, "ff" * 16, "active", people[1]))])
    world.store._records.pop(lost.key)
    before = names(world, "ada")
    assert run(world, {"command": "rebuild_search"}) is None
    live = generations(world).live
    assert live != FIRST_GENERATION
    assert generations(world).building is None
    assert rows(world, live) == expected_rows(world, live)
    assert {record.prefix for record in everything(world, SearchRow) if record.generation != live} == {"ff" * 16}
    assert names(world, "ada") == before


def test_searches_answer_from_the_old_index_until_the_switch_and_changes_reach_both(world: World) -> None:
    user_id = world.person(EMAIL, display_name="Ada Byron")
    left = run(world, {"command": "rebuild_search"}, steps=2)
    assert left is not None
    assert generations(world).live == FIRST_GENERATION
    renamed(world, user_id, display_name="Ada Lovelace")
    world.settle()
    assert names(world, "lovelace") == [EMAIL]
    assert run(world, left) is None
    assert names(world, "lovelace") == [EMAIL]
    assert rows(world, generations(world).live) == expected_rows(world, generations(world).live)


def test_every_step_of_a_rebuild_may_come_twice(world: World) -> None:
    for number in range(3):
        world.person(f"ada{number}@example.org")
    following: dict[str, str] | None = {"command": "rebuild_search"}
    while following is not None:
        twice = [world.rebuild_search(following) for _ in range(2)]
        following = next((step for step in twice if step is not None), None)
    assert rows(world, generations(world).live) == expected_rows(world, generations(world).live)
    assert rows(world) == set()


def test_a_step_that_was_done_and_never_passed_on_gives_the_next_one_again(world: World) -> None:
    world.person(EMAIL)
    following: dict[str, str] | None = {"command": "rebuild_search"}
    while following is not None:
        lost, following = world.rebuild_search(following), world.rebuild_search(following)
        assert lost == following
    assert rows(world) == set(), "of the old index nothing is left"


def test_the_check_mends_what_no_message_told_of(world: World) -> None:
    user_id = world.person(EMAIL)
    renamed(world, user_id, display_name="Ada Lovelace")
    world.relay()
    world.search_notices.clear()
    assert names(world, "lovelace") == []
    assert run(world, {"command": "check_search"}) is None
    assert names(world, "lovelace") == [EMAIL]


@pytest.mark.parametrize("command", [{}, {"command": "drop_search"}, {"command": "fill_search"}, {"command": 7}])
def test_other_commands_are_not_understood(world: World, command: dict[str, Any]) -> None:
    assert not world.rebuild_search.understands(command)
