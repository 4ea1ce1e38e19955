"""Suppressions: findings that a team lives with, each with a reason and an owner, for all time or until a day."""

import re
from dataclasses import replace
from datetime import date, datetime

from shared.architect.domain.records.review_events import SuppressionAdded, SuppressionRemoved
from shared.architect.domain.review.suppressions import SHORTEST_FINGERPRINT
from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import FieldError, ValidationFailed
from shared.kernel.events import Event, Payload
from shared.kernel.recording import Tip
from shared.kernel.records import Key, Within

# Every review reads them all, and a team that lives with more findings than this should mend some.
MOST_SUPPRESSIONS = 500
LONGEST_REASON = 500
LONGEST_PATH = 300
_STREAM = "suppression:"
_FINGERPRINT = re.compile(rf"[0-9a-f]{{{SHORTEST_FINGERPRINT},64}}")
_RULE = re.compile(r"[A-Z]{2,5}-?[A-Z0-9]{2,12}")


@dataclass(frozen=True)
class SystemSuppression:
    """One of a system's suppressions. Removed ones stay in their stream only."""

    system_id: str
    id: str
    owner: str
    reason: str
    created_at: datetime
    version: int
    hash: str
    fingerprint: str | None = None
    rule: str | None = None
    path: str | None = None
    expires_on: str | None = None
    removed: bool = False

    @property
    def key(self) -> "Key[SystemSuppression]":
        return SystemSuppression.key_of(self.system_id, self.id)

    @staticmethod
    def key_of(system_id: str, suppression_id: str) -> "Key[SystemSuppression]":
        return Key(SystemSuppression, (system_id, suppression_id))

    @staticmethod
    def of(system_id: str) -> "Within[SystemSuppression]":
        return Within(SystemSuppression, (system_id,))

    @property
    def tip(self) -> Tip:
        return Tip(stream_of_suppression(self.id), self.version, self.hash, self.created_at)

    @property
    def last_day(self) -> date | None:
        return None if self.expires_on is None else date.fromisoformat(self.expires_on)

    def expired(self, today: date) -> bool:
        return self.last_day is not None and self.last_day < today


@dataclass(frozen=True)
class SuppressionWish:
    """One finding by its fingerprint; or all of a rule, in one file where `path` is told."""

    reason: str
    fingerprint: str | None = None
    rule: str | None = None
    path: str | None = None
    expires_on: date | None = None


def stream_of_suppression(suppression_id: str) -> str:
    return f"{_STREAM}{suppression_id}"


def suppress(wish: SuppressionWish, system_id: str, owner: str, today: date) -> list[Payload]:
    """Raises ValidationFailed."""
    reason = " ".join(wish.reason.split())
    faults = [*_target_faults(wish), *_path_faults(wish), *_reason_faults(reason)]
    if wish.expires_on is not None and wish.expires_on < today:
        faults.append(FieldError("/expires_on", "invalid", "This day has passed."))
    if faults:
        raise ValidationFailed(faults)
    until = None if wish.expires_on is None else wish.expires_on.isoformat()
    return [SuppressionAdded(system_id, owner, reason, wish.fingerprint, wish.rule, wish.path, until)]


def remove(suppression: SystemSuppression) -> list[Payload]:
    return [] if suppression.removed else [SuppressionRemoved()]


def evolve_suppression(suppression: SystemSuppression | None, event: Event) -> SystemSuppression:
    """Raises ValueError for a stream that does not begin with an addition."""
    envelope, payload = event.envelope, event.payload
    if isinstance(payload, SuppressionAdded):
        return SystemSuppression(
            payload.system_id,
            envelope.stream_id.removeprefix(_STREAM),
            payload.owner,
            payload.reason,
            envelope.occurred_at,
            envelope.version,
            event.hash,
            payload.fingerprint,
            payload.rule,
            payload.path,
            payload.expires_on,
        )
    if suppression is None:
        raise ValueError("a suppression begins with its addition")
    return replace(suppression, version=envelope.version, hash=event.hash, removed=True)


def _target_faults(wish: SuppressionWish) -> list[FieldError]:
    if (wish.fingerprint is None) == (wish.rule is None):
        return [FieldError("", "invalid", "Name either the fingerprint of one finding, or a rule.")]
    if wish.fingerprint is not None and not _FINGERPRINT.fullmatch(wish.fingerprint):
        return [FieldError("/fingerprint", "invalid", f"A fingerprint has {SHORTEST_FINGERPRINT} to 64 hex digits.")]
    if wish.rule is not None and not _RULE.fullmatch(wish.rule):
        return [FieldError("/rule", "invalid", "A rule's id looks like ASY001.")]
    return []


def _path_faults(wish: SuppressionWish) -> list[FieldError]:
    path = wish.path
    if path is None:
        return []
    if wish.rule is None:
        return [FieldError("/path", "invalid", "A path narrows a rule; a fingerprint has its own.")]
    if len(path) > LONGEST_PATH:
        return [FieldError("/path", "too_long", f"A path has at most {LONGEST_PATH} characters.")]
    if path.startswith("/") or not path.isprintable() or not all(path.split("/")) or ".." in path.split("/"):
        return [FieldError("/path", "invalid", "A path is relative, with single slashes, as findings have it.")]
    return []


def _reason_faults(reason: str) -> list[FieldError]:
    if not reason:
        return [FieldError("/reason", "too_short", "Say why the team lives with it.")]
    if len(reason) > LONGEST_REASON:
        return [FieldError("/reason", "too_long", f"A reason has at most {LONGEST_REASON} characters.")]
    return []
