"""The people of the demo: one row of `people.csv` each, with what the service is expected to say to it.

The file writes invisible characters as `\\u200b`, so that a reader sees them. Column `note` is empty for a person who
gets an account, or says what is expected instead: `expect:repeat` (accepted, but no second account), or a refusal such
as `expect:username_taken` and `expect:validation_failed/too_short /password` (code, code of the member, pointer).
"""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

PEOPLE = Path(__file__).parent / "people.csv"
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")
_EXPECTATION = re.compile(r"expect:(?P<code>\w+)(?:/(?P<detail>\w+) (?P<pointer>/\w+))?")


@dataclass(frozen=True)
class Refusal:
    """What a problem answer says: its code and, for 422, the first member it names."""

    code: str
    detail: str = ""
    pointer: str = ""

    def __str__(self) -> str:
        return f"{self.code}/{self.detail}" if self.detail else self.code


@dataclass(frozen=True)
class Row:
    """One row as it is sent. `number` is the line in the file (the first person stands on line 2)."""

    number: int
    email: str
    password: str
    username: str
    display_name: str
    locale: str
    repeat: bool = False
    refusal: Refusal | None = None

    @property
    def comes_second(self) -> bool:
        """Whether it wants something that a row above must hold first."""
        return self.repeat or (self.refusal is not None and self.refusal.code == "username_taken")

    def body(self) -> dict[str, str]:
        """The JSON members of the sign-up; an empty cell is an absent member."""
        members = ("email", "password", "username", "display_name", "locale")
        return {name: getattr(self, name) for name in members if getattr(self, name)}


def read_people(tag: str, path: Path = PEOPLE) -> list[Row]:
    """All rows, made unique to one run: `tag` (digits only: the one suffix that every script takes) ends local parts
    and usernames, except where the row is about their very form."""
    with path.open(encoding="utf-8", newline="") as file:
        return [_row(number, record, tag) for number, record in enumerate(csv.DictReader(file), start=2)]


def tagged_address(email: str, tag: str) -> str:
    local, _, domain = email.rpartition("@")
    return f"{local}.{tag}@{domain}"


def _row(number: int, record: dict[str, str], tag: str) -> Row:
    cells = {name: _ESCAPE.sub(lambda match: chr(int(match[1], 16)), cell) for name, cell in record.items()}
    repeat, refusal = _expectation(cells.pop("note"))
    if refusal is None or refusal.code == "username_taken":
        cells["email"] = tagged_address(cells["email"], tag)
        cells["username"] = cells["username"] and f"{cells['username']}.{tag}"
    return Row(number, repeat=repeat, refusal=refusal, **cells)


def _expectation(note: str) -> tuple[bool, Refusal | None]:
    if not note:
        return False, None
    match = _EXPECTATION.fullmatch(note)
    if match is None:
        raise ValueError(f"This note means nothing: {note!r}")
    if match["code"] == "repeat":
        return True, None
    return False, Refusal(match["code"], match["detail"] or "", match["pointer"] or "")
