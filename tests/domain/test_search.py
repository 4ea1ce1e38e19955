"""Which beginnings an account is found by."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shared.accounts.domain.search import EVERYBODY, LONGEST_QUERY, matches, prefix_digest, rows_of
from shared.accounts.domain.user import Status, User

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ADA = User("id", Status.ACTIVE, "Ada.L@Example.org", True, 1, "00", NOON, NOON, "countess", "Ada Łovelace-King 李")


class Plain:
    """A hash that can be read."""

    def digest(self, kind: str, value: str) -> str:
        assert kind == "search"
        return value


def beginnings(user: User) -> set[str]:
    return {name.partition(":")[2] for name in rows_of(Plain(), user)}


def test_every_beginning_of_every_word_has_a_row() -> None:
    assert {"a", "ada", "ada.l@", "ada.l@example.org", "c", "countess", "łove", "łovelace-king", "李"} <= beginnings(
        ADA
    )
    assert EVERYBODY in beginnings(ADA)
    assert not {"lovelace", "king", "example", "da", " "} & beginnings(ADA)


@pytest.mark.parametrize("query", ["ADA", "ada.l@EXAMPLE", "Countess", "Łove", "ŁOVE", "L\u0335" * 0 + "李"])
def test_case_is_no_matter(query: str) -> None:
    assert matches(ADA, query)
    assert prefix_digest(Plain(), query) in beginnings(ADA)


@pytest.mark.parametrize("query", ["example.org", "king", "lovelace", "ada lov", " ada", "countess "])
def test_only_the_beginning_of_a_word_counts(query: str) -> None:
    assert not matches(ADA, query)
    assert prefix_digest(Plain(), query)[:LONGEST_QUERY] not in beginnings(ADA)


@pytest.mark.parametrize(("name", "query"), [("José", "JOSE\u0301"), ("Jose\u0301", "josé"), ("Straße", "STRASS")])
def test_spellings_of_one_text_are_one(name: str, query: str) -> None:
    assert matches(replace(ADA, display_name=name), query)


def test_a_row_says_the_status_and_an_erased_account_has_none() -> None:
    assert {name.partition(":")[0] for name in rows_of(Plain(), ADA)} == {"active"}
    assert rows_of(Plain(), replace(ADA, status=Status.ERASED, email="")) == frozenset()


def test_the_rows_of_the_longest_names_are_bounded() -> None:
    email = "a" * 64 + "@" + "b" * 180 + ".org"
    name = " ".join("xyz" for _ in range(50))
    longest = replace(ADA, email=email, username="c" * 64, display_name=name)
    assert len(rows_of(Plain(), longest)) <= 1 + LONGEST_QUERY + LONGEST_QUERY + 200
    assert all(len(beginning) <= LONGEST_QUERY for beginning in beginnings(longest))


def test_what_is_longer_than_the_index_is_compared_with_the_account() -> None:
    long = replace(ADA, display_name="x" * 63 + "ßy")
    query = "x" * 63 + "ß"
    assert prefix_digest(Plain(), query)[:LONGEST_QUERY] in {one[:LONGEST_QUERY] for one in beginnings(long)}
    assert matches(long, query)
    assert not matches(long, "x" * 63 + "sz")
