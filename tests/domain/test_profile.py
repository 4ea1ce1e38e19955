"""Display names show what they are; locales are language tags."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.accounts.domain.profile import parse_display_name, parse_locale
from shared.kernel.errors import ValidationFailed


def fault_of(error: ValidationFailed) -> tuple[str, str]:
    (fault,) = error.errors
    return fault.pointer, fault.code


@pytest.mark.parametrize(
    "name",
    ["Ada", "Ada Lovelace", "O'Brien-Ñandú", "王小明", "عائشة", "<b>Ada</b>", "Ada 😀", "x" * 200, "J. R. R."],
)
def test_a_name_is_what_a_person_says_it_is(name: str) -> None:
    assert parse_display_name(name) == name


def test_a_name_is_stored_composed() -> None:
    assert parse_display_name("Jose\u0301") == "José"
    assert len(parse_display_name("e\u0301" * 200)) == 200


REFUSED = {
    "empty": ("", "too_short"),
    "blank": (" \u3000\u00a0", "too_short"),
    "201 letters": ("x" * 201, "too_long"),
    "control": ("Ada\x07", "invalid"),
    "NUL": ("Ada\x00", "invalid"),
    "line feed": ("Ada\nBcc: eve@example.org", "invalid"),
    "right-to-left override": ("Ada\u202egnp", "invalid"),
    "right-to-left mark": ("Ada\u200f", "invalid"),
    "zero width space": ("A\u200bda", "invalid"),
    "zero width joiner": ("A\u200dda", "invalid"),
    "byte order mark": ("\ufeffAda", "invalid"),
    "line separator": ("Ada\u2028", "invalid"),
    "lone surrogate": ("Ada\udc00", "invalid"),
    "private use": ("Ada\ue000", "invalid"),
    "tag character": ("Ada\U000e0041", "invalid"),
}


@pytest.mark.parametrize(("name", "code"), REFUSED.values(), ids=REFUSED)
def test_a_name_that_hides_something_is_refused(name: str, code: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        parse_display_name(name)
    assert fault_of(refused.value) == ("/display_name", code)


@given(st.text(max_size=30))
def test_an_accepted_name_is_a_fixed_point(text: str) -> None:
    try:
        name = parse_display_name(text)
    except ValidationFailed:
        return
    assert parse_display_name(name) == name


@pytest.mark.parametrize("tag", ["en", "de-CH", "pt-BR", "zh-Hant-TW", "es-419", "sl-rozaj", "gsw", "de-1996", "EN-gb"])
def test_a_locale_is_a_language_tag(tag: str) -> None:
    assert parse_locale(tag) == tag


@pytest.mark.parametrize(
    "tag", ["", "e", "english", "en_GB", "en-", "-en", "en GB", "e1", "en-GB\n", "٣٣", "es-٤١٩", "en" * 20]
)
def test_what_is_no_language_tag_is_refused(tag: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        parse_locale(tag)
    assert fault_of(refused.value) == ("/locale", "invalid")
