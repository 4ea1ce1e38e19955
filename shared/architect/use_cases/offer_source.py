"""Register a system's source for reviews by the schedule: hand in a newer one at any time, or withdraw it."""

from collections.abc import Mapping
from typing import Any

from shared.architect.domain.records.review import KINDS
from shared.architect.domain.records.review_events import REVIEW_EVENT_TYPES, SourceOffered, SourceWithdrawn
from shared.architect.domain.records.source_slot import SourceSlot, evolve_slot, stream_of_source
from shared.architect.ports import Ticket, Uploads
from shared.architect.use_cases.committing import Change, Commits, decide_again
from shared.architect.use_cases.repeating import Keep, Once
from shared.architect.use_cases.request_review import kept_ticket, require_size, told_ticket
from shared.architect.use_cases.systems import Systems
from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import Gone, NotFound
from shared.kernel.events import Context, Payload
from shared.kernel.idempotency import Repeatable
from shared.kernel.ports import Ids, Reader
from shared.kernel.recording import Tip


@dataclass(frozen=True)
class SourceWish:
    kind: str
    profile: str
    size_bytes: int
    sha256: str | None = None


@dataclass(frozen=True)
class OfferedSource:
    slot: SourceSlot
    ticket: Ticket


class OfferSource:
    def __init__(
        self, systems: Systems, store: Reader, commits: Commits, once: Once, uploads: Uploads, ids: Ids
    ) -> None:
        self._systems = systems
        self._store = store
        self._commits = commits
        self._once = once
        self._uploads = uploads
        self._ids = ids

    def __call__(self, system_id: str, wish: SourceWish, request: Repeatable | None, context: Context) -> OfferedSource:
        """The newest offer counts. Raises NotFound, ValidationFailed."""
        require_size(wish.kind, wish.size_bytes, "/size_bytes")
        return self._once(request, lambda keep: self._offer(system_id, wish, keep, context), self._again)

    def list(self, system_id: str) -> tuple[SourceSlot, ...]:
        """Those that are reviewed again: at most one of a kind. Raises NotFound."""
        self._systems.get(system_id)
        found = self._store.get_many(*(SourceSlot.key_of(system_id, kind) for kind in KINDS))
        return tuple(slot for slot in found if slot is not None and not slot.withdrawn)

    def withdraw(self, system_id: str, kind: str, context: Context) -> None:
        """Raises NotFound."""

        def attempt() -> None:
            slot = self._store.get(SourceSlot.key_of(system_id, kind))
            if slot is None or slot.withdrawn:
                raise NotFound
            self._commits.commit(self._changed(slot, SourceWithdrawn(), system_id, kind, context).writes)

        decide_again(attempt)

    def _offer(self, system_id: str, wish: SourceWish, keep: Keep, context: Context) -> OfferedSource:
        self._systems.get(system_id)
        upload = f"reviews/source-{self._ids.new()}"
        ticket = self._uploads.ticket(upload, wish.size_bytes, wish.sha256)
        offer = SourceOffered(system_id, wish.kind, wish.profile, upload, wish.size_bytes, wish.sha256)

        def attempt() -> OfferedSource:
            slot = self._store.get(SourceSlot.key_of(system_id, wish.kind))
            change = self._changed(slot, offer, system_id, wish.kind, context)
            answer = {"system_id": system_id, "kind": wish.kind, "version": change.after.version}
            self._commits.commit([*change.writes, *keep(answer | kept_ticket(ticket))])
            return OfferedSource(change.after, ticket)

        return decide_again(attempt)

    def _changed(
        self, slot: SourceSlot | None, payload: Payload, system_id: str, kind: str, context: Context
    ) -> Change[SourceSlot]:
        if slot is None:
            return self._commits.begin(stream_of_source(system_id, kind), [payload], context, evolve_slot)
        tip: Tip = slot.tip
        return self._commits.go_on(tip, slot, [payload], context, evolve_slot)

    def _again(self, answer: Mapping[str, Any]) -> OfferedSource:
        stream = stream_of_source(answer["system_id"], answer["kind"])
        slot = self._commits.fold(stream, answer["version"], evolve_slot, REVIEW_EVENT_TYPES)
        ticket = told_ticket(answer)
        if slot is None or ticket is None:
            raise Gone
        return OfferedSource(slot, ticket)
