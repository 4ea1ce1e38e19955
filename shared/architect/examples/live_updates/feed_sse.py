"""Server-sent events on FastAPI: plain HTTP, and after a break the browser says where it stopped (Last-Event-ID)."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

from fastapi import FastAPI, Header
from fastapi.responses import StreamingResponse

Event = tuple[int, str]
ReadAfter = Callable[[int], Sequence[Event]]
KEEP_ALIVE = 15.0  # seconds; proxies close what is silent for a minute


def make_app(read_after: ReadAfter, poll: float = 1.0, rounds: int | None = None) -> FastAPI:
    """`read_after`: events with a greater number, oldest first. `rounds`: ends the stream, for tests."""
    app = FastAPI()

    @app.get("/feed")
    async def feed(last_event_id: int = Header(0)) -> StreamingResponse:
        return StreamingResponse(_stream(read_after, last_event_id, poll, rounds), media_type="text/event-stream")

    return app


async def _stream(read_after: ReadAfter, last: int, poll: float, rounds: int | None) -> AsyncIterator[str]:
    silent, done = 0.0, 0
    while rounds is None or done < rounds:
        for number, text in await asyncio.to_thread(read_after, last):
            last, silent = number, 0.0
            yield f"id: {number}\ndata: {text}\n\n"
        silent += poll
        if silent >= KEEP_ALIVE:
            silent = 0.0
            yield ": still here\n\n"
        await asyncio.sleep(poll)
        done += 1
