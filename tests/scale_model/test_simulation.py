"""The crowd is the same for the same seed, its keys are the system's own, and what is hot is found."""

from collections import Counter

import pytest

from infra.cost.calls import Touch
from infra.scale.crowd import Crowd, Visitor, address, user_id
from infra.scale.keys import HASHER, KEYS, family_of, hits, partition
from infra.scale.simulation import Heat, Scenario, simulate
from shared.accounts.domain.quotas import source_of
from shared.accounts.domain.tries import Tries
from shared.adapters.dynamodb.layout import LAYOUT
from shared.kernel.principal import Client

STATE = Touch("directory", ("USER#1", "STATE"), "read", 1, 300)
SOURCE = Touch("sessions", ("TRIES#source#1", "TRIES"), "write", 2, 100)
ROW = Touch("directory", ("SEARCH#1#abc", "pending#1"), "write", 2, 100)
MOVED = Touch("directory", ("SEARCH#1#abc", "active#1"), "write", 2, 100)
# Kinds that no operation of the simulation touches.
APART = {"NameReservation", "ClosingNotice", "Outcome", "SearchRow"}
# Of systems, which teams have by the dozen: ten million people do not come to them.
APART |= {"System", "SystemName", "Design", "DesignOfSystem", "ListedDesign", "Decision", "DecisionOfSystem"}
APART |= {"Review", "ReviewOfSystem", "ListedReview", "LastReview", "ReviewTries", "SystemSuppression", "SourceSlot"}
APART |= {"StoredHouseRules"}


def heat_of(heats: list[Heat], family: str) -> Heat:
    return next(heat for heat in heats if heat.family == family)


def test_the_same_seed_is_the_same_crowd_and_another_is_not() -> None:
    crowds = [[Crowd(seed).visitor() for seed in seeds] for seeds in ([1] * 3, [1] * 3, [2] * 3)]
    assert crowds[0] == crowds[1] != crowds[2]
    scenario = Scenario("x", {"one": 10.0})
    assert simulate(scenario, {"one": [STATE, SOURCE]}, 1, 500) == simulate(scenario, {"one": [STATE, SOURCE]}, 1, 500)


def test_few_come_often() -> None:
    crowd = Crowd(1)
    seen = Counter(crowd.visitor().source for _ in range(20_000))
    assert 0.002 < seen[0] / 20_000 < 0.005, "the busiest address is that of three in a thousand"
    assert len(seen) > 15_000


def test_ids_are_those_of_uuid7_and_addresses_differ() -> None:
    ids = [user_id(person) for person in range(1000)]
    assert ids == sorted(set(ids))
    assert all(id_[14] == "7" and id_[19] in "89ab" for id_ in ids)
    assert len({address(source) for source in range(0, 2_000_000, 1999)}) == 1001


def test_every_kind_that_the_layout_stores_has_its_key_here() -> None:
    """So a new kind of record is met here before it is hot."""
    named = {family.split()[0] for family in KEYS} | APART
    assert {kind.__name__ for kind in LAYOUT} <= named


@pytest.mark.parametrize("family", sorted(set(KEYS) - {"a partition of several kinds"}))
def test_a_family_of_keys_is_the_layouts_own(family: str) -> None:
    key = KEYS[family](Visitor(3, 5), Crowd(1))
    assert key.kind.__name__ == family.split()[0]
    assert partition(key).startswith(LAYOUT[key.kind].hash.partition("{")[0])


def test_a_source_is_counted_under_the_hash_that_sign_in_uses() -> None:
    visitor = Visitor(1, 77)
    (hit,) = hits([SOURCE], visitor, Crowd(1))
    expected = Tries.key_of("source", source_of(HASHER, Client(address(77), "any")))
    assert (hit.family, hit.partition, hit.units) == ("Tries source", partition(expected), 2)


def test_an_attack_on_one_account_makes_one_partition_bear_all() -> None:
    heats = simulate(Scenario("x", {"try": 5000.0}, lambda crowd: crowd.at(7)), {"try": [STATE, SOURCE]}, 1, 2000)
    state, source = heat_of(heats, "User"), heat_of(heats, "Tries source")
    assert (state.share, state.hottest) == (1.0, 5000.0)
    assert state.load > 1 > source.load


def test_an_item_that_many_write_is_held_by_its_transactions_and_a_partition_of_many_items_is_not() -> None:
    scenario = Scenario("x", {"try": 100.0}, lambda crowd: crowd.from_one(7))
    heats = simulate(scenario, {"try": [SOURCE, ROW]}, 1, 100)
    assert heat_of(heats, "Tries source").held == pytest.approx(1.0)
    assert heat_of(heats, "SearchRow").held == 0


def test_every_account_writes_into_the_partition_of_the_empty_beginning_and_its_proof_twice() -> None:
    crowd = Crowd(1)
    signed_up = Counter(hit.partition for _ in range(50) for hit in hits([ROW], Visitor(1, 1), crowd))
    proven = Counter(hit.partition for _ in range(50) for hit in hits([ROW, MOVED], Visitor(1, 1), crowd))
    assert signed_up.most_common(1)[0][1] == 50
    assert proven.most_common(1)[0][1] == 100


def test_what_stands_for_tries_of_two_kinds_is_told_apart() -> None:
    account = Touch("sessions", ("TRIES#account#1", "TRIES"), "write", 2, 100)
    assert [family_of(touch) for touch in (account, SOURCE)] == ["Tries account", "Tries source"]
