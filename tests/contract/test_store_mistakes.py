"""What no store takes: told as a mistake of ours, before anything is sent."""

from typing import Any

import pytest

from shared.accounts.domain.activity import Activity
from shared.accounts.domain.claims import Claim
from shared.accounts.domain.credentials import Decoy
from shared.accounts.domain.tries import Tries
from shared.accounts.domain.user import User
from shared.kernel.records import Add, Delete, Key, Put, Within
from tests.contract.ports import Ports
from tests.contract.samples import EXPIRES, MOMENT, new_id, user


@pytest.mark.parametrize("count", [0, 101])
def test_no_transaction_is_empty_or_larger_than_a_hundred(ports: Ports, count: int) -> None:
    decoys = [Decoy(new_id(), EXPIRES) for _ in range(count)]
    with pytest.raises(ValueError, match="1 to 100"):
        ports.store.transact([Put(decoy) for decoy in decoys])
    assert not decoys or ports.store.get(decoys[0].key) is None


def test_no_transaction_touches_a_record_twice(ports: Ports) -> None:
    here = Tries("account", new_id(), 1, 0, MOMENT, EXPIRES)
    with pytest.raises(ValueError, match="twice"):
        ports.store.transact([Put(here), Add(here.key, {"count": 1})])
    assert ports.store.get(here.key) is None


def keys_that_reach_into_others() -> list[Key[Any]]:
    return [Key(Claim, ("email#x", "y")), Key(Claim, ("email", "")), User.key_of("a#b"), Key(Tries, ("", "x"))]


@pytest.mark.parametrize("key", keys_that_reach_into_others())
def test_a_key_part_that_could_reach_into_another_key_is_refused(ports: Ports, key: Key[Any]) -> None:
    for attempt in (
        lambda: ports.store.get(key),
        lambda: ports.store.get_many(key, user().key),
        lambda: ports.store.query(Within(Activity, ("a#b",))),
        lambda: ports.store.transact([Delete(key)]),
        lambda: ports.store.transact([Put(Claim("email", "a#b", new_id()))]),
    ):
        with pytest.raises(ValueError, match="empty or holds"):
            attempt()
