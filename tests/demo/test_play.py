"""The whole play against a fake: it reconciles when all is well, and names what is not."""

import io

import pytest
from rich.console import Console

from infra.demo import inbox, play
from infra.demo.__main__ import main
from infra.demo.people import Row, read_people
from infra.demo.play import Play
from tests.demo.fake_rollbook import ADMIN, FakeRollbook, running

TAG = "482139"


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(play, "_SETTLES", 0.0)
    monkeypatch.setattr(play, "_BUS_PATIENCE", 0.1)
    monkeypatch.setattr(inbox, "_PATIENCE", 0.1)
    monkeypatch.setattr(inbox, "_POLL", 0.02)


def some_rows() -> list[Row]:
    """Enough for every step, with everybody who is refused or comes again."""
    rows = read_people(TAG)
    first_come = {row.email.casefold() for row in rows if row.repeat}
    people = [row for row in rows if not row.repeat and row.refusal is None]
    return (
        people[:40]
        + [row for row in people[40:] if row.email.casefold() in first_come]
        + [row for row in rows if row.repeat or row.refusal]
    )


def perform(fake: FakeRollbook, rows: list[Row]) -> tuple[bool, str]:
    output = io.StringIO()
    with running(fake) as url:
        reconciles = Play(Console(file=output, width=160), url, rows, TAG, ADMIN).perform()
    return reconciles, output.getvalue()


def test_a_system_that_keeps_its_promises_reconciles() -> None:
    rows = some_rows()
    fake = FakeRollbook(rows)
    reconciles, said = perform(fake, rows)
    assert reconciles, said
    for kind in ("verify_email", "welcome", "account_exists", "new_device", "invitation", "account_closed"):
        assert kind in said
    assert "validation_failed/too_short" in said
    assert "user.registered" in said
    assert " NO" not in said


def test_people_come_from_many_source_addresses() -> None:
    rows = some_rows()
    fake = FakeRollbook(rows)
    perform(fake, rows)
    assert len(fake.sources) > 40 or fake.sources == {"127.0.0.1"}


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        ({"lose_mail": "account_closed"}, "account_closed to"),
        ({"extra_mail": "welcome"}, "came uncalled for"),
        ({"lose_event": "user.suspended"}, "user.suspended version"),
    ],
)
def test_what_does_not_reconcile_is_named(fault: dict[str, str], named: str) -> None:
    rows = some_rows()
    reconciles, said = perform(FakeRollbook(rows, **fault), rows)
    assert not reconciles
    assert named in said
    assert " NO" in said


def test_a_row_that_should_have_been_refused_is_named() -> None:
    rows = some_rows()
    lenient = [row for row in rows if not (row.refusal and row.refusal.pointer == "/locale")]
    reconciles, said = perform(FakeRollbook(lenient), rows)
    assert not reconciles
    assert "expected validation_failed/invalid /locale, got 202" in said


def test_wrong_credentials_of_the_administrator_are_said_in_a_sentence() -> None:
    rows = some_rows()
    output = io.StringIO()
    with running(FakeRollbook(rows)) as url:
        assert not Play(Console(file=output, width=160), url, rows, TAG, ("admin@example.com", "wrong")).perform()
    assert "The administrator cannot sign in" in output.getvalue()


def test_without_a_running_system_it_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--url", "http://127.0.0.1:9"]) == 2
    assert "make dev" in capsys.readouterr().out.replace("\n", " ")
