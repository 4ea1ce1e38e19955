"""What people type is taken as they mean it, or refused with what would be taken."""

from typing import Any

import pytest

from infra.rollbook.answers import Unclear, answer_of, change_of
from shared.architect.document.questions import questions_told
from shared.architect.domain.design.outcome import Question
from shared.architect.knowledge.load import knowledge


def form(field: str) -> Any:
    requirements = knowledge().schema.complete({})
    return questions_told([Question(field, worth=1.0, required=True, turns=())], requirements, "en")[0]["answer"]


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("read_rps", "250", 250), ("read_rps", "1,500", 1500), ("read_rps", "1_500", 1500), ("read_rps", "20k", 20000),
        ("read_rps", "0.5", 0.5), ("p99_ms", "300 ms", 300), ("p99_ms", "300ms", 300), ("target", "99.9%", 0.999),
        ("target", "99.95 %", 0.9995), ("usd_month", "2.5K", 2500), ("team_size", "4 people", 4),
        ("vector", "yes", True), ("vector", "N", False), ("vector", "是", True), ("vector", "false", False),
        ("level", "strong", "strong"), ("level", "3", "strong"), ("level", "Read your writes", "read_your_writes"),
        ("kind", "crud,api", ["crud", "api"]), ("kind", "2， ledger", ["api", "ledger"]),
        ("residency", "eu-west-1, Germany", ["eu-west-1", "Germany"]),
    ],
)  # fmt: skip
def test_an_answer_is_taken_as_it_is_meant(field: str, text: str, value: object) -> None:
    assert answer_of(text, form(field)) == value


@pytest.mark.parametrize(
    ("field", "text", "phrase"),
    [
        ("read_rps", "many", "no_number"), ("read_rps", "1,5", "no_number"), ("read_rps", "12,34", "no_number"),
        ("read_rps", "1e400", "no_number"), ("read_rps", "٣", "no_number"), ("read_rps", "5 ms", "no_number"),
        ("vector", "perhaps", "flag"), ("level", "9", "no_word"), ("level", "0", "no_word"), ("level", "x", "no_word"),
        ("kind", "crud; api", "no_word"),
    ],
)  # fmt: skip
def test_what_means_nothing_is_refused(field: str, text: str, phrase: str) -> None:
    with pytest.raises(Unclear) as unclear:
        answer_of(text, form(field))
    assert unclear.value.phrase == phrase


def test_a_field_may_be_named_to_change_it() -> None:
    assert change_of("team_size = 12") == {"team_size": 12}
    assert change_of("kind=crud,api") == {"kind": ("crud", "api")}
    assert change_of("no_field=1") is None
    assert change_of("1, 2") is None
