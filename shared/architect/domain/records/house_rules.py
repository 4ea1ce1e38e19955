"""The house rules as they stand: one record for the whole team, with a history like all others."""

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import datetime
from typing import Any

from shared.architect.domain.design.house_rules import HouseRules
from shared.architect.domain.records.events import HouseRulesChanged
from shared.architect.domain.records.plain import plain
from shared.kernel.dataclasses import dataclass
from shared.kernel.events import Event, Payload
from shared.kernel.recording import Tip
from shared.kernel.records import Key

STREAM = "house-rules"


@dataclass(frozen=True)
class StoredHouseRules:
    """Version 0: nobody has set any."""

    weights: Mapping[str, Any] = field(default_factory=dict)
    allowed: Mapping[str, Any] = field(default_factory=dict)
    forbidden: tuple[str, ...] = ()
    version: int = 0
    hash: str | None = None
    updated_at: datetime | None = None

    @property
    def key(self) -> "Key[StoredHouseRules]":
        return StoredHouseRules.the()

    @staticmethod
    def the() -> "Key[StoredHouseRules]":
        return Key(StoredHouseRules, ("HOUSE",))

    @property
    def tip(self) -> Tip:
        return Tip(STREAM, self.version, self.hash, self.updated_at)

    @property
    def rules(self) -> HouseRules:
        allowed = {dimension: tuple(options) for dimension, options in self.allowed.items()}
        return HouseRules(dict(self.weights), allowed, self.forbidden)


def set_house_rules(stored: StoredHouseRules, wanted: HouseRules) -> list[Payload]:
    """Nothing where they are so already."""
    if stored.version and stored.rules == wanted:
        return []
    allowed = {dimension: list(options) for dimension, options in sorted(wanted.allowed.items())}
    return [HouseRulesChanged(plain(dict(sorted(wanted.weights.items()))), allowed, wanted.forbidden)]


def evolve_house_rules(stored: StoredHouseRules | None, event: Event) -> StoredHouseRules:
    envelope = event.envelope
    stored = replace(
        stored or StoredHouseRules(), version=envelope.version, hash=event.hash, updated_at=envelope.occurred_at
    )
    match event.payload:
        case HouseRulesChanged(weights, allowed, forbidden):
            return replace(stored, weights=weights, allowed=allowed, forbidden=forbidden)
    return stored
