"""Rooms of open sockets: each listener has a short queue of its own, and one that cannot keep up is let go."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

WAITING = 100


class TooSlow(Exception):
    """The listener lags behind: it reconnects and reads what it missed from the store."""


class Listener:
    def __init__(self) -> None:
        self._queue: asyncio.Queue[str] = asyncio.Queue(WAITING)
        self._slow = False

    def offer(self, message: str) -> None:
        """Never waits: one slow reader must not hold up the others."""
        try:
            self._queue.put_nowait(message)
        except asyncio.QueueFull:
            self._slow = True

    async def messages(self) -> AsyncIterator[str]:
        """Raises TooSlow, after what had been taken before."""
        while True:
            if self._slow and self._queue.empty():
                raise TooSlow
            yield await self._queue.get()


class Rooms:
    """Of one process. Several processes: each subscribes to the same stream and offers what comes to its own rooms."""

    def __init__(self) -> None:
        self._rooms: defaultdict[str, set[Listener]] = defaultdict(set)

    @contextmanager
    def listening(self, room: str) -> Iterator[Listener]:
        listener = Listener()
        self._rooms[room].add(listener)
        try:
            yield listener
        finally:
            self._rooms[room].discard(listener)
            if not self._rooms[room]:
                del self._rooms[room]

    def say(self, room: str, message: str) -> int:
        """How many were there to hear it."""
        listeners = tuple(self._rooms.get(room, ()))
        for listener in listeners:
            listener.offer(message)
        return len(listeners)
