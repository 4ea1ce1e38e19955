"""Checks 1 to 3, their half about time, in every run: what a busy machine can tell. `make timing` takes the full 200.

Of 60 against 60, chance alone strays 0.053 (one sigma), so that three sigma and a little are allowed for noise: a
branch that hashes, stores or sends one time more or less than the other shows an AUC beyond 0.9.
"""

import pytest

from tests.checks.timing import RESEND, RESET, SIGN_IN, SIGN_UP, Question, auc, known_against_unknown, people_for
from tests.journeys.town import Town

ROUNDS = 60
FAIR = (0.30, 0.70)


@pytest.fixture(scope="module")
def known(town: Town) -> list[str]:
    return people_for(town, ROUNDS)


def test_the_measure_itself_tells_two_groups_apart() -> None:
    slow, fast = [float(n) for n in range(50, 100)], [float(n) for n in range(50)]
    assert (auc(slow, fast), auc(fast, slow), auc(slow, slow)) == (1.0, 0.0, 0.5)


def test_check_01_a_wrong_password_takes_as_long_for_a_known_address_as_for_an_unknown_one(
    town: Town, known: list[str]
) -> None:
    assert FAIR[0] <= known_against_unknown(town, SIGN_IN, known, ROUNDS) <= FAIR[1]


@pytest.mark.parametrize("question", [RESET, RESEND], ids=["reset", "resend"])
def test_check_02_a_forgotten_password_or_link_takes_as_long_for_a_known_address_as_for_an_unknown_one(
    town: Town, known: list[str], question: Question
) -> None:
    assert FAIR[0] <= known_against_unknown(town, question, known, ROUNDS) <= FAIR[1]


def test_check_03_a_sign_up_takes_as_long_for_a_known_address_as_for_a_new_one(town: Town, known: list[str]) -> None:
    assert FAIR[0] <= known_against_unknown(town, SIGN_UP, known, ROUNDS) <= FAIR[1]
