"""The ladder: ten tries in a window, and each window that was used up doubles the next."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.accounts.domain.tries import ACCOUNT, SOURCE, WINDOW, Ladder, Tries, next_window, refuse_if_used_up
from shared.kernel.errors import TooManyAttempts
from tests.domain.stories import NOW

TICK = timedelta(microseconds=1)


def used_up(ladder: Ladder, last: Tries | None = None) -> Tries:
    moment = last.window_ends if last else NOW
    return replace(next_window(ladder, "ada", last, moment), count=ladder.limit)


def test_a_window_begins_with_its_first_try() -> None:
    first = next_window(ACCOUNT, "ada", None, NOW)
    assert (first.count, first.step, first.window_ends) == (1, 0, NOW + timedelta(minutes=15))
    assert first.expires > first.window_ends


def test_ten_tries_are_taken_and_the_eleventh_is_refused() -> None:
    tries = next_window(ACCOUNT, "ada", None, NOW)
    for count in range(10):
        refuse_if_used_up(ACCOUNT, replace(tries, count=count), NOW)
    with pytest.raises(TooManyAttempts):
        refuse_if_used_up(ACCOUNT, replace(tries, count=10), NOW)


def test_a_source_address_has_a_hundred() -> None:
    tries = next_window(SOURCE, "ip", None, NOW)
    refuse_if_used_up(SOURCE, replace(tries, count=99), NOW)
    with pytest.raises(TooManyAttempts):
        refuse_if_used_up(SOURCE, replace(tries, count=100), NOW)


def test_the_wait_is_told_in_seconds_that_suffice() -> None:
    full = used_up(ACCOUNT)
    with pytest.raises(TooManyAttempts) as refused:
        refuse_if_used_up(ACCOUNT, full, NOW + timedelta(minutes=14, seconds=59, microseconds=500_000))
    assert refused.value.retry_after == 1
    with pytest.raises(TooManyAttempts) as refused:
        refuse_if_used_up(ACCOUNT, full, NOW)
    after = NOW + timedelta(seconds=refused.value.retry_after)
    refuse_if_used_up(ACCOUNT, full, after)


def test_the_window_ends_to_the_microsecond() -> None:
    full = used_up(ACCOUNT)
    with pytest.raises(TooManyAttempts):
        refuse_if_used_up(ACCOUNT, full, full.window_ends - TICK)
    refuse_if_used_up(ACCOUNT, full, full.window_ends)


def test_windows_of_an_account_double_up_to_a_day() -> None:
    lengths, last = [], None
    for _ in range(10):
        begins = last.window_ends if last else NOW
        last = used_up(ACCOUNT, last)
        lengths.append((last.window_ends - begins).total_seconds() / 60)
    assert lengths == [15, 30, 60, 120, 240, 480, 960, 1440, 1440, 1440]


def test_a_window_that_was_not_used_up_begins_the_ladder_anew() -> None:
    second = used_up(ACCOUNT, used_up(ACCOUNT))
    assert second.step == 1
    calm = replace(second, count=9)
    assert next_window(ACCOUNT, "ada", calm, calm.window_ends).window_ends == calm.window_ends + WINDOW


def test_windows_of_a_source_never_double() -> None:
    second = used_up(SOURCE, used_up(SOURCE))
    assert (second.step, second.window_ends) == (0, NOW + 2 * WINDOW)


def test_nobody_seen_yet_is_refused_nothing() -> None:
    refuse_if_used_up(ACCOUNT, None, NOW)


def failing(count: int, pause: timedelta = timedelta(0)) -> Tries:
    """That many failures in a row, each in whatever window the one before it left."""
    tries, now = next_window(ACCOUNT, "ada", None, NOW), NOW
    for _ in range(count - 1):
        now = max(now + pause, tries.window_ends if ACCOUNT.used_up(tries, now) else now)
        if now < tries.window_ends:
            tries = replace(tries, **{name: getattr(tries, name) + by for name, by in ACCOUNT.one_more.items()})
        else:
            tries = next_window(ACCOUNT, "ada", tries, now)
    return tries


@pytest.mark.parametrize("pause", [timedelta(0), timedelta(minutes=2), timedelta(hours=30)])
def test_a_hundred_failures_in_a_row_are_the_last_at_whatever_pace(pause: timedelta) -> None:
    assert not ACCOUNT.closed(failing(99, pause))
    closed = failing(100, pause)
    for later in (closed.window_ends, closed.window_ends + timedelta(days=300)):
        with pytest.raises(TooManyAttempts) as refused:
            refuse_if_used_up(ACCOUNT, closed, later)
        assert refused.value.retry_after > 24 * 3600 - 1


def test_failures_are_remembered_for_a_year_and_those_of_a_source_are_not() -> None:
    account, source = next_window(ACCOUNT, "ada", None, NOW), next_window(SOURCE, "ip", None, NOW)
    assert account.expires > NOW + timedelta(days=365)
    assert source.expires < NOW + timedelta(days=2)
    assert not SOURCE.closed(replace(source, total=10**6))
