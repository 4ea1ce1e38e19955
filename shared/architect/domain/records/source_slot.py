"""The source of a system that is reviewed again whenever it, or the rules, changed: one slot per kind of source."""

from dataclasses import replace
from datetime import datetime, timedelta

from shared.architect.domain.records.review_events import (
    SourceKept,
    SourceOffered,
    SourceReviewAsked,
    SourceWithdrawn,
)
from shared.kernel.dataclasses import dataclass
from shared.kernel.events import Event, Payload
from shared.kernel.recording import Tip
from shared.kernel.records import Key, Within

# How long what was handed in is looked for: the schedule comes every day, and uploads are gone after one or two.
OFFER_LIFETIME = timedelta(days=2)


@dataclass(frozen=True)
class SourceSlot:
    """`offered`: the name under which a newer source may be handed in; `taken`: of the one that was last asked to be
    looked at. `kept`: the digest of the stored one.

    `asked_rules`: the version of the rules when the schedule last asked for a review, `review_id`: the same is not
    asked for twice, however that review ends.
    """

    system_id: str
    kind: str
    profile: str
    version: int
    hash: str
    updated_at: datetime
    offered: str | None = None
    offered_at: datetime | None = None
    size_bytes: int | None = None
    sha256: str | None = None
    kept: str | None = None
    taken: str | None = None
    asked_rules: str | None = None
    review_id: str | None = None
    withdrawn: bool = False

    @property
    def key(self) -> "Key[SourceSlot]":
        return SourceSlot.key_of(self.system_id, self.kind)

    @staticmethod
    def key_of(system_id: str, kind: str) -> "Key[SourceSlot]":
        return Key(SourceSlot, ("SOURCES", f"{system_id}.{kind}"))

    @staticmethod
    def all() -> "Within[SourceSlot]":
        return Within(SourceSlot, ("SOURCES",))

    @property
    def tip(self) -> Tip:
        return Tip(stream_of_source(self.system_id, self.kind), self.version, self.hash, self.updated_at)

    def awaits_upload(self, now: datetime) -> bool:
        """Whether something may have been handed in that no review was asked for yet."""
        return self.offered is not None and self.offered_at is not None and now < self.offered_at + OFFER_LIFETIME

    def outdated(self, rules: str) -> bool:
        """Whether its stored source was never looked at by these rules."""
        return not self.withdrawn and self.kept is not None and self.asked_rules != rules


def stream_of_source(system_id: str, kind: str) -> str:
    return f"source:{system_id}:{kind}"


def keep(slot: SourceSlot | None, kept: SourceKept) -> list[Payload]:
    """Nothing where it is kept already, or where what was looked at is not what the slot waits for any more."""
    if slot is not None and not slot.withdrawn and slot.kept == kept.digest:
        return []
    if kept.upload is None:
        return [kept]
    waited_for = slot is not None and not slot.withdrawn and slot.taken == kept.upload
    return [kept] if waited_for else []


def evolve_slot(slot: SourceSlot | None, event: Event) -> SourceSlot:
    """Raises ValueError for a stream that begins with neither an offer nor a source."""
    envelope, payload = event.envelope, event.payload
    if slot is not None:
        slot = replace(slot, version=envelope.version, hash=event.hash, updated_at=envelope.occurred_at)
    elif isinstance(payload, SourceOffered | SourceKept):
        at = envelope.occurred_at
        slot = SourceSlot(payload.system_id, payload.kind, payload.profile, envelope.version, event.hash, at)
    else:
        raise ValueError("a source begins with an offer")
    match payload:
        case SourceOffered():
            return _offered(slot, payload, envelope.occurred_at)
        case SourceKept(digest=digest, upload=None):
            return replace(slot, kept=digest, profile=payload.profile, withdrawn=False, asked_rules=None)
        case SourceKept(digest=digest):
            return replace(slot, kept=digest)
        case SourceReviewAsked(review_id, rules, looks_at):
            asked = replace(slot, review_id=review_id, asked_rules=rules)
            return replace(asked, offered=None, offered_at=None, taken=looks_at) if looks_at == slot.offered else asked
        case SourceWithdrawn():
            return replace(slot, withdrawn=True, offered=None, taken=None, kept=None, asked_rules=None)
    return slot


def _offered(slot: SourceSlot, offer: SourceOffered, at: datetime) -> SourceSlot:
    return replace(
        slot,
        profile=offer.profile,
        offered=offer.upload,
        offered_at=at,
        size_bytes=offer.size_bytes,
        sha256=offer.sha256,
        withdrawn=False,
    )
