"""Numbers: what was said is shown as it was said, what was computed is not shown better than it is."""

import pytest

from shared.architect.document import numbers


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1500, "1,500"),
        (0.5, "0.5"),
        (0.00001, "0.00001"),
        (1e-14, "1e-14"),
        (2.25, "2.25"),
        (10_000_000.0, "10,000,000"),
    ],
)
def test_what_was_said_is_shown_whole(value: float, text: str) -> None:
    assert numbers.exact(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (214.7, "215"),
        (0.012549, "0.0125"),
        (1_243_999, "1,240,000"),
        (-2.789, "-2.79"),
        (float("inf"), "∞"),
        (99.96, "100"),
    ],
)
def test_what_was_computed_has_three_digits(value: float, text: str) -> None:
    assert numbers.rounded(value) == text


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (347, "300"), (8650, "9,000")])
def test_money_has_one_digit(value: float, text: str) -> None:
    assert numbers.coarse(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.9, "90%"), (0.99, "99%"), (0.999, "99.9%"), (0.9995, "99.95%"), (0.99789, "99.78%"), (0.99999, "99.999%"),
     (0.9999999, ">99.999%"), (1.0, ">99.999%"), (0.98765, "98.7%")],
)  # fmt: skip
def test_availability_is_never_rounded_up(value: float, text: str) -> None:
    assert numbers.availability(value) == text
    if not text.startswith(">"):
        assert float(text.rstrip("%")) <= value * 100 + 1e-9


@pytest.mark.parametrize(
    ("value", "text"),
    [(30, "30 s"), (300, "5 min"), (3600, "1 h"), (5400, "1.5 h"), (172800, "2 d"), (61, "61 s"), (0, "0 s")],
)
def test_durations_are_told_in_the_unit_people_would_use(value: float, text: str) -> None:
    assert numbers.duration(value) == text


def test_shares_are_percent() -> None:
    assert numbers.share(0.9995) == "99.95%"
    assert numbers.share(0.00001) == "0.001%"
