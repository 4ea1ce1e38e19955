"""WebSockets on Quart: who speaks and who listens are two tasks, and when one ends, both end."""

import asyncio

from quart import Quart, websocket
from rooms import Listener, Rooms, TooSlow

LONGEST = 4096
TRY_AGAIN_LATER = 1013  # RFC 6455 section 7.4, registry of close codes


def make_app(rooms: Rooms) -> Quart:
    app = Quart(__name__)

    @app.websocket("/rooms/<room>")
    async def join(room: str) -> None:
        with rooms.listening(room) as listener:
            tasks = [asyncio.create_task(_hear(rooms, room)), asyncio.create_task(_tell(listener))]
            try:
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    return app


async def _hear(rooms: Rooms, room: str) -> None:
    while True:
        message = await websocket.receive()
        if isinstance(message, str) and len(message) <= LONGEST:
            rooms.say(room, message)


async def _tell(listener: Listener) -> None:
    try:
        async for message in listener.messages():
            await websocket.send(message)
    except TooSlow:
        await websocket.close(TRY_AGAIN_LATER, "too slow")
