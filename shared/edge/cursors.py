"""Cursors of lists: sealed, bound to their query and caller, one hour long. A client can neither read nor forge one."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

from pydantic import BaseModel

from shared.edge.routes import Call
from shared.kernel.errors import Malformed
from shared.kernel.ports import Clock, Sealer

LIFETIME = timedelta(hours=1)
_LENGTH_LIMIT = 2048
_NOT_IN_SCOPE = {"limit", "cursor"}  # another page size with the same cursor is fine


class Cursors:
    """Over the port of AES-256-GCM; the scope is its associated data, so a cursor does not open anywhere else."""

    def __init__(self, sealer: Sealer, clock: Clock) -> None:
        self._sealer = sealer
        self._clock = clock

    def seal(self, position: str, scope: bytes) -> str:
        """A cursor that goes on after `position`."""
        content = json.dumps([self._clock.now().timestamp(), position], separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(self._sealer.seal(content, scope)).rstrip(b"=").decode()

    def open(self, cursor: str, scope: bytes) -> str:
        """The position. Raises Malformed `invalid_cursor`: altered, of another query, caller or stream, or too old."""
        try:
            issued_at, position = json.loads(self._sealer.open(_canonical_bytes(cursor), scope))
        except ValueError:
            _refuse()
        if self._clock.now() - datetime.fromtimestamp(issued_at, UTC) > LIFETIME:
            _refuse()
        return str(position)


def scope_of(call: Call[Any, Any]) -> bytes:
    """Path (so: the stream), query without page size, and caller."""
    query = call.query.model_dump(mode="json", exclude=_NOT_IN_SCOPE) if isinstance(call.query, BaseModel) else {}
    caller = call.caller.user_id if call.caller else None
    return json.dumps([call.request.path, query, caller], sort_keys=True, separators=(",", ":")).encode()


def _canonical_bytes(cursor: str) -> bytes:
    """Base64 leaves unused bits and takes odd characters; only the one true spelling is taken."""
    if len(cursor) > _LENGTH_LIMIT or not cursor.isascii():
        _refuse()
    sealed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    if base64.urlsafe_b64encode(sealed).rstrip(b"=").decode() != cursor:
        _refuse()
    return sealed


def _refuse() -> NoReturn:
    raise Malformed("invalid_cursor", "This cursor does not belong to this list, or is older than an hour.")
