"""Checks 1 to 3, their half about time, as they are written: 200 against 200 on a quiet machine (`make timing`).

Not collected by default: the machine must do nothing else meanwhile. Chance alone strays 0.029 (one sigma).
"""

import pytest

from tests.checks.timing import RESEND, RESET, SIGN_IN, SIGN_UP, Question, known_against_unknown, people_for
from tests.journeys.town import Town

ROUNDS = 200
FAIR = (0.40, 0.60)
QUESTIONS = {"sign-in": SIGN_IN, "reset": RESET, "resend": RESEND, "sign-up": SIGN_UP}


@pytest.fixture(scope="module")
def known(town: Town) -> list[str]:
    return people_for(town, ROUNDS)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_two_hundred_answers_for_known_and_unknown_addresses_are_alike_in_time(
    town: Town, known: list[str], question: Question
) -> None:
    assert FAIR[0] <= known_against_unknown(town, question, known, ROUNDS) <= FAIR[1]
