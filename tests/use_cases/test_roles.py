"""Roles: defined and removed by staff, each with a history of its own."""

import json

import pytest

from shared.accounts.use_cases.authenticate import LiveCaller
from shared.accounts.use_cases.context import any_version
from shared.kernel.errors import NotFound
from shared.kernel.events import SealedEvent, verify_chain
from tests.use_cases.world import World, by_staff, outcome_of


@pytest.fixture
def root(world: World) -> LiveCaller:
    return world.staff()


def define(world: World, root: LiveCaller, name: str, *permissions: str) -> str:
    return outcome_of(lambda: world.define_roles.define(root, name, permissions, "About.", by_staff(root)))


def remove(world: World, root: LiveCaller, name: str) -> str:
    return outcome_of(lambda: world.define_roles.remove(root, name, by_staff(root)))


def names(world: World) -> list[str]:
    return sorted(world.users.roles().by_name)


def test_a_role_is_defined_listed_redefined_and_removed(world: World, root: LiveCaller) -> None:
    assert define(world, root, "on-call", "users:read") == "done"
    assert names(world) == ["admin", "on-call", "support"]
    assert define(world, root, "on-call", "users:read", "audit:read") == "done"
    assert world.users.roles().by_name["on-call"].permissions == ("audit:read", "users:read")
    assert remove(world, root, "on-call") == "done"
    assert names(world) == ["admin", "support"]
    with pytest.raises(NotFound):
        world.define_roles.remove(root, "on-call", by_staff(root))


def test_roles_are_listed_by_name_in_pages(world: World, root: LiveCaller) -> None:
    [define(world, root, name, "users:read") for name in ("on-call", "b-team", "zz")]
    first = world.define_roles.list(None, 3)
    second = world.define_roles.list(first.after, 3)
    assert [role.name for role in first.items] == ["admin", "b-team", "on-call"]
    assert ([role.name for role in second.items], second.after) == (["support", "zz"], None)


def test_its_history_is_a_chain_that_says_who(world: World, root: LiveCaller) -> None:
    [define(world, root, "on-call", "users:read"), remove(world, root, "on-call"), define(world, root, "on-call")]
    events = world.store.query(SealedEvent.of("role:on-call")).items
    assert [event.envelope.type for event in events] == ["role.defined", "role.removed", "role.defined"]
    assert verify_chain(events) is None
    assert {event.envelope.actor.id for event in events} == {root.user_id}


def test_its_history_which_nothing_seals_does_not_say_from_where(world: World, root: LiveCaller) -> None:
    define(world, root, "on-call", "users:read")
    (event,) = world.store.query(SealedEvent.of("role:on-call")).items
    assert json.loads(event.sealed) == {
        "data": {"permissions": ["users:read"], "description": "About."},
        "client": None,
    }


def test_the_same_definition_again_is_no_event(world: World, root: LiveCaller) -> None:
    [define(world, root, "on-call", "users:read") for _ in range(3)]
    assert len(world.store.query(SealedEvent.of("role:on-call")).items) == 1


def test_refusals(world: World, root: LiveCaller) -> None:
    assert define(world, root, "admin", "users:read") == "builtin_role"
    assert remove(world, root, "support") == "builtin_role"
    assert define(world, root, "On Call", "users:read") == "validation_failed"
    assert define(world, root, "on-call", "users:fly") == "validation_failed"
    assert remove(world, root, "nobody-defined-this") == "not_found"


def test_a_role_somebody_holds_stays(world: World, root: LiveCaller) -> None:
    define(world, root, "on-call", "users:read")
    ada = world.person("ada@example.org")
    world.set_roles(root, ada, ("on-call",), any_version, by_staff(root))
    assert remove(world, root, "on-call") == "role_in_use"
    world.set_roles(root, ada, (), any_version, by_staff(root))
    assert remove(world, root, "on-call") == "done"


def test_a_role_granted_while_it_is_removed_stays(world: World, root: LiveCaller) -> None:
    define(world, root, "on-call", "users:read")
    ada = world.person("ada@example.org")

    def grant() -> object:
        return world.set_roles(root, ada, ("on-call",), any_version, by_staff(root))

    world.store.meanwhile(grant)
    assert remove(world, root, "on-call") == "role_in_use"
    assert world.user(ada).roles == ("on-call",)


def test_a_role_removed_while_it_is_granted_is_unknown(world: World, root: LiveCaller) -> None:
    define(world, root, "on-call", "users:read")
    ada = world.person("ada@example.org")
    world.store.meanwhile(lambda: remove(world, root, "on-call"))

    def grant() -> object:
        return world.set_roles(root, ada, ("on-call",), any_version, by_staff(root))

    assert outcome_of(grant) == "validation_failed"
    assert world.user(ada).roles == ()


def test_a_role_widened_while_it_is_granted_is_judged_anew(world: World, root: LiveCaller) -> None:
    """Else a clerk could hand out what the role gained a moment ago."""
    define(world, root, "clerk", "users:read", "users:write", "roles:write")
    define(world, root, "on-call", "users:read")
    clerk, ada = world.staff("clerk@example.org", ("clerk",)), world.person("ada@example.org")
    world.store.meanwhile(lambda: define(world, root, "on-call", "users:read", "users:delete"))

    def grant() -> object:
        return world.set_roles(clerk, ada, ("on-call",), any_version, by_staff(clerk))

    assert outcome_of(grant) == "forbidden"
