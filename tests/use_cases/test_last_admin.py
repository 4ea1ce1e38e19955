"""Whatever staff does, and however fast: somebody active can always restore the others' rights."""

from collections.abc import Callable

import pytest

from shared.accounts.domain.role import Holders, Roles
from shared.accounts.use_cases.authenticate import LiveCaller
from shared.accounts.use_cases.context import any_version
from shared.accounts.use_cases.create_user import Invitation
from tests.use_cases.world import World, by_staff, context, outcome_of

Remove = Callable[[World, LiveCaller, str], object]
REMOVALS: dict[str, Remove] = {
    "demote": lambda world, staff, user_id: world.set_roles(staff, user_id, (), any_version, by_staff(staff)),
    "suspend": lambda world, staff, user_id: world.suspend_user.suspend(staff, user_id, None, None, by_staff(staff)),
    "erase": lambda world, staff, user_id: world.erase_user.by_staff(staff, user_id, any_version, by_staff(staff)),
}


def active_admins(world: World) -> int:
    holders = world.store.get(Holders.key_of("admin"))
    return holders.active if holders else 0


@pytest.mark.parametrize("removal", REMOVALS)
def test_the_last_admin_stays(world: World, removal: str) -> None:
    root = world.staff()
    assert outcome_of(lambda: REMOVALS[removal](world, root, root.user_id)) == "last_admin"
    assert active_admins(world) == 1
    assert "admin" in world.user(root.user_id).roles


def test_the_last_admin_cannot_close_their_own_account(world: World) -> None:
    root = world.staff()
    assert outcome_of(lambda: world.erase_user.own(root, context(root.user_id))) == "last_admin"


@pytest.mark.parametrize("removal", REMOVALS)
def test_one_of_two_may_go(world: World, removal: str) -> None:
    root, other = world.staff(), world.staff("other@example.org", ("admin", "support"))
    assert outcome_of(lambda: REMOVALS[removal](world, root, other.user_id)) == "done"
    assert active_admins(world) == 1


@pytest.mark.parametrize("first", REMOVALS)
@pytest.mark.parametrize("second", REMOVALS)
def test_two_who_remove_each_other_at_once_leave_one(world: World, first: str, second: str) -> None:
    one, two = world.staff(), world.staff("two@example.org", ("admin", "support"))
    said: list[str] = []
    world.store.meanwhile(lambda: said.append(outcome_of(lambda: REMOVALS[first](world, two, one.user_id))))
    said.append(outcome_of(lambda: REMOVALS[second](world, one, two.user_id)))
    assert said == ["done", "last_admin"]
    assert active_admins(world) == 1


@pytest.mark.parametrize("first", REMOVALS)
@pytest.mark.parametrize("second", REMOVALS)
def test_who_was_removed_a_moment_ago_is_not_taken_for_the_last(
    world: World, monkeypatch: pytest.MonkeyPatch, first: str, second: str
) -> None:
    root, other = world.staff(), world.staff("other@example.org", ("admin", "support"))
    roles = world.users.roles

    def after_another_was_faster() -> Roles:
        monkeypatch.setattr(world.users, "roles", roles)
        REMOVALS[first](world, root, other.user_id)
        return roles()

    monkeypatch.setattr(world.users, "roles", after_another_was_faster)
    said = outcome_of(lambda: REMOVALS[second](world, root, other.user_id))
    assert said == ("user_erased" if first == "erase" else "done")
    assert active_admins(world) == 1


def test_invited_and_suspended_admins_do_not_count(world: World) -> None:
    root = world.staff()
    world.create_user(root, Invitation("waiting@example.org", roles=("admin",)), None, by_staff(root))
    other = world.staff("other@example.org", ("admin", "support"))
    world.suspend_user.suspend(root, other.user_id, None, None, by_staff(root))
    assert outcome_of(lambda: REMOVALS["demote"](world, root, root.user_id)) == "last_admin"
    world.suspend_user.reactivate(root, other.user_id, None, None, by_staff(root))
    assert outcome_of(lambda: REMOVALS["demote"](world, root, root.user_id)) == "done"


def test_another_role_that_can_restore_rights_is_enough_until_it_is_weakened(world: World) -> None:
    root = world.staff()
    world.define_roles.define(root, "keepers", ("roles:write",), "", by_staff(root))
    world.staff("keeper@example.org", ("keepers",))
    world.store.meanwhile(lambda: world.define_roles.define(root, "keepers", (), "", by_staff(root)))
    assert outcome_of(lambda: REMOVALS["demote"](world, root, root.user_id)) == "last_admin"
    world.define_roles.define(root, "keepers", ("roles:write",), "", by_staff(root))
    assert outcome_of(lambda: REMOVALS["demote"](world, root, root.user_id)) == "done"


def test_a_role_that_alone_restores_rights_cannot_be_weakened(world: World) -> None:
    root = world.staff()
    world.define_roles.define(root, "keepers", ("roles:write",), "", by_staff(root))
    keeper = world.staff("keeper@example.org", ("keepers",))
    REMOVALS["demote"](world, root, root.user_id)

    def weaken() -> object:
        return world.define_roles.define(keeper, "keepers", (), "", by_staff(keeper))

    assert outcome_of(weaken) == "last_admin"
    assert outcome_of(lambda: world.define_roles.remove(keeper, "keepers", by_staff(keeper))) == "role_in_use"


def test_counts_follow_every_change(world: World) -> None:
    root = world.staff()
    invited = world.create_user(root, Invitation("b@example.org", roles=("support",)), None, by_staff(root))

    def count() -> Holders:
        holders = world.store.get(Holders.key_of("support"))
        assert isinstance(holders, Holders)
        return holders

    assert (count().total, count().active) == (1, 0)
    person = world.person("c@example.org")
    world.set_roles(root, person, ("support",), any_version, by_staff(root))
    assert (count().total, count().active) == (2, 1)
    world.suspend_user.suspend(root, person, None, None, by_staff(root))
    assert (count().total, count().active) == (2, 0)
    for user_id in (person, invited.id):
        REMOVALS["erase"](world, root, user_id)
    assert (count().total, count().active) == (0, 0)
