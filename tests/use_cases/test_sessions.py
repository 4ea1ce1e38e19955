"""Sessions: refreshed by the current token only, ended at once, listed and revoked by their owner."""

from datetime import timedelta

import pytest

from shared.accounts.domain.activity import ActivityType
from shared.kernel.errors import NotFound, Unauthenticated
from tests.use_cases.world import LAPTOP, PASSWORD, PHONE, World, by_staff, context, outcome_of

EMAIL = "ada@example.org"
REFUSED = "invalid_refresh_token"


def refresh(world: World, token: str) -> str:
    return outcome_of(lambda: world.refresh_session(token, PHONE))


def activity(world: World) -> list[str]:
    caller = world.caller(world.signed_in(EMAIL))
    return [entry.type for entry in world.own_sessions.activity(caller, None, 50).items]


def test_a_refresh_gives_a_new_pair_for_the_same_session(world: World) -> None:
    world.person(EMAIL)
    first = world.signed_in(EMAIL)
    second = world.refresh_session(first.refresh_token, PHONE)
    assert second.session_id == first.session_id
    assert len({first.refresh_token, second.refresh_token}) == 2
    assert len({first.access_token, second.access_token}) == 2
    assert refresh(world, second.refresh_token) == "done"


def test_a_refresh_is_one_read_and_one_write(world: World) -> None:
    world.person(EMAIL)
    token = world.signed_in(EMAIL).refresh_token
    work = world.work_of(lambda: world.refresh_session(token, PHONE))
    assert ([name for name, _ in work.calls], work.hashes) == (["get_many", "transact"], 0)


def test_a_used_token_ends_the_whole_family_and_is_noted(world: World) -> None:
    world.person(EMAIL)
    stolen = world.signed_in(EMAIL)
    current = world.refresh_session(stolen.refresh_token, PHONE)
    assert refresh(world, stolen.refresh_token) == REFUSED
    assert refresh(world, current.refresh_token) == REFUSED
    with pytest.raises(Unauthenticated):
        world.caller(current)
    assert activity(world).count(ActivityType.REFRESH_REUSE) == 1


def test_another_session_lives_on_when_a_family_ends(world: World) -> None:
    world.person(EMAIL)
    stolen, other = world.signed_in(EMAIL), world.signed_in(EMAIL)
    world.refresh_session(stolen.refresh_token, PHONE)
    refresh(world, stolen.refresh_token)
    assert refresh(world, other.refresh_token) == "done"


def test_of_two_refreshes_at_once_the_second_is_taken_for_a_theft(world: World) -> None:
    world.person(EMAIL)
    token = world.signed_in(EMAIL).refresh_token
    successors: list[str] = []
    world.store.meanwhile(lambda: successors.append(world.refresh_session(token, PHONE).refresh_token))
    assert refresh(world, token) == REFUSED
    assert [refresh(world, successor) for successor in successors] == [REFUSED], "at most one lives; here none does"


def test_every_refused_refresh_is_the_same(world: World) -> None:
    user_id, staff = world.person(EMAIL), world.staff()
    held = world.signed_in(EMAIL).refresh_token
    altered = held[:-1] + ("A" if held[-1] != "A" else "Q")
    assert {refresh(world, text) for text in ("", "x", altered, held + "=", held[:40], "é" * 80)} == {REFUSED}
    world.suspend_user.suspend(staff, user_id, None, None, by_staff(staff))
    assert refresh(world, held) == REFUSED


def test_idle_and_absolute_time_end_a_session(world: World) -> None:
    world.person(EMAIL)
    idle = world.signed_in(EMAIL).refresh_token
    kept = world.signed_in(EMAIL).refresh_token
    for _ in range(4):
        world.clock.advance(timedelta(days=6, hours=23))
        kept = world.refresh_session(kept, PHONE).refresh_token
    assert refresh(world, idle) == REFUSED
    world.clock.advance(timedelta(days=2, hours=4))
    assert refresh(world, kept) == REFUSED


def test_permissions_change_with_the_next_token(world: World) -> None:
    user_id, staff = world.person(EMAIL), world.staff()
    signed_in = world.signed_in(EMAIL)
    world.set_roles(staff, user_id, ("support",), lambda version: None, by_staff(staff))
    assert world.caller(signed_in).permissions == frozenset()
    refreshed = world.refresh_session(signed_in.refresh_token, PHONE)
    assert world.caller(refreshed).permissions == {"users:read", "audit:read"}


def test_who_is_calling_costs_one_read_live_and_none_otherwise(world: World) -> None:
    world.person(EMAIL)
    token = world.signed_in(EMAIL).access_token
    assert world.work_of(lambda: world.authenticate(token, live=False)).calls == ()
    assert world.work_of(lambda: world.authenticate(token, live=True)).calls == (("get_many", 2),)


