"""The committed file of people says what it should, and the rules of the domain agree with its notes."""

import unicodedata
from collections import Counter

import pytest

from infra.demo.people import PEOPLE, Row, read_people, tagged_address
from shared.accounts.domain.email_address import comparable_email, parse_email
from shared.accounts.domain.password import PasswordRules
from shared.accounts.domain.profile import parse_display_name, parse_locale
from shared.accounts.domain.username import parse_username, skeleton

TAG = "482139"
ROWS = read_people(TAG)
PEOPLE_ROWS = [row for row in ROWS if not row.refusal and not row.repeat]


def test_there_are_five_hundred_rows_and_about_one_in_twelve_is_refused() -> None:
    assert len(ROWS) == 500
    assert 35 <= sum(row.refusal is not None for row in ROWS) <= 50
    assert sum(row.repeat for row in ROWS) >= 10


def test_many_scripts_are_among_them() -> None:
    letters = {unicodedata.name(letter, "?").split()[0] for row in PEOPLE_ROWS for letter in row.display_name}
    expected = {"LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "DEVANAGARI", "BENGALI", "TAMIL", "THAI"}
    expected |= {"CJK", "HANGUL", "HIRAGANA", "GEORGIAN", "ARMENIAN", "ETHIOPIC"}
    assert expected <= letters


def test_every_person_is_valid_by_the_rules_of_the_domain() -> None:
    rules = PasswordRules(15, "Rollbook")
    for row in PEOPLE_ROWS:
        parse_email(row.email)
        rules.check(row.password, row.email)
        assert not row.username or parse_username(row.username)
        assert not row.display_name or parse_display_name(row.display_name)
        assert not row.locale or parse_locale(row.locale)


@pytest.mark.parametrize("mark", ["moved", "staff"])
def test_the_addresses_people_move_to_are_valid_too(mark: str) -> None:
    for row in PEOPLE_ROWS:
        assert parse_email(tagged_address(row.email, mark))


def test_no_two_people_share_an_address_or_a_name_that_looks_the_same() -> None:
    addresses = Counter(comparable_email(row.email) for row in PEOPLE_ROWS)
    names = Counter(skeleton(parse_username(row.username)) for row in PEOPLE_ROWS if row.username)
    assert set(addresses.values()) == {1}
    assert set(names.values()) == {1}


def test_whoever_comes_second_stands_below_who_came_first() -> None:
    first = {comparable_email(row.email): row.number for row in PEOPLE_ROWS}
    for row in ROWS:
        if row.repeat:
            assert first[comparable_email(row.email)] < row.number


def test_only_addresses_set_aside_for_examples_are_used() -> None:
    domains = {row.email.rpartition("@")[2].casefold() for row in PEOPLE_ROWS}
    assert all(f".{domain}".endswith((".example.com", ".example.org", ".example.net")) for domain in domains)


def test_another_run_brings_other_people() -> None:
    others = {row.email for row in read_people("771400") if row.refusal is None}
    assert not others & {row.email for row in ROWS}


def test_the_file_shows_its_invisible_characters() -> None:
    hidden = {letter for letter in PEOPLE.read_text("utf-8") if unicodedata.category(letter) in {"Cf", "Cc"}}
    assert hidden <= {"\n", "\u200d"}  # a joined emoji is one sign to the eye
    assert any("\u202e" in row.display_name for row in ROWS)
    assert any("\u0000" in row.password for row in ROWS)


def test_empty_cells_are_left_out_of_the_request() -> None:
    row = Row(2, "ada@example.com", "a phrase of some length", "", "", "")
    assert row.body() == {"email": "ada@example.com", "password": "a phrase of some length"}


@pytest.mark.parametrize("note", ["expected:repeat", "expect:too short", "repeat"])
def test_a_note_that_means_nothing_is_an_error(note: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("people") / "people.csv"
    file.write_text(f"email,password,username,display_name,locale,note\na@example.com,,,,,{note}\n", "utf-8")
    with pytest.raises(ValueError, match="means nothing"):
        read_people(TAG, file)
