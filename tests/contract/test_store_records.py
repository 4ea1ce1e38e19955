"""Every type of record that Rollbook stores comes back as it went in."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from shared.adapters.dynamodb.layout import LAYOUT
from shared.kernel.records import Put
from tests.contract.ports import Ports
from tests.contract.samples import FULL, every, user


def test_every_type_of_the_layout_has_a_sample() -> None:
    assert set(FULL) == set(LAYOUT)
    assert all(isinstance(sample(), kind) for kind, sample in FULL.items())


@pytest.mark.parametrize("sample", [pytest.param(make, id=name) for name, make in every()])
def test_a_record_reads_back_as_it_was_stored(ports: Ports, sample: Callable[[], Any]) -> None:
    record = sample()
    ports.store.transact([Put(record)])
    assert ports.store.get(record.key) == record
    assert ports.store.get_many(record.key) == (record,)


def test_a_member_set_to_nothing_is_nothing_afterwards(ports: Ports) -> None:
    full = user()
    cleared = replace(full, username=None, display_name=None, roles=(), email_change=None)
    ports.store.transact([Put(full)])
    ports.store.transact([Put(cleared)])
    assert ports.store.get(full.key) == cleared
