"""A cursor opens where it was made, for an hour, letter for letter."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from shared.edge.cursors import Cursors, scope_of
from shared.edge.request import Request
from shared.edge.routes import Call
from shared.kernel.errors import Malformed
from shared.kernel.principal import Principal
from tests.edge.sample import NoteQuery, Parts, event

NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)


class Sealer:
    def seal(self, plaintext: bytes, associated_data: bytes) -> bytes:
        return b"n" * 12 + AESGCM(b"k" * 32).encrypt(b"n" * 12, plaintext, associated_data)

    def open(self, sealed: bytes, associated_data: bytes) -> bytes:
        try:
            return AESGCM(b"k" * 32).decrypt(sealed[:12], sealed[12:], associated_data)
        except InvalidTag:
            raise ValueError("altered") from None


class Clock:
    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time


def cursors(clock: Clock | None = None) -> Cursors:
    return Cursors(Sealer(), clock or Clock())


def listing(path: str = "/v1/notes", user: str | None = "u-1", **query: object) -> Call[Parts, NoteQuery]:
    caller = Principal(user, "s-1", frozenset()) if user else None
    request = Request.from_event(event("GET", path), None)
    return Call(Parts(), request, caller, {}, NoteQuery.model_validate(query), None, None, "")


def refuses(opened: Cursors, cursor: str, scope: bytes) -> bool:
    with pytest.raises(Malformed) as refused:
        opened.open(cursor, scope)
    return refused.value.code == "invalid_cursor"


def test_a_cursor_gives_its_position_back() -> None:
    assert cursors().open(cursors().seal("user#7 é", b"scope"), b"scope") == "user#7 é"


def test_another_page_size_is_the_same_list() -> None:
    assert scope_of(listing(limit=10, cursor="x")) == scope_of(listing(limit=20))


@pytest.mark.parametrize(
    "other", [listing(q="b"), listing(), listing(path="/v1/users/7/events", q="a"), listing(user="u-2", q="a"),
              listing(user=None, q="a")]
)  # fmt: skip
def test_another_query_caller_or_stream_is_another_list(other: Call[Parts, NoteQuery]) -> None:
    mine = listing(q="a")
    assert refuses(cursors(), cursors().seal("7", scope_of(mine)), scope_of(other))


def test_a_cursor_lives_for_an_hour() -> None:
    clock = Clock()
    cursor = cursors(clock).seal("7", b"")
    clock.time = NOW + timedelta(hours=1)
    assert cursors(clock).open(cursor, b"") == "7"
    clock.time += timedelta(seconds=1)
    assert refuses(cursors(clock), cursor, b"")


def test_any_altered_letter_is_refused() -> None:
    cursor = cursors().seal("7", b"")
    for at, letter in enumerate(cursor):
        assert refuses(cursors(), cursor[:at] + ("A" if letter != "A" else "B") + cursor[at + 1 :], b"")


@pytest.mark.parametrize(
    "spoiled", ["{}=", "{}==", " {}", "{}\n", "{}!", "{}A", "é{}", "\x00", "", "A", "AAAA", "A" * 2049, "A" * 100_000]
)
def test_another_spelling_is_refused(spoiled: str) -> None:
    assert refuses(cursors(), spoiled.format(cursors().seal("7", b"")), b"")


def test_unused_bits_of_the_last_letter_are_refused() -> None:
    positions = [cursors().seal("7" * size, b"") for size in range(3)]
    cursor = next(text for text in positions if len(text) % 4)
    twins = [cursor[:-1] + last for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"]
    same = [t for t in twins if base64.urlsafe_b64decode(t + "==") == base64.urlsafe_b64decode(cursor + "==")]
    assert len(same) > 1
    assert all(refuses(cursors(), twin, b"") for twin in same if twin != cursor)


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    assert refuses(cursors(), text, b"")


def test_a_public_list_has_a_scope_too() -> None:
    unasked: Call[Parts] = Call(Parts(), listing(user=None).request, None, {}, None, None, None, "")
    assert scope_of(unasked) != scope_of(listing(user=None))
