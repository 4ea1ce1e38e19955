"""Idempotency keys: the first answer is stored in the transaction of its effect, so that neither can be doubled."""

from datetime import datetime, timedelta
from typing import Any

from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import ValidationFailed
from shared.kernel.records import Key

LIFETIME = timedelta(hours=24)


@dataclass(frozen=True)
class Repeatable:
    """One request that may arrive more than once. `scope` names caller, route and key; `body` is its digest."""

    scope: str
    body: str


@dataclass(frozen=True)
class Outcome:
    """What the first request led to: enough to give the same answer again."""

    scope: str
    body: str
    answer: dict[str, Any]
    expires: datetime

    @property
    def key(self) -> "Key[Outcome]":
        return Outcome.key_of(self.scope)

    @staticmethod
    def key_of(scope: str) -> "Key[Outcome]":
        return Key(Outcome, (scope,))

    def answer_to(self, request: Repeatable) -> dict[str, Any]:
        """Raises ValidationFailed idempotency_key_reused when the key came with another body."""
        if self.body != request.body:
            raise ValidationFailed(code="idempotency_key_reused", detail="This key was used with another body.")
        return self.answer
