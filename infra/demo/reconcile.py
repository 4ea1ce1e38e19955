"""Compares the books with what the system holds. Pure: everything was read before."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from infra.demo.ledger import Ledger, Letter, Person

_SHOWN = 5
Event = Mapping[str, Any]


@dataclass(frozen=True)
class Check:
    """One equation. `left` should be `right`; `faults` names what is off, even where the counts happen to agree."""

    name: str
    left: int
    right: int
    faults: Sequence[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return self.left == self.right and not self.faults


class AccountHolder(Protocol):
    """Whose stream is compared. `events`: the types of what had to happen, in order."""

    @property
    def name(self) -> str: ...
    @property
    def user_id(self) -> str | None: ...
    @property
    def events(self) -> Sequence[str]: ...


def rows(ledger: Ledger) -> Check:
    """Rows in = users + repeats + rejects, and each row met its expectation."""
    repeats = sum(person.accepted and person.row.repeat for person in ledger.people)
    rejects = sum(not person.accepted for person in ledger.people)
    faults = [fault for person in ledger.people if (fault := _unexpected(person))]
    accounts = sum(person.user_id is not None for person in ledger.users)
    return Check("rows in = users + repeats + rejects", len(ledger.people), accounts + repeats + rejects, faults)


def letters(expected: Counter[Letter], found: Counter[Letter]) -> list[Check]:
    """Per kind of mail: as many as must follow, each to the right address."""
    kinds = sorted({letter.kind for letter in [*expected, *found]})
    return [_letters_of(kind, _only(expected, kind), _only(found, kind)) for kind in kinds]


def streams(people: Iterable[AccountHolder], stored: Mapping[str, Sequence[Event]]) -> Check:
    """Events that had to happen = events stored, person by person, in order, and each stream is a whole chain."""
    people = list(people)
    faults = [fault for person in people for fault in _stream_faults(person, stored.get(person.user_id or "", []))]
    expected = sum(len(person.events) for person in people)
    return Check("events that happened = events stored", expected, sum(map(len, stored.values())), faults)


def published(stored: Mapping[str, Sequence[Event]], bus: Iterable[Event]) -> Check:
    """Events stored = events published, by id; a second delivery of one is allowed, another order is not."""
    on_bus = [event for event in bus if event["stream_id"] in stored]
    ids = {event["event_id"]: event for event in on_bus}
    stored_ids = {event["event_id"]: event for events in stored.values() for event in events}
    faults = [f"{_named(stored_ids[id_])} was never published" for id_ in stored_ids.keys() - ids.keys()]
    faults += [f"{_named(ids[id_])} was published but is not stored" for id_ in ids.keys() - stored_ids.keys()]
    faults += [f"stream {stream} was published out of order" for stream in _out_of_order(on_bus)]
    return Check("events stored = events published", len(stored_ids), len(ids), sorted(faults))


def shortened(faults: Sequence[str]) -> list[str]:
    """The first few faults, and how many more there are."""
    more = len(faults) - _SHOWN
    return [*faults[:_SHOWN], f"and {more} more"] if more > 0 else list(faults)


def _unexpected(person: Person) -> str | None:
    expected = person.row.refusal
    if person.refusal == expected and person.accepted == (expected is None):
        return None
    wanted = f"{expected} {expected.pointer}".strip() if expected else "202"
    got = f"{person.refusal} {person.refusal.pointer}".strip() if person.refusal else "202"
    return f"{person.name}: expected {wanted}, got {got}"


def _letters_of(kind: str, expected: Counter[Letter], found: Counter[Letter]) -> Check:
    missing, extra = expected - found, found - expected
    faults = [f"{kind} to {letter.address} never came ({count})" for letter, count in missing.items()]
    faults += [f"{kind} to {letter.address} came uncalled for ({count})" for letter, count in extra.items()]
    return Check(kind, expected.total(), found.total(), faults)


def _only(letters_: Counter[Letter], kind: str) -> Counter[Letter]:
    return Counter({letter: count for letter, count in letters_.items() if letter.kind == kind})


def _stream_faults(person: AccountHolder, events: Sequence[Event]) -> list[str]:
    faults = []
    types = [event["type"] for event in events]
    if types != list(person.events):
        faults.append(f"{person.name}: expected {', '.join(person.events)}; stored {', '.join(types) or 'nothing'}")
    if [event["version"] for event in events] != list(range(1, len(events) + 1)):
        faults.append(f"{person.name}: versions have a gap")
    if [event["previous_hash"] for event in events] != [None, *(event["hash"] for event in events[:-1])][: len(events)]:
        faults.append(f"{person.name}: the chain of hashes is broken")
    return faults


def _out_of_order(on_bus: Sequence[Event]) -> list[str]:
    last: dict[str, int] = {}
    seen: set[str] = set()
    broken: set[str] = set()
    for event in on_bus:
        if event["event_id"] in seen:
            continue
        seen.add(event["event_id"])
        if event["version"] <= last.get(event["stream_id"], 0):
            broken.add(event["stream_id"])
        last[event["stream_id"]] = event["version"]
    return sorted(broken)


def _named(event: Event) -> str:
    return f"{event['type']} version {event['version']} of {event['stream_id']}"
