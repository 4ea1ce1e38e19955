"""Compares the books with what the system holds. Pure: everything was read before."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from infra.demo import reconcile as books_of
from infra.demo.ledger import Letter
from infra.demo.reconcile import Check, Event
from infra.load.books import Books, Person


@dataclass
class Found:
    """What the system holds. Of each account, by its person's number or, for events, by its own id."""

    by_address: Mapping[int, Sequence[str]] = field(default_factory=dict)
    stored: Mapping[str, Sequence[Event]] = field(default_factory=dict)
    published: Sequence[Event] = ()
    letters: Counter[Letter] = field(default_factory=Counter)
    sessions: Mapping[int, int] = field(default_factory=dict)
    sign_ins: Mapping[int, int] = field(default_factory=dict)
    strangers: frozenset[str] = frozenset()  # accounts that were there before: the administrator's
    parked: int = 0


def checks(books: Books, found: Found) -> list[Check]:
    people = books.people
    return [
        _one_account_each(people, found),
        _no_other_account(people, found),
        _each_change_once(people, found.stored),
        _as_many("sign-ins acknowledged = sessions open", people, found.sessions),
        _as_many("sign-ins acknowledged = sign-ins in the activity log", people, found.sign_ins),
        books_of.streams(people, found.stored),
        books_of.published(found.stored, found.published),
        *books_of.letters(books.letters, found.letters),
        Check("messages and records given up = 0", found.parked, 0),
    ]


def _one_account_each(people: Sequence[Person], found: Found) -> Check:
    """An address that was accepted is one account, the one its person used."""
    faults = [
        f"{person.name}: the directory finds {ids} by address, not {person.user_id}"
        for person in people
        if (ids := list(found.by_address.get(person.number, ()))) != [person.user_id]
    ]
    return Check("sign-ups accepted = accounts", len(people), sum(map(len, found.by_address.values())), faults)


def _no_other_account(people: Sequence[Person], found: Found) -> Check:
    """A doubled account would hide behind its address's first one: but not from the bus."""
    born = {event["stream_id"] for event in found.published if event["type"] == "user.registered"} - found.strangers
    ours = {person.user_id for person in people}
    faults = [f"{stream} belongs to nobody who signed up" for stream in sorted(born - ours)]
    return Check("sign-ups accepted = accounts registered", len(people), len(born), faults)


def _each_change_once(people: Sequence[Person], stored: Mapping[str, Sequence[Event]]) -> Check:
    """Names in the history = names whose change was acknowledged, in that order."""
    histories = {person: _names(stored.get(person.user_id or "", ())) for person in people}
    faults = [
        f"{person.name}: {_first_difference(person.names, names)}"
        for person, names in histories.items()
        if names != person.names
    ]
    acknowledged = sum(len(person.names) for person in people)
    return Check(
        "changes acknowledged = changes in the history", acknowledged, sum(map(len, histories.values())), faults
    )


def _names(events: Iterable[Event]) -> list[str]:
    return [event["data"].get("display_name", "") for event in events if event["type"] == "user.profile_changed"]


def _first_difference(acknowledged: Sequence[str], stored: Sequence[str]) -> str:
    for one, other in zip(acknowledged, stored, strict=False):
        if one != other:
            return f"acknowledged {one!r}, stored {other!r}"
    return f"{len(acknowledged)} changes were acknowledged, {len(stored)} stored"


def _as_many(name: str, people: Sequence[Person], found: Mapping[int, int]) -> Check:
    faults = [
        f"{person.name}: {person.sign_ins} against {found.get(person.number, 0)}"
        for person in people
        if person.sign_ins != found.get(person.number, 0)
    ]
    return Check(name, sum(person.sign_ins for person in people), sum(found.values()), faults)
