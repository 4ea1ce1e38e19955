"""No escalation: nobody grants a permission they lack, nor acts on an account or a role that holds one."""

from collections.abc import Callable

import pytest

from shared.accounts.use_cases.authenticate import LiveCaller
from shared.accounts.use_cases.change_profile import ProfileWish
from shared.accounts.use_cases.context import any_version
from shared.accounts.use_cases.create_user import Invitation
from shared.kernel.errors import ValidationFailed
from tests.use_cases.world import World, by_staff, outcome_of

EMAIL = "ada@example.org"


@pytest.fixture
def root(world: World) -> LiveCaller:
    return world.staff()


def define(world: World, root: LiveCaller, name: str, *permissions: str) -> None:
    world.define_roles.define(root, name, permissions, "", by_staff(root))


def create(world: World, staff: LiveCaller, wish: Invitation) -> object:
    return world.create_user(staff, wish, None, by_staff(staff))


def set_roles(world: World, staff: LiveCaller, user_id: str, *names: str) -> None:
    world.set_roles(staff, user_id, names, any_version, by_staff(staff))


@pytest.fixture
def clerk(world: World, root: LiveCaller) -> LiveCaller:
    """May write and delete accounts, and define roles from what they hold, but not everything an admin may."""
    define(world, root, "clerk", "users:read", "users:write", "users:delete", "roles:write")
    return world.staff("clerk@example.org", ("clerk",))


Act = Callable[[World, LiveCaller, str], object]
ACTS: dict[str, Act] = {
    "suspend": lambda world, staff, user_id: world.suspend_user.suspend(staff, user_id, None, None, by_staff(staff)),
    "reactivate": lambda world, staff, user_id: world.suspend_user.reactivate(
        staff, user_id, None, None, by_staff(staff)
    ),
    "erase": lambda world, staff, user_id: world.erase_user.by_staff(staff, user_id, any_version, by_staff(staff)),
    "rename": lambda world, staff, user_id: world.change_profile(
        user_id, ProfileWish({"locale": "fr"}), any_version, by_staff(staff), staff=staff
    ),
    "re-address": lambda world, staff, user_id: world.set_email(
        staff, user_id, "own@example.org", any_version, by_staff(staff)
    ),
    "demote": lambda world, staff, user_id: set_roles(world, staff, user_id),
}


@pytest.mark.parametrize("act", ACTS)
def test_nobody_acts_on_an_account_that_holds_what_they_lack(
    world: World, root: LiveCaller, clerk: LiveCaller, act: str
) -> None:
    assert outcome_of(lambda: ACTS[act](world, clerk, root.user_id)) == "forbidden"
    assert outcome_of(lambda: ACTS[act](world, clerk, world.person(EMAIL))) == "done"


def test_nobody_grants_what_they_lack(world: World, root: LiveCaller, clerk: LiveCaller) -> None:
    ada = world.person(EMAIL)
    assert outcome_of(lambda: set_roles(world, clerk, ada, "admin")) == "forbidden"
    assert outcome_of(lambda: set_roles(world, clerk, ada, "support")) == "forbidden", "it holds audit:read"
    assert outcome_of(lambda: set_roles(world, clerk, ada, "clerk")) == "done"
    assert outcome_of(lambda: create(world, clerk, Invitation("b@example.org", roles=("admin",)))) == "forbidden"
    assert outcome_of(lambda: set_roles(world, clerk, clerk.user_id, "clerk", "admin")) == "forbidden"


def test_nobody_creates_with_roles_without_the_right_to_give_them(world: World, root: LiveCaller) -> None:
    define(world, root, "greeter", "users:read", "users:write")
    greeter = world.staff("greeter@example.org", ("greeter",))
    assert outcome_of(lambda: create(world, greeter, Invitation(EMAIL, roles=("greeter",)))) == "forbidden"
    assert outcome_of(lambda: create(world, greeter, Invitation(EMAIL))) == "done"


def test_nobody_widens_a_role_beyond_their_own_rights(world: World, root: LiveCaller, clerk: LiveCaller) -> None:
    assert outcome_of(lambda: define(world, clerk, "clerk", *clerk.permissions, "audit:read")) == "forbidden"
    assert outcome_of(lambda: define(world, clerk, "readers", "users:read")) == "done"
    define(world, root, "auditors", "audit:read")
    assert outcome_of(lambda: define(world, clerk, "auditors", "users:read")) == "forbidden", "nor takes away"
    assert outcome_of(lambda: world.define_roles.remove(clerk, "auditors", by_staff(clerk))) == "forbidden"


def test_an_unknown_role_is_named_by_its_place(world: World, root: LiveCaller) -> None:
    with pytest.raises(ValidationFailed) as refused:
        set_roles(world, root, world.person(EMAIL), "support", "wizard")
    assert [fault.pointer for fault in refused.value.errors] == ["/roles/1"]
