"""What a new password must be, and how two typings of one compare."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.accounts.domain.password import PasswordRules, normal
from shared.kernel.errors import ValidationFailed

RULES = PasswordRules(15, "Rollbook")
EMAIL = "ada.lovelace@example.org"


def refusal(password: str, email: str = EMAIL, rules: PasswordRules = RULES) -> str | None:
    """The code of the refusal; None where the password is taken."""
    try:
        rules.check(password, email)
    except ValidationFailed as refused:
        (fault,) = refused.errors
        assert fault.pointer == "/password"
        assert not password or password not in fault.detail
        return fault.code
    return None


def test_fifteen_characters_are_enough_and_fourteen_are_not() -> None:
    assert refusal("tea-at-noon-731") is None
    assert refusal("tea-at-noon-73") == "too_short"
    assert refusal("") == "too_short"


def test_length_counts_code_points_after_composition() -> None:
    assert refusal("e\u0301" * 7 + "teatime1"[:7]) == "too_short", "fourteen letters, typed as twenty-one"
    assert refusal("e\u0301" * 8 + "teatime") is None
    assert refusal("😀🍵" * 3 + "at noon 7") is None


def test_up_to_256_characters_count_and_none_is_cut() -> None:
    long = "a long walk along the river in spring " * 7
    assert refusal(long[:256]) is None
    assert refusal(long[:257]) == "too_long"
    assert RULES.check(long[:256]) == long[:256]


@pytest.mark.parametrize(
    "password",
    [
        "   spaces stay   ",
        "пароль из пятнадцати букв",
        "緑茶は正午に飲むのが一番好きです",
        "tab\tand\nline feed ok",
        "UPPER lower 123 !?",
    ],
)
def test_any_character_counts_and_none_is_asked_for(password: str) -> None:
    assert RULES.check(password, EMAIL) == password


def test_two_keyboards_may_type_one_password_in_two_ways() -> None:
    assert RULES.check("cafe\u0301 au lait at noon") == RULES.check("café au lait at noon")
    assert normal("\u212b") == "Å"


def test_what_only_looks_like_it_is_another_password() -> None:
    assert normal("\ufb01ne tea at noon") != normal("fine tea at noon")
    assert normal("Fine tea") != normal("fine tea")
    assert normal(" fine tea ") != normal("fine tea")


GUESSABLE = {
    "one character": "a" * 20,
    "one character in two cases": "aA" * 10,
    "one emoji": "😀" * 15,
    "service name twice": "RollbookRollbook",
    "service name cut at the length": "rollbookrollboo",
    "service name padded": "Rollbook1234567!",
    "service name padded in front": "1234567-rollbook",
    "local part": "ada.lovelace" + "ada.lovelace",
    "local part padded": "ada.lovelace123!",
    "local part in capitals": "ADA.LOVELACE-2026",
}


@pytest.mark.parametrize("password", GUESSABLE.values(), ids=GUESSABLE)
def test_what_anyone_would_guess_first_is_refused(password: str) -> None:
    assert refusal(password) == "blocklisted"


def test_a_word_of_the_address_inside_a_sentence_is_fine() -> None:
    assert refusal("ada.lovelace drinks tea at noon") is None
    assert refusal("rollbook keeps honest records") is None


def test_a_short_local_part_blocks_only_its_own_repetition() -> None:
    assert refusal("a" * 14 + "b", "a@example.org") is None
    assert refusal("abababababababab", "ab@example.org") == "blocklisted"
    assert refusal("tea at noon in ab 7", "ab@example.org") is None


def test_a_service_may_ask_for_less_but_not_without_a_rule() -> None:
    lowered = PasswordRules(8, "Rollbook")
    assert refusal("teanoon7", rules=lowered) is None
    assert refusal("teanoon", rules=lowered) == "too_short"
    assert refusal("rollbook", rules=lowered) == "blocklisted"


@given(st.text(max_size=40))
def test_what_is_taken_is_in_normal_form_and_stays_so(text: str) -> None:
    try:
        secret = RULES.check(text)
    except ValidationFailed:
        return
    assert secret == normal(text) == normal(secret)
    assert 15 <= len(secret) <= 256


COMMON = {
    "as it is": "correcthorsebattery",
    "in capitals": "CorrectHorseBattery",
    "doubled": "iloveyouILOVEYOU",
    "three times": "dragondragondragon",
    "digits doubled": "123456123456123456",
    "padded behind": "iloveyou1234567!",
    "padded in front": "2026!!-iloveyou",
    "padded around": "***iloveyou****",
    "doubled and padded": "!dragondragon2026!",
}


@pytest.mark.parametrize("password", COMMON.values(), ids=COMMON)
def test_a_common_password_is_refused_however_it_was_made_long(password: str) -> None:
    common = frozenset({"correcthorsebattery", "iloveyou", "dragon", "123456"})
    assert refusal(password, rules=PasswordRules(15, "Rollbook", common)) == "blocklisted"
    assert refusal(password, rules=RULES) is None


def test_a_sentence_that_holds_a_common_word_is_fine() -> None:
    rules = PasswordRules(15, "Rollbook", frozenset({"dragon", "iloveyou"}))
    assert refusal("my dragon drinks tea at noon", rules=rules) is None
    assert refusal("dragons of 1912 in the park", rules=rules) is None
