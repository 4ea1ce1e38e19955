"""The load's books: they agree where all is well, and each thing that can go wrong is caught by its own check."""

from itertools import count

import pytest

from infra.demo.admin import Admin
from infra.load.books import Books
from infra.load.looking import Looking
from infra.load.reconcile import checks
from infra.load.visitor import Visitor
from tests.load.small_system import SmallSystem

STEPS = 400


def broken_checks(fault: str) -> set[str]:
    """Names of the checks that do not hold after a visitor's turn."""
    system, books, ticks = SmallSystem(fault), Books("tag"), count()
    admin = Admin(system, "admin", "")
    Visitor(system, admin, books, lambda: next(ticks) > STEPS, seed=1).visit()
    looking = Looking(system, admin, books, pause=0)
    assert looking.rest()
    found = looking.look()
    broken = {check.name for check in checks(books, found) if not check.holds}
    assert len(books.people) >= 3
    return broken | ({"violations"} if books.violated else set())


def test_where_all_is_well_the_books_agree() -> None:
    assert broken_checks("") == set()


@pytest.mark.parametrize(
    ("fault", "caught"),
    [
        ("doubled account", "sign-ups accepted = accounts"),
        ("doubled account", "sign-ups accepted = accounts registered"),
        ("account not found", "sign-ups accepted = accounts"),
        ("lost change", "changes acknowledged = changes in the history"),
        ("lost change", "events that happened = events stored"),
        ("doubled change", "changes acknowledged = changes in the history"),
        ("doubled session", "sign-ins acknowledged = sessions open"),
        ("lost activity", "sign-ins acknowledged = sign-ins in the activity log"),
        ("unpublished event", "events stored = events published"),
        ("lost mail", "welcome"),
        ("doubled mail", "welcome"),
        ("parked message", "messages and records given up = 0"),
        ("stale read", "violations"),
    ],
)
def test_what_goes_wrong_is_caught(fault: str, caught: str) -> None:
    assert caught in broken_checks(fault)


def test_an_answer_that_was_not_promised_is_a_violation() -> None:
    system, books = SmallSystem("5xx"), Books("tag")
    ticks = count()
    Visitor(system, Admin(system, "admin", ""), books, lambda: next(ticks) > 200, seed=1).visit()
    assert books.violated > 0
    assert "expected" in books.violations[0]
    assert "500" in books.violations[0]


def test_an_answer_that_makes_no_sense_is_a_violation_too() -> None:
    system, books, ticks = SmallSystem("nonsense"), Books("tag"), count()
    Visitor(system, Admin(system, "admin", ""), books, lambda: next(ticks) > 200, seed=1).visit()
    assert books.violations[0].startswith("no sense in an answer: KeyError")


def test_somebody_who_never_saw_their_account_is_found_by_their_address() -> None:
    system, books = SmallSystem(), Books("tag")
    person = books.newcomer()
    wish = {"email": person.email, "password": person.password, "display_name": person.name}
    assert system.call("POST", "/v1/signup", wish).status == 202
    books.signed_up(person)
    found = Looking(system, Admin(system, "admin", ""), books).look()
    assert [check.name for check in checks(books, found) if not check.holds] == []


def test_everybody_has_an_address_a_password_and_a_source_of_their_own() -> None:
    books = Books("tag")
    people = [books.newcomer() for _ in range(70_000)]
    for values in ({p.email for p in people}, {p.password for p in people}, {p.source for p in people}):
        assert len(values) == len(people)
    assert all(0 < int(part) < 256 for part in people[-1].source.split(".") if part != "0")
