"""One account changed by many at once: each decides on what is really there, and nobody's change is lost."""

from collections.abc import Callable
from functools import partial

import pytest

from shared.accounts.domain.role import Holders
from shared.accounts.domain.user import User
from shared.accounts.use_cases.change_profile import ProfileWish
from shared.accounts.use_cases.context import any_version
from shared.accounts.use_cases.create_user import Invitation
from shared.edge.preconditions import IfMatch
from shared.kernel.events import SealedEvent, verify_chain
from shared.kernel.idempotency import Repeatable
from tests.races.racing import (
    Racers,
    RacingContainer,
    acting,
    active_person,
    codes,
    event_types,
    new_address,
    new_id,
    staff,
    successes,
)

AT_ONCE = 20


def renamed(container: RacingContainer, person: User, if_match: IfMatch | None, _number: int) -> User:
    wish = ProfileWish({"display_name": f"Ada {new_id()}"})
    check = if_match.check if if_match else any_version
    return container.change_profile(person.id, wish, check, acting(person.id))


def test_of_twenty_changes_with_one_etag_one_takes_effect(container: RacingContainer, racers: Racers) -> None:
    person = active_person(container)
    for round_ in range(10):
        version = person.version + round_
        outcomes = racers.times(AT_ONCE, partial(renamed, container, person, IfMatch("version", version)))
        assert codes(outcomes) == {"done": 1, "stale_version": AT_ONCE - 1}
        now = container.users.get(person.id)
        assert (successes(outcomes), now.version) == ([now], version + 1)
    assert event_types(container, person.id).count("user.profile_changed") == 10


def test_changes_without_an_etag_all_count_or_say_that_they_did_not(container: RacingContainer, racers: Racers) -> None:
    person = active_person(container)
    outcomes = racers.times(AT_ONCE, partial(renamed, container, person, None))
    met = codes(outcomes)
    assert set(met) <= {"done", "version_conflict"}
    events = container.store.query(SealedEvent.of(person.id)).items
    assert len(events) == container.users.get(person.id).version == person.version + met["done"]
    assert verify_chain(events) is None
    times = [event.envelope.occurred_at for event in events]
    assert times == sorted(set(times))


def test_twenty_identical_requests_make_one_account_and_get_one_answer(
    container: RacingContainer, racers: Racers
) -> None:
    for _ in range(5):
        admin, address = staff(), new_address()
        request = Repeatable(scope=new_id(), body="the same")
        create = partial(container.create_user, admin, Invitation(address), request, acting(admin.user_id))
        outcomes = racers.at_once([create] * AT_ONCE)
        assert codes(outcomes) == {"done": AT_ONCE}
        (account,) = set(successes(outcomes))
        assert container.users.get(account.id) == account
        assert container.read_users.find(address, None) == [account]
        assert event_types(container, account.id) == ["user.registered"]


def test_one_key_with_different_bodies_serves_the_first_only(container: RacingContainer, racers: Racers) -> None:
    admin, scope = staff(), new_id()
    addresses = [new_address() for _ in range(AT_ONCE)]
    outcomes = racers.at_once(
        [
            partial(container.create_user, admin, Invitation(a), Repeatable(scope, body=a), acting(admin.user_id))
            for a in addresses
        ]
    )
    assert codes(outcomes) == {"done": 1, "idempotency_key_reused": AT_ONCE - 1}
    assert sum(len(container.read_users.find(address, None)) for address in addresses) == 1


def test_different_keys_for_one_address_make_one_account(container: RacingContainer, racers: Racers) -> None:
    admin, address = staff(), new_address()
    outcomes = racers.times(
        AT_ONCE,
        lambda _: container.create_user(admin, Invitation(address), Repeatable(new_id(), ""), acting(admin.user_id)),
    )
    assert codes(outcomes) == {"done": 1, "email_taken": AT_ONCE - 1}


def new_admin(container: RacingContainer) -> str:
    person = active_person(container)
    container.set_roles(staff(), person.id, ("admin",), any_version, acting("test"))
    return person.id


Move = Callable[[RacingContainer, str, str], object]


def demote(container: RacingContainer, by: str, whom: str) -> object:
    return container.set_roles(staff(by), whom, (), any_version, acting(by))


