"""The one write path of the architect: events and states of one or more streams, in one transaction.

Every state is written against the version that was read; who loses a race reads and decides again.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Generic, Protocol, TypeVar

from shared.architect.domain.records.events import EVENT_TYPES
from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import Conflict
from shared.kernel.events import Context, Event, Payload, SealedEvent
from shared.kernel.idempotency import Outcome
from shared.kernel.ports import Store
from shared.kernel.recording import EventTypes, Recorder, Tip, Unsealed, open_event
from shared.kernel.records import ABSENT, Key, Put, Write, WriteConflict, having

A = TypeVar("A")
_DECISIONS = 4


class State(Protocol):
    """What a stream folds to."""

    @property
    def key(self) -> Key[Any]: ...
    @property
    def version(self) -> int: ...


S = TypeVar("S", bound=State)
Evolve = Callable[[S | None, Event], S]


class StaleState(Exception):
    """Somebody else changed what was read: read and decide again."""


class AlreadyDone(Exception):
    """The same request, by its idempotency key, was committed by somebody else just now."""


@dataclass(frozen=True)
class Change(Generic[S]):
    """A state as it will be, and the writes that make it so."""

    after: S
    writes: tuple[Write, ...]


def decide_again(attempt: Callable[[], A]) -> A:
    """Runs read-decide-commit again while others win the race. Raises Conflict version_conflict when they always do."""
    for _ in range(_DECISIONS):
        try:
            return attempt()
        except StaleState:
            continue
    raise Conflict("version_conflict", "This is being changed by others right now. Read it and try again.")


class Commits:
    def __init__(self, store: Store, recorder: Recorder) -> None:
        self._store = store
        self._recorder = recorder

    def begin(self, stream_id: str, payloads: Sequence[Payload], context: Context, evolve: Evolve[S]) -> Change[S]:
        """The first events of a stream."""
        return self._changed(Tip(stream_id), None, payloads, context, evolve)

    def go_on(self, tip: Tip, before: S, payloads: Sequence[Payload], context: Context, evolve: Evolve[S]) -> Change[S]:
        """No payloads: nothing is to be written. `before` of version 0 is not stored yet."""
        return self._changed(tip, before, payloads, context, evolve) if payloads else Change(before, ())

    def commit(self, writes: Sequence[Write]) -> None:
        """All or nothing; nothing to write is no call. Raises StaleState, or AlreadyDone."""
        if not writes:
            return
        try:
            self._store.transact(writes)
        except WriteConflict as conflict:
            answered = any(write.key.kind is Outcome for write in conflict.failed)
            raise (AlreadyDone if answered else StaleState)() from None

    def fold(self, stream_id: str, version: int, evolve: Evolve[S], types: EventTypes = EVENT_TYPES) -> S | None:
        """The state as it was at `version`."""
        state: S | None = None
        for stored in self._store.query(SealedEvent.of(stream_id), limit=version).items:
            state = evolve(state, open_event(stored, types, Unsealed()))
        return state

    def _changed(
        self, tip: Tip, before: S | None, payloads: Sequence[Payload], context: Context, evolve: Evolve[S]
    ) -> Change[S]:
        # Nobody's key seals these streams, and they stay for ever: they tell who, not from where.
        recorded = self._recorder.record(tip, payloads, replace(context, client=None), Unsealed())
        after = before
        for one in recorded:
            after = evolve(after, one.event)
        if after is None:
            raise ValueError("a stream begins with an event")
        expected = having(version=tip.version) if tip.version else ABSENT
        return Change(after, (*(Put(one.sealed, ABSENT) for one in recorded), Put(after, expected)))
