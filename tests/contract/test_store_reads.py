"""What reads promise: order, pages, and nobody else's records."""

from dataclasses import replace
from typing import Any

import pytest

from shared.accounts.domain.activity import Activity
from shared.accounts.domain.credentials import PasswordHash, SignUp
from shared.accounts.domain.role import Holders, Role
from shared.accounts.domain.search import Indexed, SearchRow
from shared.accounts.domain.session import Session
from shared.accounts.domain.user import Status, User
from shared.kernel.events import SealedEvent
from shared.kernel.keys import DataKey
from shared.kernel.records import Page, Put
from tests.contract.ports import Ports
from tests.contract.samples import activity, event, new_id, role, session, sign_up, user


def log_of(ports: Ports, user_id: str, count: int) -> list[Activity]:
    """Stored in one order, listed in the order of their ids."""
    entries = [activity(user_id) for _ in range(count)]
    ports.store.transact([Put(entry) for entry in reversed(entries)])
    return entries


def page(entries: list[Activity], more: bool = False) -> Page[Activity]:
    return Page(tuple(entries), entries[-1].id if more else None)


def test_what_is_not_there_is_nothing(ports: Ports) -> None:
    assert ports.store.get(User.key_of(new_id())) is None
    assert ports.store.get_many(User.key_of(new_id()), DataKey.key_of(new_id())) == (None, None)
    assert ports.store.query(Activity.of(new_id())) == Page((), None)


def test_many_are_given_in_the_order_they_were_asked_for_with_gaps_in_their_places(ports: Ports) -> None:
    here = user()
    records: list[Any] = [event(here.id), here, DataKey(here.id, b"k"), session(here.id), PasswordHash(here.id, "x")]
    ports.store.transact([Put(record) for record in records])
    missing = DataKey.key_of(new_id())
    stored_event, state, data_key, device, secret = records
    keys = secret.key, missing, device.key, data_key.key, User.key_of(new_id()), state.key, stored_event.key
    assert ports.store.get_many(*keys) == (secret, None, device, data_key, None, state, stored_event)


def test_the_same_record_may_be_asked_for_twice(ports: Ports) -> None:
    here = user()
    ports.store.transact([Put(here)])
    assert ports.store.get_many(here.key, here.key, User.key_of(new_id())) == (here, here, None)


def test_a_query_lists_in_key_order_or_newest_first(ports: Ports) -> None:
    user_id = new_id()
    entries = log_of(ports, user_id, 5)
    assert ports.store.query(Activity.of(user_id)) == page(entries)
    assert ports.store.query(Activity.of(user_id), newest_first=True) == page(entries[::-1])


@pytest.mark.parametrize(
    ("limit", "expected", "more"), [(1, 1, True), (4, 4, True), (5, 5, False), (6, 5, False), (100, 5, False)]
)
@pytest.mark.parametrize("newest_first", [False, True])
def test_a_page_has_a_next_one_only_if_something_is_left(
    ports: Ports, limit: int, expected: int, more: bool, newest_first: bool
) -> None:
    user_id = new_id()
    entries = log_of(ports, user_id, 5)
    listed = entries[::-1] if newest_first else entries
    found = ports.store.query(Activity.of(user_id), limit=limit, newest_first=newest_first)
    assert found == page(listed[:expected], more)


@pytest.mark.parametrize("newest_first", [False, True])
def test_pages_begin_after_the_last_one_and_end_when_exactly_all_was_read(ports: Ports, newest_first: bool) -> None:
    user_id = new_id()
    entries = log_of(ports, user_id, 6)
    listed = entries[::-1] if newest_first else entries
    pages, after = [], None
    for _ in range(3):
        found = ports.store.query(Activity.of(user_id), after=after, limit=2, newest_first=newest_first)
        pages.append(list(found.items))
        after = found.after
    assert pages == [listed[0:2], listed[2:4], listed[4:6]]
    assert after is None


def test_a_page_may_begin_after_a_record_that_is_gone(ports: Ports) -> None:
    user_id = new_id()
    first, gone, last = activity(user_id), activity(user_id), activity(user_id)
    ports.store.transact([Put(first), Put(last)])
    assert ports.store.query(Activity.of(user_id), after=gone.id) == page([last])
    assert ports.store.query(Activity.of(user_id), after=gone.id, newest_first=True) == page([first])
    assert ports.store.query(Activity.of(user_id), after=last.id) == Page((), None)


def test_the_collections_of_one_person_stay_apart(ports: Ports) -> None:
    user_id = new_id()
    device, waiting, entry = session(user_id), sign_up(user_id), activity(user_id)
    others: list[Any] = [session(), sign_up(), activity(), user(), PasswordHash(user_id, "x")]
    ports.store.transact([Put(record) for record in [entry, device, waiting, *others]])
    assert ports.store.query(Session.of(user_id)) == Page((device,), None)
    assert ports.store.query(SignUp.of(user_id)) == Page((waiting,), None)
    assert ports.store.query(Activity.of(user_id)) == Page((entry,), None)


def test_limits_and_directions_do_not_reach_into_the_next_collection(ports: Ports) -> None:
    user_id = new_id()
    device, waiting, entry = session(user_id), sign_up(user_id), activity(user_id)
    ports.store.transact([Put(device), Put(waiting), Put(entry)])
    for newest_first in (False, True):
        assert ports.store.query(Session.of(user_id), limit=1, newest_first=newest_first) == Page((device,), None)
        assert ports.store.query(Session.of(user_id), after=device.id, newest_first=newest_first) == Page((), None)