def test_signing_out_ends_the_session_at_once_and_only_it(world: World) -> None:
    world.person(EMAIL)
    here, there = world.signed_in(EMAIL), world.signed_in(EMAIL)
    caller = world.caller(here)
    world.own_sessions.sign_out(caller, PHONE)
    with pytest.raises(Unauthenticated):
        world.authenticate(here.access_token, live=True)
    assert world.authenticate(here.access_token, live=False).session_id == here.session_id, "pure reads trust it"
    assert refresh(world, here.refresh_token) == REFUSED
    assert world.caller(there).session_id == there.session_id


def test_signing_out_twice_at_once_is_signing_out(world: World) -> None:
    world.person(EMAIL)
    here, there = world.signed_in(EMAIL), world.signed_in(EMAIL)
    caller = world.caller(here)
    for _ in range(2):
        world.own_sessions.sign_out(caller, PHONE)
    with pytest.raises(Unauthenticated):
        world.authenticate(here.access_token, live=True)
    assert world.caller(there).session_id == there.session_id


def test_a_token_lapses_after_five_minutes(world: World) -> None:
    world.person(EMAIL)
    token = world.signed_in(EMAIL).access_token
    world.clock.advance(timedelta(seconds=299))
    world.authenticate(token, live=False)
    world.clock.advance(timedelta(seconds=1))
    with pytest.raises(Unauthenticated):
        world.authenticate(token, live=False)


def test_a_person_sees_their_living_devices_newest_first(world: World) -> None:
    world.person(EMAIL)
    world.person("grace@example.org")
    world.signed_in("grace@example.org")
    phone, laptop = world.signed_in(EMAIL), world.signed_in(EMAIL, client=LAPTOP)
    listed = world.own_sessions.list(world.caller(phone), None, 50).items
    assert [session.id for session in listed] == [laptop.session_id, phone.session_id]
    assert (listed[0].source_ip, listed[0].user_agent) == (LAPTOP.source_ip, LAPTOP.user_agent)


def test_lists_go_on_where_the_page_ended(world: World) -> None:
    world.person(EMAIL)
    ids = [world.signed_in(EMAIL).session_id for _ in range(5)]
    caller = world.caller(world.signed_in(EMAIL))
    seen, after = [], None
    while True:
        page = world.own_sessions.list(caller, after, 2)
        seen += [session.id for session in page.items]
        after = page.after
        if after is None:
            break
    assert seen == [caller.session_id, *reversed(ids)]


def test_a_foreign_and_a_missing_session_are_equally_not_there(world: World) -> None:
    world.person(EMAIL)
    world.person("grace@example.org")
    graces = world.signed_in("grace@example.org")
    caller = world.caller(world.signed_in(EMAIL))
    said = []
    for session_id in (graces.session_id, world.ids.new()):
        with pytest.raises(NotFound) as missing:
            world.own_sessions.end(caller, session_id, PHONE)
        said.append(str(missing.value))
    assert len(set(said)) == 1
    assert world.caller(graces).session_id == graces.session_id


def test_a_session_that_has_ended_already_is_not_there(world: World) -> None:
    user_id = world.person(EMAIL)
    other = world.signed_in(EMAIL)
    caller = world.caller(world.signed_in(EMAIL))
    world.change_password(caller, PASSWORD, "another password 123", PHONE, context(user_id))
    caller = world.caller(world.signed_in(EMAIL, "another password 123"))
    with pytest.raises(NotFound):
        world.own_sessions.end(caller, other.session_id, PHONE)
    assert other.session_id not in [session.id for session in world.own_sessions.list(caller, None, 50).items]


def test_what_an_event_has_ended_is_removed_for_good(world: World) -> None:
    user_id = world.person(EMAIL)
    [world.signed_in(EMAIL) for _ in range(3)]
    caller = world.caller(world.signed_in(EMAIL))
    world.change_password(caller, PASSWORD, "another password 123", PHONE, context(user_id))
    assert world.session_count(user_id) == 4
    world.settle()
    assert world.session_count(user_id) == 1
    world.forget_sessions.dead(user_id)
    assert world.session_count(user_id) == 1, "safe to repeat"


def test_more_sessions_than_one_transaction_takes_are_removed(world: World) -> None:
    user_id = world.person(EMAIL)
    for _ in range(130):
        world.signed_in(EMAIL)
    assert world.forget_sessions.everything(user_id)["sessions"] == 130
    assert world.session_count(user_id) == 0
