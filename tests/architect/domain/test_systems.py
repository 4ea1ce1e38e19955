"""Systems have one name each, and house rules one history."""

import pytest

from shared.architect.domain.design.house_rules import HouseRules
from shared.architect.domain.records import events as happened
from shared.architect.domain.records.house_rules import StoredHouseRules, evolve_house_rules, set_house_rules
from shared.architect.domain.records.system import folded_name, hand_over, parse_system_name
from shared.kernel.errors import ValidationFailed
from tests.architect.domain.stories import ADA, OTHER, SYSTEM, events_of, system_after


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("orders", "orders"),
        ("  Order   desk ", "Order desk"),
        ("订单 2", "订单 2"),
        ("C# tools", "C# tools"),
        ("e\u0301", "\u00e9"),
    ],
)
def test_a_name_is_kept_as_typed_without_spare_blanks(typed: str, kept: str) -> None:
    assert parse_system_name(typed) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [("", "too_short"), ("   ", "too_short"), ("x" * 81, "too_long"), ("a\nb", "invalid"), ("a\u200bb", "invalid"),
     ("a\u202eb", "invalid"), ("a\u00a0b", "invalid"), ("\ue000", "invalid")],
)  # fmt: skip
def test_a_name_shows_all_that_it_holds(typed: str, code: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        parse_system_name(typed)
    assert [(fault.pointer, fault.code) for fault in refused.value.errors] == [("/system", code)]


@pytest.mark.parametrize(("one", "other"), [("Orders", "ORDERS"), ("Straße", "STRASSE"), ("C#", "c\uff03"), ("Ⓐ", "ⓐ")])
def test_names_that_differ_in_case_only_are_one(one: str, other: str) -> None:
    assert folded_name(parse_system_name(one)) == folded_name(parse_system_name(other))


def test_a_folded_name_fits_a_key_however_it_grew() -> None:
    longest = max((folded_name(letter * 80) for letter in "\u0390\U00010400\ufdfa\u1f82ﬃ"), key=len)
    assert len(longest.encode()) <= 1000
    assert "#" not in folded_name("#" * 80)


def test_a_system_changes_hands_once() -> None:
    system = system_after(happened.SystemRegistered("orders", ADA))
    assert (system.id, system.name, system.owner, system.version) == (SYSTEM, "orders", ADA, 1)
    assert hand_over(system, OTHER) == [happened.SystemChanged(OTHER)]
    changed = system_after(happened.SystemRegistered("orders", ADA), happened.SystemChanged(OTHER))
    assert (changed.owner, changed.version) == (OTHER, 2)
    assert hand_over(changed, OTHER) == []


def test_house_rules_are_set_as_a_whole_and_not_twice() -> None:
    wanted = HouseRules({"cost": 2.0}, {"primary": ("postgresql", "mysql")}, ("kafka",))
    (payload,) = set_house_rules(StoredHouseRules(), wanted)
    (event,) = events_of("house-rules", [payload])
    stored = evolve_house_rules(None, event)
    assert (stored.version, stored.rules) == (1, wanted)
    assert set_house_rules(stored, wanted) == []
    assert set_house_rules(stored, HouseRules()) == [happened.HouseRulesChanged()]


def test_house_rules_that_say_nothing_can_be_set_once() -> None:
    assert len(set_house_rules(StoredHouseRules(), HouseRules())) == 1
