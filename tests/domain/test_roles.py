"""Roles: who holds what, and that somebody can always restore the others' rights."""

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from shared.accounts.domain import events as happened
from shared.accounts.domain.permissions import PERMISSIONS
from shared.accounts.domain.role import (
    Holders,
    Role,
    Roles,
    define_role,
    evolve_role,
    holder_changes,
    is_role_name,
    remove_role,
)
from shared.accounts.domain.user import User
from shared.kernel.errors import Conflict, ValidationFailed
from shared.kernel.events import Payload
from tests.domain.stories import ACTIVE, ERASED, SUSPENDED, VERIFIED, events_of, given

KEEPERS = Role("keepers", ("roles:read", "roles:write"), "Keep the roles.", version=1)
READERS = Role("readers", ("users:read",), "Read.", version=1)


def roles(**active: int) -> Roles:
    """The built-in roles, keepers and readers, with so many active holders each."""
    return Roles.of((KEEPERS, READERS), [Holders(name, total=count, active=count) for name, count in active.items()])


def with_roles(*names: str) -> User:
    return given(*ACTIVE, happened.UserRolesChanged(tuple(sorted(names))))


def test_admin_holds_everything_and_support_reads() -> None:
    known = roles()
    assert known.permissions_of(["admin"]) == PERMISSIONS
    assert known.permissions_of(["support"]) == {"users:read", "audit:read"}
    assert known.permissions_of(["support", "keepers"]) == {"users:read", "audit:read", "roles:read", "roles:write"}
    assert known.permissions_of(["nobody defined this"]) == frozenset()


def test_an_unknown_role_is_named_by_its_place() -> None:
    with pytest.raises(ValidationFailed) as refused:
        roles().require_known(["admin", "wizard", "keepers", "witch"])
    assert [fault.pointer for fault in refused.value.errors] == ["/roles/1", "/roles/3"]
    roles().require_known(["admin", "support", "keepers"])


def test_a_removed_role_is_unknown_and_permits_nothing() -> None:
    removed = Roles.of([Role("keepers", ("roles:write",), "", version=2, removed=True)], [])
    assert removed.permissions_of(["keepers"]) == frozenset()
    with pytest.raises(ValidationFailed):
        removed.require_known(["keepers"])


def test_built_in_roles_refuse_change() -> None:
    for name in ("admin", "support"):
        with pytest.raises(Conflict) as refused:
            define_role(None, name, ["users:read"], "")
        assert refused.value.code == "builtin_role"
        with pytest.raises(Conflict):
            remove_role(roles().by_name[name])


def test_a_role_is_defined_once_sorted_and_not_again() -> None:
    (defined,) = define_role(None, "readers", ["users:read", "audit:read", "users:read"], "Read.")
    assert defined == happened.RoleDefined(("audit:read", "users:read"), "Read.")
    (event,) = events_of([defined])
    role = evolve_role(None, "readers", event)
    assert (role.permissions, role.version, role.hash) == (("audit:read", "users:read"), 1, event.hash)
    assert define_role(role, "readers", ["users:read", "audit:read"], "Read.") == []
    assert define_role(role, "readers", ["users:read", "audit:read"], "Read more.") != []


def test_a_removed_role_can_be_defined_anew() -> None:
    history: list[Payload] = [happened.RoleDefined(("users:read",), ""), happened.RoleRemoved()]
    role = None
    for event in events_of(history):
        role = evolve_role(role, "readers", event)
    assert role is not None
    assert role.removed
    assert define_role(role, "readers", ["users:read"], "") == [history[0]]


def test_an_unknown_permission_is_named_by_its_place() -> None:
    with pytest.raises(ValidationFailed) as refused:
        define_role(None, "readers", ["users:read", "users:fly"], "")
    assert [fault.pointer for fault in refused.value.errors] == ["/permissions/1"]


@pytest.mark.parametrize("name", ["ab", "a0", "on-call", "x" * 50])
def test_a_role_name_is_plain(name: str) -> None:
    assert is_role_name(name)


