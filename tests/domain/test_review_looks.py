"""What the eye cannot tell apart, or cannot see at all."""

import pytest

from shared.accounts.domain.profile import parse_display_name
from shared.accounts.domain.username import parse_username, skeleton
from shared.kernel.errors import ValidationFailed

INVISIBLE = {
    "Hangul filler": "\u3164",
    "halfwidth Hangul filler": "\uffa0",
    "Hangul choseong filler": "\u115f",
    "Hangul jungseong filler": "\u1160",
    "Khmer inherent vowel": "\u17b4",
    "another Khmer inherent vowel": "\u17b5",
    "blank of Braille": "\u2800",
    "combining grapheme joiner": "\u034f",
    "Mongolian variation selector": "\u180b",
    "variation selector 1": "\ufe00",
    "variation selector 16": "\ufe0f",
    "variation selector 17": "\U000e0100",
    "variation selector 256": "\U000e01ef",
}


@pytest.mark.parametrize("letter", INVISIBLE.values(), ids=INVISIBLE)
@pytest.mark.parametrize("name", ["{}", "{}{}{}", "Ada{}", "A{}da"])
def test_a_name_shows_every_letter_that_it_has(letter: str, name: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        parse_display_name(name.replace("{}", letter))
    assert [(fault.pointer, fault.code) for fault in refused.value.errors] == [("/display_name", "invalid")]


@pytest.mark.parametrize("name", ["홍길동", "សុខ", "ᠮᠣᠩᠭᠣᠯ", "⠁⠙⠁", "नेहा", "ஆதா"])
def test_scripts_that_have_such_signs_are_names_all_the_same(name: str) -> None:
    assert parse_display_name(name) == name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mary", "rnary"),
        ("work", "vvork"),
        ("vvw", "wvv"),
        ("avvva", "avwa"),
        ("avvva", "awva"),
        ("emma", "ernrna"),
        ("m\u0430ry", "rnary"),
    ],
)
def test_two_letters_that_look_like_one_share_its_skeleton(one: str, other: str) -> None:
    try:
        assert skeleton(parse_username(one)) == skeleton(parse_username(other))
    except ValidationFailed:
        assert not one.isascii(), "mixed scripts are refused before"


@pytest.mark.parametrize(("one", "other"), [("mary", "nary"), ("work", "vork"), ("arn", "arm-"), ("raven", "rawen")])
def test_and_others_do_not(one: str, other: str) -> None:
    assert skeleton(parse_username(one)) != skeleton(parse_username(other))
