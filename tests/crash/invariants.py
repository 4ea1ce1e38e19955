"""What must hold after every crash, once everything was delivered again: asked of all that is stored and was sent."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, reduce
from typing import Any

from shared.accounts.domain.activity import Activity
from shared.accounts.domain.claims import Claim, claims_of
from shared.accounts.domain.credentials import PasswordHash, ResetToken, SignUp
from shared.accounts.domain.devices import KnownDevices
from shared.accounts.domain.events import EVENT_TYPES
from shared.accounts.domain.mail_log import MailSent
from shared.accounts.domain.role import Holders, Role, evolve_role
from shared.accounts.domain.search import Generations, Indexed, SearchRow, row, rows_of
from shared.accounts.domain.session import Session, alive
from shared.accounts.domain.user import Status, User
from shared.accounts.domain.user_fold import evolve
from shared.kernel.events import SealedEvent, verify_chain
from shared.kernel.idempotency import Outcome
from shared.kernel.keys import DataKey
from shared.kernel.recording import Unsealed, open_event
from tests.crash.architect_invariants import (
    architects_states,
    ended_without_state,
    is_fold,
    remembers_what_happened,
    reviews_are_whole,
)
from tests.crash.faults import UNSURE, Fault, Mode
from tests.crash.ground import Ground, Snapshot
from tests.crash.tables import Stored

_ROLE = "role:"


@dataclass(frozen=True)
class Aftermath:
    """Everything there is to look at after one run."""

    ground: Ground
    before: Snapshot
    fault: Fault | None
    stored: Stored

    @classmethod
    def of(cls, ground: Ground, before: Snapshot, fault: Fault | None) -> "Aftermath":
        return cls(ground, before, fault, Stored.of(ground.rows()))

    @property
    def streams(self) -> dict[str, list[SealedEvent]]:
        streams: dict[str, list[SealedEvent]] = {}
        for event in sorted(self.stored.all(SealedEvent), key=lambda event: event.envelope.version):
            streams.setdefault(event.envelope.stream_id, []).append(event)
        return streams

    @property
    def fresh_events(self) -> set[tuple[str, int]]:
        """Events that this run was to publish."""
        seen = {(stream, int(version)) for stream, version in self.before.rows["events"]}
        seen -= {(image["stream_id"]["S"], int(image["version"]["N"])) for image in _images(self.before.stream)}
        return {_place(event) for event in self.stored.all(SealedEvent)} - seen

    @property
    def stored_before(self) -> Stored:
        return _stored(self.before)

    @property
    def unsure_of_mail(self) -> bool:
        """Whether SES may have taken a mail and nobody has noted it: lost was its answer, or the note itself."""
        if self.fault is None:
            return False
        calls, point = self.ground.injector.calls, self.fault.point
        sent, noting = calls[point], calls[point - 1] if point else None
        if sent.operation == "SendEmail":
            return self.fault.mode in UNSURE
        return noting is not None and noting.operation == "SendEmail" and self.fault.mode is not Mode.TWICE


@lru_cache(maxsize=2)
def _stored(snapshot: Snapshot) -> Stored:
    """Read once for all runs of a scenario."""
    return Stored.of(snapshot.rows)


def violations(after: Aftermath) -> list[str]:
    """In words; none where all is well."""
    checks = (one_account_per_address, state_is_the_fold, secrets_have_owners, holders_are_counted, search_is_the_fold)
    more = (
        search_is_the_fold,
        outcomes_name_accounts,
        sessions_have_owners,
        events_are_published,
        each_mail_once,
        reviews_end_whole,
        nothing_is_left,
    )
    return [found for check in (*checks, *more) for found in check(after)]


def one_account_per_address(after: Aftermath) -> Iterator[str]:
    """Claims and states, one to one."""
    wanted = {(key, user.id) for user in after.stored.all(User) for key in claims_of(after.ground.parts.seals, user)}
    held = {(claim.key, claim.user_id) for claim in after.stored.all(Claim)}
    if wanted != held or len({key for key, _ in wanted}) < len(wanted):
        yield f"claims and accounts differ in {len(wanted ^ held)} values"


def state_is_the_fold(after: Aftermath) -> Iterator[str]:
    """No event without state, no state without event, and every stream is whole."""
    keys = {key.stream_id: key for key in after.stored.all(DataKey)}
    users = {user.id: user for user in after.stored.all(User)}
    roles = {f"{_ROLE}{role.name}": role for role in after.stored.all(Role)}
    others = architects_states(after.stored)
    streams = {name: events for name, events in after.streams.items() if not ended_without_state(events)}
    if set(streams) != {*users, *roles, *others}:
        yield f"{len(set(streams) ^ {*users, *roles, *others})} streams or states lack the other"
    for stream, events in streams.items():
        if verify_chain(events) is not None:
            yield f"the stream {stream} is broken"
        elif stream in roles and fold_role(roles[stream].name, events) != roles[stream]:
            yield f"the role {stream} is not the fold of its events"
        elif stream in others and not is_fold(others[stream], events):
            yield f"{stream} is not the fold of its events"
        elif stream in users and not _is_fold(after, users[stream], events, keys.get(stream)):
            yield f"the account {stream} is not the fold of its events"


def secrets_have_owners(after: Aftermath) -> Iterator[str]:
    """Keys, passwords and links belong to living accounts."""
    users = after.stored.all(User)
    living, with_password = {u.id for u in users if not u.erased}, {u.id for u in users if u.has_password}
    if {key.stream_id for key in after.stored.all(DataKey)} != living:
        yield "data keys and living accounts differ"
    if {secret.user_id for secret in after.stored.all(PasswordHash)} != with_password:
        yield "passwords and the accounts that have one differ"
    links: list[SignUp | ResetToken] = [*after.stored.all(SignUp), *after.stored.all(ResetToken)]
    if {link.user_id for link in links} - living:
        yield "a link outlived its account"


def holders_are_counted(after: Aftermath) -> Iterator[str]:
    users = after.stored.all(User)
    total = Counter(role for user in users for role in user.roles)
    active = Counter(role for user in users if user.status is Status.ACTIVE for role in user.roles)
    counted = {count.role: (count.total, count.active) for count in after.stored.all(Holders)}
    for role in sorted({*total, *counted}):
        if counted.get(role, (0, 0)) != (total[role], active[role]):
            yield f"{counted.get(role)} holders of {role} are counted, there are {(total[role], active[role])}"


def search_is_the_fold(after: Aftermath) -> Iterator[str]:
    """The index has every row that the accounts as they are now ask for, and no other."""
    generations = (after.stored.all(Generations) or [Generations()])[0]
    if generations.building is not None:
        yield "a half-built index is left"
    seals, listed = after.ground.parts.seals, [user for user in after.stored.all(User) if not user.erased]
    names = {user.id: rows_of(seals, user) for user in listed}
    wanted = {row(user_id, generations.live, name) for user_id, rows in names.items() for name in rows}
    there = set(after.stored.all(SearchRow))
    if missing := wanted - there:
        yield f"{len(missing)} rows of the search index are missing"
    if more := there - wanted:
        yield f"{len(more)} rows of the search index are too many"
    notes = {note.user_id: frozenset(note.rows) for note in after.stored.all(Indexed) if note.settled}
    if notes != names or len(after.stored.all(Indexed)) != len(names):
        yield "what the search notes of an account is not what it has"


def outcomes_name_accounts(after: Aftermath) -> Iterator[str]:
    users = {user.id: user for user in after.stored.all(User)}
    for outcome in after.stored.all(Outcome):
        if "user_id" not in outcome.answer:
            if not remembers_what_happened(outcome, after.streams):
                yield "an idempotency key remembers what never happened"
            continue
        user = users.get(outcome.answer["user_id"])
        if user is None or user.version < outcome.answer["version"]:
            yield "an idempotency key remembers what never happened"


def sessions_have_owners(after: Aftermath) -> Iterator[str]:
    """What an event has ended is gone; of an erased account nothing is left."""
    users, now = {user.id: user for user in after.stored.all(User)}, after.ground.clock.now()
    for session in after.stored.all(Session):
        if not alive(session, users.get(session.user_id), now):
            yield "a session outlived what ended it"
    traces: list[Activity | KnownDevices] = [*after.stored.all(Activity), *after.stored.all(KnownDevices)]
    for trace in traces:
        if trace.user_id not in users or users[trace.user_id].erased:
            yield f"a trace of an erased account is left: {type(trace).__name__}"


def events_are_published(after: Aftermath) -> Iterator[str]:
    """All that happened, nothing else, and the first time in order."""
    entries = [entry for effect in after.ground.injector.of("PutEvents") for entry in effect.body["Entries"]]
    details = [json.loads(entry["Detail"]) for entry in entries]
    told = list(dict.fromkeys((detail["stream_id"], detail["version"]) for detail in details))
    if lost := after.fresh_events - set(told):
        yield f"{len(lost)} events were never published"
    if set(told) - {_place(event) for event in after.stored.all(SealedEvent)}:
        yield "something was published that did not happen"
    for stream in {stream for stream, _ in told}:
        versions = [version for of, version in told if of == stream]
        if versions != sorted(versions):
            yield "events of one stream were published out of order"


def each_mail_once(after: Aftermath) -> Iterator[str]:
    """Once for each cause; at most twice, and then the same, where nobody can know whether SES took the first one."""
    texts: dict[tuple[str, ...], list[str]] = {}
    for mail in after.ground.mails:
        cause = mail["headers"].get("X-Correlation-Id", "")
        texts.setdefault((mail["kind"], *mail["to"], cause), []).append(mail["text"])
    for (kind, *_), same in texts.items():
        if len(same) > (2 if after.unsure_of_mail else 1):
            yield f"{kind} was sent {len(same)} times"
        if len(set(same)) > 1:
            yield f"{kind} was sent twice with different words"
    noted = [note for note in after.stored.all(MailSent) if note.key not in _noted(after)]
    if Counter(kind for kind, *_ in texts) != Counter(note.kind.partition("-")[0] for note in noted if note.sent):
        yield "the mails sent are not the mails noted"
    if any(not note.sent for note in noted):
        yield "a mail was begun and never sent"


def reviews_end_whole(after: Aftermath) -> Iterator[str]:
    return reviews_are_whole(after.stored, after.ground.parts.records)


def nothing_is_left(after: Aftermath) -> Iterator[str]:
    for name, count in after.ground.leftovers().items():
        yield f"{count} messages are left in {name}"


def fold_role(name: str, events: Iterable[SealedEvent]) -> Role | None:
    role: Role | None = None
    for event in events:
        role = evolve_role(role, name, open_event(event, EVENT_TYPES, Unsealed()))
    return role


def _is_fold(after: Aftermath, user: User, events: list[SealedEvent], key: DataKey | None) -> bool:
    opened = after.ground.parts.users.events(key, events)
    folded = reduce(evolve, opened, None)
    if not user.erased or folded is None:
        return folded == user
    # Without its key a stream tells no more than that the account is erased, where it stands, and since when.
    told = replace(folded, status=Status.ERASED, sessions_epoch=user.sessions_epoch)
    return told == user and events[-1].envelope.type == "user.erased"


def _place(event: SealedEvent) -> tuple[str, int]:
    return event.envelope.stream_id, event.envelope.version


def _images(records: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [record["dynamodb"]["NewImage"] for record in records]


def _noted(after: Aftermath) -> set[object]:
    """Mails that were noted as sent before."""
    return {note.key for note in after.stored_before.all(MailSent) if note.sent}
