"""Staff: rights that are gone do nothing more, and no number of roles stands in anybody's way."""

from collections.abc import Callable

import pytest

from shared.accounts.use_cases.authenticate import LiveCaller
from shared.accounts.use_cases.context import any_version
from shared.accounts.use_cases.create_user import Invitation
from shared.kernel.errors import Forbidden
from shared.kernel.idempotency import Repeatable
from tests.use_cases.world import World, by_staff, outcome_of

EMAIL = "ada@example.org"
SCOPE, BODY = "scope", "body"


@pytest.fixture
def root(world: World) -> LiveCaller:
    return world.staff()


# rights that are gone --------------------------------------------------------------------------------------------


def demoted(world: World, root: LiveCaller) -> LiveCaller:
    """An admin with a token from before the role was taken away."""
    user_id = world.staff("former@example.org", ("admin", "support")).user_id
    token = world.signed_in("former@example.org")
    world.set_roles(root, user_id, (), any_version, by_staff(root))
    return world.caller(token)


def test_a_demoted_admin_does_not_become_admin_again_with_the_old_token(world: World, root: LiveCaller) -> None:
    former = demoted(world, root)
    assert "roles:write" in former.permissions, "the token still says so"
    assert not former.holds("roles:write")
    with pytest.raises(Forbidden):
        former.require("roles:write")
    back = outcome_of(lambda: world.set_roles(former, former.user_id, ("admin",), any_version, by_staff(former)))
    assert back == "forbidden"
    assert world.user(former.user_id).roles == ()


def test_nor_does_anybody_else_by_that_token(world: World, root: LiveCaller) -> None:
    former, person = demoted(world, root), world.person(EMAIL)
    grants: list[Callable[[], object]] = [
        lambda: world.set_roles(former, person, ("admin",), any_version, by_staff(former)),
        lambda: world.create_user(former, Invitation("b@example.org", roles=("admin",)), None, by_staff(former)),
        lambda: world.define_roles.define(former, "helpers", ("users:read",), "", by_staff(former)),
        lambda: world.suspend_user.suspend(former, root.user_id, None, None, by_staff(former)),
    ]
    assert [outcome_of(grant) for grant in grants] == ["forbidden"] * 4


def test_who_gained_a_role_uses_it_with_the_next_token(world: World, root: LiveCaller) -> None:
    user_id = world.person(EMAIL)
    token = world.signed_in(EMAIL)
    world.set_roles(root, user_id, ("admin",), any_version, by_staff(root))
    assert not world.caller(token).holds("roles:write")
    assert world.caller(world.signed_in(EMAIL)).holds("roles:write")


def test_a_repeated_answer_needs_the_rights_over_whom_it_tells_of(world: World, root: LiveCaller) -> None:
    world.define_roles.define(root, "writers", ("users:read", "users:write"), "", by_staff(root))
    clerk, person = world.staff("clerk@example.org", ("writers",)), world.person(EMAIL)
    request = Repeatable(SCOPE, BODY)

    def suspend() -> object:
        return world.suspend_user.suspend(clerk, person, None, request, by_staff(clerk))

    assert (outcome_of(suspend), outcome_of(suspend)) == ("done", "done")
    world.set_roles(root, person, ("admin",), any_version, by_staff(root))
    assert outcome_of(suspend) == "forbidden"


def test_a_repeated_creation_needs_them_too(world: World, root: LiveCaller) -> None:
    world.define_roles.define(root, "writers", ("users:read", "users:write"), "", by_staff(root))
    clerk = world.staff("clerk@example.org", ("writers",))

    def create() -> str:
        return world.create_user(clerk, Invitation(EMAIL), Repeatable(SCOPE, BODY), by_staff(clerk)).id

    user_id = create()
    assert create() == user_id
    world.set_roles(root, user_id, ("admin",), any_version, by_staff(root))
    assert outcome_of(create) == "forbidden"


# a hundred roles that can restore rights -------------------------------------------------------------------------


@pytest.fixture
def keystones(world: World, root: LiveCaller) -> list[str]:
    names = [f"keystone-{number:03}" for number in range(100)]
    for name in names:
        world.define_roles.define(root, name, ("roles:write",), "", by_staff(root))
    return names


def holder(world: World, root: LiveCaller, name: str, role: str) -> LiveCaller:
    email = f"{name}@example.org"
    world.set_roles(root, world.person(email), (role,), any_version, by_staff(root))
    return world.caller(world.signed_in(email))


@pytest.mark.parametrize("role", ["support", "admin", "keystone-050"])
def test_a_hundred_keystone_roles_keep_nobody_from_suspension_or_erasure(
    world: World, root: LiveCaller, keystones: list[str], role: str
) -> None:
    assert len(world.users.roles().keystone_roles()) == len(keystones) + 1
    suspended, leaving = holder(world, root, "suspended", role), holder(world, root, "leaving", role)
    world.suspend_user.suspend(root, suspended.user_id, None, None, by_staff(root))
    world.erase_user.by_staff(root, suspended.user_id, any_version, by_staff(root))
    world.erase_user.own(leaving, by_staff(leaving))
    assert [world.user(user.user_id).status for user in (suspended, leaving)] == ["erased", "erased"]


def test_one_who_holds_as_many_roles_as_allowed_can_be_suspended_and_erased(
    world: World, root: LiveCaller, keystones: list[str]
) -> None:
    user_id = world.person(EMAIL)
    world.set_roles(root, user_id, tuple(keystones[:20]), any_version, by_staff(root))
    world.suspend_user.suspend(root, user_id, None, None, by_staff(root))
    world.set_roles(root, user_id, tuple(keystones[80:]), any_version, by_staff(root))
    world.erase_user.by_staff(root, user_id, any_version, by_staff(root))
    assert world.user(user_id).status == "erased"


def test_holders_of_a_hundred_keystone_roles_still_include_a_last_one(
    world: World, root: LiveCaller, keystones: list[str]
) -> None:
    other = world.staff("other@example.org", (keystones[-1],))
    world.set_roles(root, root.user_id, (), any_version, by_staff(root))
    assert outcome_of(lambda: world.erase_user.own(other, by_staff(other))) == "last_admin"


def test_there_is_an_end_to_the_number_of_roles(world: World, root: LiveCaller, keystones: list[str]) -> None:
    def define(number: int) -> str:
        name = f"more-{number:03}"
        return outcome_of(lambda: world.define_roles.define(root, name, (), "", by_staff(root)))

    outcomes = [define(number) for number in range(120)]
    allowed = outcomes.count("done")
    assert outcomes == ["done"] * allowed + ["validation_failed"] * (120 - allowed)
    assert len(world.users.roles().by_name) == 200
    world.define_roles.remove(root, keystones[0], by_staff(root))
    assert define(119) == "done"
