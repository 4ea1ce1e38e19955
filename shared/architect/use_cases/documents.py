"""What designs came to, as it was found and as it is told: one JSON object each, named by its own digest."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from shared.architect.domain.records.plain import plain
from shared.architect.ports import Objects
from shared.kernel.errors import ServiceUnavailable


class Documents:
    def __init__(self, records: Objects) -> None:
        self._records = records

    def put(self, content: Mapping[str, Any]) -> str:
        """SHA-256 in hex of the stored text. The same content is the same object, however often it is put."""
        text = json.dumps(plain(content), ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()
        self._records.put(_name(digest), text.encode(), "application/json")
        return digest

    def get(self, digest: str) -> dict[str, Any]:
        """Raises ServiceUnavailable where the store has lost it, or does not answer."""
        stored = self._records.get(_name(digest))
        if stored is None:
            raise ServiceUnavailable
        content: dict[str, Any] = json.loads(stored)
        return content


def _name(digest: str) -> str:
    return f"designs/{digest}.json"