def suspend(container: RacingContainer, by: str, whom: str) -> object:
    return container.suspend_user.suspend(staff(by), whom, None, None, acting(by))


def erase(container: RacingContainer, by: str, whom: str) -> object:
    return container.erase_user.by_staff(staff(by), whom, any_version, acting(by))


def still_admins(container: RacingContainer, admins: list[str]) -> list[str]:
    users = [container.store.get(User.key_of(user_id)) for user_id in admins]
    return [user.id for user in users if user and user.can_act and "admin" in user.roles]


def active_holders(container: RacingContainer) -> int:
    holders = container.store.get(Holders.key_of("admin"))
    return holders.active if holders else 0


def test_two_admins_who_demote_each_other_leave_one_twenty_times(alone: RacingContainer, racers: Racers) -> None:
    one, two = new_admin(alone), new_admin(alone)
    for _ in range(20):
        outcomes = racers.at_once([partial(demote, alone, one, two), partial(demote, alone, two, one)])
        assert codes(outcomes) == {"done": 1, "last_admin": 1}
        (left,) = still_admins(alone, [one, two])
        assert active_holders(alone) == 1
        alone.set_roles(staff(), two if left == one else one, ("admin",), any_version, acting("test"))


@pytest.mark.parametrize("first", [demote, suspend, erase])
@pytest.mark.parametrize("second", [suspend, erase])
def test_two_admins_who_remove_each_other_in_any_way_leave_one(
    alone: RacingContainer, racers: Racers, first: Move, second: Move
) -> None:
    left = new_admin(alone)
    for _ in range(4):
        other = new_admin(alone)
        outcomes = racers.at_once([partial(first, alone, left, other), partial(second, alone, other, left)])
        assert codes(outcomes) == {"done": 1, "last_admin": 1}
        (left,) = still_admins(alone, [left, other])
        assert active_holders(alone) == 1


def test_a_ring_of_admins_who_all_demote_the_next_keeps_one(alone: RacingContainer, racers: Racers) -> None:
    admins = [new_admin(alone) for _ in range(6)]
    ring = zip(admins, admins[1:] + admins[:1], strict=True)
    outcomes = racers.at_once([partial(demote, alone, by, whom) for by, whom in ring])
    met = codes(outcomes)
    assert set(met) <= {"done", "last_admin", "version_conflict"}
    assert len(still_admins(alone, admins)) == active_holders(alone) == 6 - met["done"] >= 1


def new_steward(container: RacingContainer, role: str) -> str:
    """Somebody who holds the keystone right by a role that staff defined."""
    person = active_person(container)
    container.define_roles.define(staff(), role, ("roles:write",), "Keeps the keys.", acting("test"))
    container.set_roles(staff(), person.id, (role,), any_version, acting("test"))
    return person.id


def weaken(container: RacingContainer, role: str) -> object:
    return container.define_roles.define(staff(), role, ("roles:read",), "Only looks.", acting("test"))


def keystone_holders(container: RacingContainer) -> int:
    roles = container.users.roles()
    return sum(roles.active_holders(name) for name in roles.keystone_roles())


@pytest.mark.parametrize("_round", range(4))
def test_a_demotion_and_a_weakened_role_leave_somebody_who_can_restore_rights(
    alone: RacingContainer, racers: Racers, _round: int
) -> None:
    admin, steward = new_admin(alone), new_steward(alone, "steward")
    outcomes = racers.at_once([partial(demote, alone, steward, admin), partial(weaken, alone, "steward")])
    assert codes(outcomes) == {"done": 1, "last_admin": 1}
    assert keystone_holders(alone) == 1


@pytest.mark.parametrize("_round", range(4))
def test_two_roles_weakened_at_once_leave_somebody_who_can_restore_rights(
    alone: RacingContainer, racers: Racers, _round: int
) -> None:
    for role in ("keeper", "steward"):
        new_steward(alone, role)
    outcomes = racers.at_once([partial(weaken, alone, "keeper"), partial(weaken, alone, "steward")])
    assert codes(outcomes) == {"done": 1, "last_admin": 1}
    assert keystone_holders(alone) == 1