@pytest.mark.parametrize("name", ["", "a", "0a", "-a", "Admin", "on call", "on_call", "ä-b", "x" * 51, "ab\n", "a#b"])
def test_what_is_no_role_name_is_refused(name: str) -> None:
    assert not is_role_name(name)


def test_the_last_active_admin_cannot_lose_the_role() -> None:
    admin, plain = with_roles("admin"), with_roles()
    with pytest.raises(Conflict) as refused:
        roles(admin=1).keystones_left(admin, plain)
    assert refused.value.code == "last_admin"
    roles(admin=2).keystones_left(admin, plain)
    roles(admin=1, keepers=1).keystones_left(admin, plain)


@pytest.mark.parametrize("ending", [SUSPENDED, ERASED])
def test_the_last_active_admin_cannot_be_suspended_or_erased(ending: Payload) -> None:
    admin = with_roles("admin")
    after = given(*ACTIVE, happened.UserRolesChanged(("admin",)), ending)
    with pytest.raises(Conflict):
        roles(admin=1).keystones_left(admin, after)
    roles(admin=1, keepers=1).keystones_left(admin, after)


def test_one_person_with_two_such_roles_counts_once() -> None:
    both = with_roles("admin", "keepers")
    with pytest.raises(Conflict):
        roles(admin=1, keepers=1).keystones_left(both, with_roles())
    roles(admin=1, keepers=1).keystones_left(both, with_roles("keepers"))
    roles(admin=1, keepers=2).keystones_left(both, with_roles())


def test_who_never_held_it_may_lose_whatever_they_hold() -> None:
    roles(admin=1).keystones_left(with_roles("readers"), with_roles())
    waiting = given(happened.UserRegistered("g@example.org", roles=("admin",)))
    roles(admin=0).keystones_left(waiting, given(happened.UserRegistered("g@example.org")))


def test_holders_are_counted_by_what_changed() -> None:
    invited = given(happened.UserRegistered("g@example.org", roles=("admin", "support")))
    assert holder_changes(None, invited) == {"admin": (1, 0), "support": (1, 0)}
    proven = given(happened.UserRegistered("g@example.org", roles=("admin", "support")), VERIFIED)
    assert holder_changes(invited, proven) == {"admin": (0, 1), "support": (0, 1)}
    assert holder_changes(with_roles("admin"), with_roles("support")) == {"admin": (-1, -1), "support": (1, 1)}
    assert holder_changes(with_roles("admin"), with_roles("admin")) == {}
    erased = given(*ACTIVE, happened.UserRolesChanged(("admin",)), ERASED)
    assert holder_changes(with_roles("admin"), erased) == {"admin": (-1, -1)}


STEPS: dict[str, Payload] = {
    "verify": VERIFIED,
    "suspend": SUSPENDED,
    "reactivate": happened.UserReactivated(),
    "admin": happened.UserRolesChanged(("admin",)),
    "both": happened.UserRolesChanged(("admin", "support")),
    "none": happened.UserRolesChanged(()),
    "erase": ERASED,
}


@settings(max_examples=80, deadline=None)
@for_all(st.lists(st.sampled_from(sorted(STEPS)), max_size=10))
def test_counts_added_up_step_by_step_are_the_count_at_the_end(steps: list[str]) -> None:
    history: list[Payload] = [happened.UserRegistered("g@example.org", roles=("support",))]
    total: dict[str, tuple[int, int]] = {}
    before = None
    for step in [None, *steps]:
        history += [STEPS[step]] if step else []
        after = given(*history)
        for name, (held, active) in holder_changes(before, after).items():
            seen = total.get(name, (0, 0))
            total[name] = (seen[0] + held, seen[1] + active)
        before = after
    assert before is not None
    expected = {name: (1, int(before.can_act)) for name in before.roles}
    assert {name: count for name, count in total.items() if count != (0, 0)} == expected
