"""Twins of the places for large things, and of the stack's own template: dictionaries that keep the same rules."""

from datetime import timedelta

from shared.architect.ports import Ticket
from shared.kernel.errors import ServiceUnavailable
from shared.kernel.ports import Clock


class MemoryObjects:
    """`down`: it does not answer."""

    def __init__(self, clock: Clock) -> None:
        self.held: dict[str, bytes] = {}
        self.down = False
        self._clock = clock

    def put(self, name: str, content: bytes, media_type: str, /) -> None:  # noqa: ARG002
        self._answer()
        self.held.setdefault(name, content)

    def get(self, name: str, /) -> bytes | None:
        self._answer()
        return self.held.get(name)

    def size(self, name: str, /) -> int | None:
        self._answer()
        return len(self.held[name]) if name in self.held else None

    def ticket(self, name: str, size: int, sha256: str | None, /) -> Ticket:
        headers = {"content-length": str(size)} | ({"x-amz-checksum-sha256": sha256} if sha256 else {})
        return Ticket(f"memory:{name}", "PUT", headers, self._clock.now() + timedelta(minutes=10))

    def hand_in(self, name: str, content: bytes) -> None:
        """As a client does, with the ticket."""
        self.held[name] = content

    def _answer(self) -> None:
        if self.down:
            raise ServiceUnavailable
