"""What anybody may ask for within an hour, and what counts as one source."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.accounts.domain.quotas import MAILS, REQUESTS, source_of, use_one, used, used_up
from shared.kernel.principal import Client

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Plain:
    """Shows what would be hashed."""

    def digest(self, kind: str, value: str) -> str:
        return f"{kind} {value}"


def test_the_limits_are_those_of_the_contract() -> None:
    assert (REQUESTS.per_hour, MAILS.per_hour) == (200, 20)


def test_an_hour_has_one_counter_and_the_next_hour_another() -> None:
    first = used(REQUESTS, "somebody", NOON)
    assert first == used(REQUESTS, "somebody", NOON + timedelta(minutes=59, seconds=59))
    assert first != used(REQUESTS, "somebody", NOON + timedelta(hours=1))
    assert first != used(MAILS, "somebody", NOON)
    assert first != used(REQUESTS, "somebody else", NOON)


def test_a_counter_outlives_its_hour_and_then_goes() -> None:
    lapses = use_one(MAILS, "somebody", NOON + timedelta(minutes=59)).initial["expires"]
    assert lapses == NOON + timedelta(hours=2)


@pytest.mark.parametrize(
    ("moment", "seconds"),
    [(NOON, 3601), (NOON + timedelta(minutes=59, seconds=59), 2), (NOON + timedelta(minutes=59, seconds=59.5), 1)],
)
def test_whoever_used_it_up_waits_for_the_hour_to_turn(moment: datetime, seconds: int) -> None:
    assert used_up(moment).retry_after == seconds


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:0DB8:1:2::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::9", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("not an address", "not an address"),
    ],
)
def test_a_source_is_what_one_customer_holds(address: str, source: str) -> None:
    assert source_of(Plain(), Client(address)) == f"source {source}"
