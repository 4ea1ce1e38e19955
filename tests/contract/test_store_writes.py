"""What a transaction promises: all of it or none, and the name of every write that stood in the way."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.accounts.domain.claims import Claim
from shared.accounts.domain.credentials import Decoy, PasswordHash
from shared.accounts.domain.role import Holders
from shared.accounts.domain.tries import Tries
from shared.accounts.domain.user import User
from shared.kernel.records import (
    ABSENT,
    ANYTHING,
    Add,
    Check,
    Delete,
    Expect,
    Put,
    Record,
    Write,
    WriteConflict,
    having,
)
from tests.contract.ports import Ports
from tests.contract.samples import EXPIRES, MOMENT, event, new_id, user


def stored(ports: Ports, *records: Record) -> None:
    ports.store.transact([Put(record) for record in records])


def tries(count: int) -> Tries:
    return Tries("account", new_id(), count, 0, MOMENT, EXPIRES)


def refused(ports: Ports, *writes: Write) -> tuple[Write, ...]:
    """The writes that the conflict names."""
    with pytest.raises(WriteConflict) as conflict:
        ports.store.transact(writes)
    return conflict.value.failed


def test_what_is_new_is_stored_and_what_is_there_is_not_overwritten(ports: Ports) -> None:
    first = PasswordHash(new_id(), "first")
    again = Put(replace(first, phc="second"), ABSENT)
    ports.store.transact([Put(first, ABSENT)])
    assert refused(ports, again) == (again,)
    assert ports.store.get(first.key) == first


def test_an_existing_version_of_a_stream_is_never_overwritten(ports: Ports) -> None:
    first = event(sealed=b"what happened")
    other = Put(replace(first, sealed=b"what somebody would like"), ABSENT)
    ports.store.transact([Put(first, ABSENT)])
    assert refused(ports, other) == (other,)
    assert ports.store.get(first.key) == first


def test_a_put_without_an_expectation_replaces(ports: Ports) -> None:
    first = PasswordHash(new_id(), "first")
    stored(ports, first)
    stored(ports, replace(first, phc="second"))
    assert ports.store.get(first.key) == replace(first, phc="second")


@pytest.mark.parametrize(
    ("expect", "holds"),
    [
        (having(version=7), True),
        (having(version=8), False),
        (having(version=7, status="suspended"), True),
        (having(version=7, status="active"), False),
        (having(updated_at=MOMENT), True),
        (having(updated_at=MOMENT + timedelta(microseconds=1)), False),
        (having(email_verified=True), True),
        (having(email_verified=False), False),
        (having(roles=("admin", "support")), True),
        (having(roles=("admin",)), False),
        (having(username=None), False),
        (Expect(below={"version": 8}), True),
        (Expect(below={"version": 7}), False),
        (Expect(equal={"has_password": True}, below={"version": 8}), True),
        (Expect(equal={"has_password": False}, below={"version": 8}), False),
        (ANYTHING, True),
        (ABSENT, False),
    ],
)
@pytest.mark.parametrize("write_of", [lambda u, e: Check(u.key, e), lambda u, e: Delete(u.key, e), Put])
def test_an_expectation_is_held_against_what_is_stored(
    ports: Ports, write_of: Callable[[User, Expect], Write], expect: Expect, holds: bool
) -> None:
    here = user()
    stored(ports, here)
    write = write_of(here, expect)
    if holds and not (isinstance(write, Check) and expect == ANYTHING):
        ports.store.transact([write])
    elif not holds:
        assert refused(ports, write) == (write,)
        assert ports.store.get(here.key) == here


@pytest.mark.parametrize(
    ("expect", "holds"),
    [
        (ABSENT, True),
        (having(count=0), False),
        (Expect(below={"count": 10}), True),
        (having(step=None), True),
    ],
)
def test_an_expectation_of_what_is_not_there(ports: Ports, expect: Expect, holds: bool) -> None:
    check = Check(tries(0).key, expect)
    if holds:
        ports.store.transact([check])
    else:
        assert refused(ports, check) == (check,)


def test_a_member_that_is_none_is_expected_by_name(ports: Ports) -> None:
    nameless = replace(user(), username=None)
    stored(ports, nameless)
    ports.store.transact([Put(replace(nameless, username="ada"), having(username=None))])
    late = Put(replace(nameless, username="eve"), having(username=None))
    assert refused(ports, late) == (late,)


def test_a_deleted_record_is_gone_and_may_be_deleted_again(ports: Ports) -> None:
    here = user()
    stored(ports, here)
    ports.store.transact([Delete(here.key)])
    assert ports.store.get(here.key) is None
    ports.store.transact([Delete(here.key)])


def test_a_claim_is_released_by_its_holder_only(ports: Ports) -> None:
    claim = Claim("email", new_id().replace("-", ""), new_id())
    stored(ports, claim)
    by_another = Delete(claim.key, having(user_id=new_id()))
    assert refused(ports, by_another) == (by_another,)
    ports.store.transact([Delete(claim.key, having(user_id=claim.user_id))])
    assert ports.store.get(claim.key) is None


def test_numbers_are_added_to_what_is_stored(ports: Ports) -> None:
    here = tries(3)
    stored(ports, here)
    ports.store.transact([Add(here.key, {"count": 4, "step": 1})])
    ports.store.transact([Add(here.key, {"count": -2})])
    assert ports.store.get(here.key) == replace(here, count=5, step=1)


def test_what_is_not_there_counts_from_its_initial_members(ports: Ports) -> None:
    name = new_id()
    for _ in range(2):
        ports.store.transact([Add(Holders.key_of(name), {"total": 1, "active": 0}, initial={"role": name})])
    assert ports.store.get(Holders.key_of(name)) == Holders(name, total=2, active=0)


def test_counting_stops_where_the_expectation_says(ports: Ports) -> None:
    here = tries(8)
    stored(ports, here)
    count = Add(here.key, {"count": 1}, Expect(equal={"window_ends": MOMENT}, below={"count": 10}))
    ports.store.transact([count])
    ports.store.transact([count])
    assert refused(ports, count) == (count,)
    assert ports.store.get(here.key) == replace(here, count=10)


def test_counting_what_is_expected_and_not_there_makes_nothing(ports: Ports) -> None:
    nowhere = tries(0).key
    count = Add(nowhere, {"count": -1}, having(window_ends=MOMENT))
    assert refused(ports, count) == (count,)
    assert ports.store.get(nowhere) is None


def test_one_failed_expectation_undoes_the_whole_transaction(ports: Ports) -> None:
    here, other, added = user(), PasswordHash(new_id(), "old"), tries(1)
    stored(ports, here, other, added)
    fresh = event()
    stale = Put(replace(here, version=9), having(version=8))
    writes: list[Write] = [Put(fresh, ABSENT), Delete(other.key), Add(added.key, {"count": 1}), stale]
    assert refused(ports, *writes) == (stale,)
    assert ports.store.get(fresh.key) is None
    assert ports.store.get_many(here.key, other.key, added.key) == (here, other, added)


def test_a_conflict_names_every_failed_write_and_no_other(ports: Ports) -> None:
    here, taken, missing = user(), Claim("email", new_id(), new_id()), tries(0)
    stored(ports, here, taken)
    good = Put(Decoy(new_id(), EXPIRES), ABSENT)
    stale = Put(here, having(version=1))
    claim = Put(taken, ABSENT)
    insist = Check(missing.key, having(count=0))
    fine = Delete(PasswordHash.key_of(new_id()))
    assert refused(ports, good, stale, fine, claim, insist) == (stale, claim, insist)


def test_a_transaction_reaches_across_all_tables(ports: Ports) -> None:
    many: list[Any] = [event(), user(), PasswordHash(new_id(), "x"), tries(1), Decoy(new_id(), EXPIRES)]
    stored(ports, *many)
    assert ports.store.get_many(*[record.key for record in many]) == tuple(many)


def test_a_hundred_writes_are_one_transaction(ports: Ports) -> None:
    decoys = [Decoy(new_id(), EXPIRES) for _ in range(100)]
    stored(ports, *decoys)
    assert ports.store.get(decoys[-1].key) == decoys[-1]


@pytest.mark.parametrize("ports", ["memory", "ministack"], indirect=True)  # moto lets several win
def test_of_many_who_claim_one_value_at_once_one_wins(ports: Ports) -> None:
    digest = new_id().replace("-", "")

    def claim(number: int) -> bool:
        try:
            ports.store.transact([Put(Claim("email", digest, f"user-{number}"), ABSENT), Put(user(), ABSENT)])
        except WriteConflict:
            return False
        return True

    with ThreadPoolExecutor(10) as threads:
        won = list(threads.map(claim, range(10)))
    assert won.count(True) == 1
    assert ports.store.get(Claim.key_of("email", digest)) == Claim("email", digest, f"user-{won.index(True)}")