def test_roles_and_their_holders_stay_apart(ports: Ports) -> None:
    one, two = role(), role()
    ports.store.transact([Put(one), Put(two), Put(Holders(one.name, 1, 1))])
    roles = {found.name for found in ports.store.query(Role.all()).items}
    holders = {found.role for found in ports.store.query(Holders.all()).items}
    assert {one.name, two.name} <= roles
    assert one.name in holders
    assert two.name not in holders


def test_events_of_a_stream_come_in_the_order_of_their_versions(ports: Ports) -> None:
    stream = new_id()
    events = [event(stream, version) for version in (1, 2, 9, 10, 11, 100)]
    ports.store.transact([Put(one) for one in reversed(events)])
    ports.store.transact([Put(event())])
    assert ports.store.query(SealedEvent.of(stream)).items == tuple(events)
    first = ports.store.query(SealedEvent.of(stream), limit=3)
    assert first.items == tuple(events[:3])
    assert ports.store.query(SealedEvent.of(stream), after=first.after, limit=3) == Page(tuple(events[3:]), None)


@pytest.mark.parametrize("limit", [None, 12, 13])
def test_a_stream_of_more_than_one_megabyte_comes_whole(ports: Ports, limit: int | None) -> None:
    stream = new_id()
    payload = bytes(range(256)) * 800
    events = [event(stream, version, payload) for version in range(1, 13)]
    for one in events:
        ports.store.transact([Put(one)])
    assert ports.store.query(SealedEvent.of(stream), limit=limit) == Page(tuple(events), None)


def test_a_page_of_more_than_one_megabyte_has_its_full_length(ports: Ports) -> None:
    stream = new_id()
    events = [event(stream, version, bytes(200_000)) for version in range(1, 13)]
    for one in events:
        ports.store.transact([Put(one)])
    found = ports.store.query(SealedEvent.of(stream), limit=8)
    assert (found.items, found.after) == (tuple(events[:8]), events[7].key.parts[-1])


def test_what_was_written_is_read_at_once(ports: Ports) -> None:
    here = user()
    for version in range(1, 6):
        now = replace(here, version=version)
        ports.store.transact([Put(now)])
        assert ports.store.get(here.key) == now


def test_rows_of_one_beginning_are_told_apart_by_status(ports: Ports) -> None:
    prefix, ids = new_id().replace("-", ""), [new_id() for _ in range(6)]
    rows = [SearchRow("1", prefix, "active" if place % 2 else "pending", one) for place, one in enumerate(ids)]
    ports.store.transact([Put(row) for row in rows])
    active = SearchRow.of("1", prefix, Status.ACTIVE)
    assert ports.store.query(active, newest_first=True).items == tuple(rows[::-1][::2])
    assert ports.store.query(SearchRow.of("2", prefix, Status.ACTIVE)) == Page((), None)


@pytest.mark.parametrize("newest_first", [True, False])
def test_a_page_begins_after_a_key_that_is_not_there_too(ports: Ports, newest_first: bool) -> None:
    prefix, ids = new_id().replace("-", ""), [new_id() for _ in range(5)]
    rows = [SearchRow("1", prefix, "active", one) for one in ids]
    ports.store.transact([Put(row) for row in (*rows[:2], *rows[3:])])
    page = ports.store.query(SearchRow.of("1", prefix, Status.ACTIVE), after=ids[2], newest_first=newest_first)
    assert page.items == (tuple(rows[:2][::-1]) if newest_first else tuple(rows[3:]))


def test_a_scan_walks_through_every_record_of_a_kind_and_no_other(ports: Ports) -> None:
    people = [user() for _ in range(7)]
    noise: list[Any] = [PasswordHash(one.id, "x") for one in people]
    noise += [Indexed(one.id, "1", 1, 1, ("active:ab",)) for one in people]
    for record in [*people, *noise]:
        ports.store.transact([Put(record)])
    found: list[User] = []
    after: str | None = None
    while True:
        page = ports.store.scan(User, after=after, limit=3)
        found += page.items
        if (after := page.after) is None:
            break
    assert all(isinstance(one, User) for one in found)
    assert {one.id for one in people} <= {one.id for one in found}
    assert len({one.id for one in found}) == len(found)


@pytest.mark.parametrize("ports", ["memory", "ministack"], indirect=True)  # moto copies a table for each item of it
def test_a_scan_of_a_large_table_takes_several_calls(ports: Ports) -> None:
    """More than one call looks at: no page hides the rest."""
    prefix, owner = new_id().replace("-", ""), new_id()
    rows = [SearchRow("1", prefix, "active", new_id()) for _ in range(1200)]
    for start in range(0, len(rows), 100):
        ports.store.transact([Put(row) for row in rows[start : start + 100]])
    ports.store.transact([Put(replace(user(), id=owner))])
    after: str | None = None
    ids: set[str] = set()
    for _ in range(100):
        page = ports.store.scan(User, after=after, limit=1)
        ids |= {one.id for one in page.items}
        if (after := page.after) is None:
            break
    assert owner in ids
