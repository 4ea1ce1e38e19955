"""Which texts are usernames, in which one form, and which two the eye cannot tell apart."""

import pytest
from confusable_homoglyphs import confusables
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.accounts.domain.username import parse_username, skeleton
from shared.kernel.errors import ValidationFailed

CANONICAL = {
    "ada": "ada",
    "Ada": "ada",
    "ＡＤＡ": "ada",
    "ada_lovelace-1.x": "ada_lovelace-1.x",
    "JOSÉ": "josé",
    "jose\u0301": "josé",
    "Ωμέγα": "ωμέγα",
    "иван": "иван",
    "王小明": "王小明",
    "x" * 64: "x" * 64,
}

REFUSED = {
    "two letters": ("ab", "too_short"),
    "sixty-five letters": ("x" * 65, "too_long"),
    "empty": ("", None),
    "space inside": ("ada lovelace", "invalid"),
    "leading space": (" ada", "invalid"),
    "full-width space": ("ada\u3000l", "invalid"),
    "no-break space": ("ada\u00a0l", "invalid"),
    "zero width space": ("ad\u200ba", "invalid"),
    "zero width joiner": ("ad\u200da", "invalid"),
    "soft hyphen": ("ad\u00ada", "invalid"),
    "byte order mark": ("\ufeffada", "invalid"),
    "NUL": ("ada\x00", "invalid"),
    "line feed": ("ada\n", "invalid"),
    "tab": ("a\tda", "invalid"),
    "right-to-left override": ("ada\u202e", "invalid"),
    "left-to-right isolate": ("\u2066ada\u2069", "invalid"),
    "both directions": ("adaשלום", "invalid"),
    "lone surrogate": ("ada\ud800", "invalid"),
    "at sign": ("ada@example.org", "invalid"),
    "slash": ("ada/root", "invalid"),
    "backslash": ("ada\\root", "invalid"),
    "markup": ("<b>ada</b>", "invalid"),
    "emoji": ("ada😀", "invalid"),
    "ligature": ("\ufb01nn", "invalid"),
    "hash": ("ada#1", "invalid"),
}


@pytest.mark.parametrize(("typed", "name"), CANONICAL.items())
def test_a_username_has_one_form_whatever_its_case_and_width(typed: str, name: str) -> None:
    assert parse_username(typed) == name


@pytest.mark.parametrize(("typed", "code"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_username_is_refused_at_its_place(typed: str, code: str | None) -> None:
    with pytest.raises(ValidationFailed) as refused:
        parse_username(typed, "/somewhere")
    (fault,) = refused.value.errors
    assert fault.pointer == "/somewhere"
    assert code is None or fault.code == code


LOOK_ALIKES = {
    "Cyrillic a": ("аda", "ada"),
    "whole script": ("асе", "ace"),
    "Greek omicron": ("bοb", "bob"),
    "Cyrillic o": ("bоb", "bob"),
    "dotless i": ("ıris", "iris"),
    "digit one and letter l": ("a1ice", "alice"),
    "whole word": ("раураl", "paypal"),
}


@pytest.mark.parametrize(("twin", "name"), LOOK_ALIKES.values(), ids=LOOK_ALIKES)
def test_a_look_alike_is_refused_or_shares_the_skeleton(twin: str, name: str) -> None:
    """Either way nobody can sign up as somebody else's twin."""
    try:
        canonical = parse_username(twin)
    except ValidationFailed:
        return
    assert canonical != name
    assert skeleton(canonical) == skeleton(parse_username(name))


def test_every_two_letters_that_unicode_calls_alike_share_a_skeleton() -> None:
    """All pairs of single letters in Unicode's table that can stand in a username, whatever their scripts."""
    pairs = [(one, other["c"]) for one, others in confusables.confusables_data.items() for other in others]
    usable = [(one, other) for one, other in pairs if stands_in_a_name(one) and stands_in_a_name(other)]
    assert len(usable) > 1000
    assert [pair for pair in usable if skeleton(pair[0]) != skeleton(pair[1])] == []


def stands_in_a_name(letter: str) -> bool:
    try:
        return len(letter) == 1 and parse_username(letter * 3) == letter * 3
    except ValidationFailed:
        return False


@pytest.mark.parametrize(("one", "other"), [("ada", "adam"), ("alice", "alicia"), ("иван", "ivan"), ("a.da", "ada")])
def test_names_that_differ_to_the_eye_differ(one: str, other: str) -> None:
    assert skeleton(parse_username(one)) != skeleton(parse_username(other))


@settings(max_examples=400)
@given(st.text(st.characters(codec="utf-8"), min_size=3, max_size=12))
def test_the_canonical_form_is_a_fixed_point(text: str) -> None:
    try:
        name = parse_username(text)
    except ValidationFailed:
        return
    assert parse_username(name) == name
    assert skeleton(name)


@settings(max_examples=200)
@given(st.text(st.characters(codec="ascii", categories=("Lu", "Ll", "Nd")), min_size=3, max_size=20))
def test_every_plain_name_is_taken_and_case_never_matters(text: str) -> None:
    assert parse_username(text) == parse_username(text.upper()) == text.lower()
    assert skeleton(skeleton(parse_username(text))) == skeleton(parse_username(text))
