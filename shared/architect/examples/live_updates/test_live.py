"""Everybody in a room hears it, nobody else; who lags is let go; who comes back misses nothing."""

import asyncio

import chat_app
import feed_sse
import pytest
from fastapi.testclient import TestClient
from rooms import WAITING, Listener, Rooms, TooSlow


async def test_a_room_hears_what_is_said_in_it_and_no_other() -> None:
    rooms = Rooms()
    app = chat_app.make_app(rooms)
    client = app.test_client()
    async with client.websocket("/rooms/a") as one, client.websocket("/rooms/a") as two, client.websocket("/rooms/b"):
        for _ in range(200):  # both have to arrive first
            if rooms.say("a", "hello") == 2:
                break
            await asyncio.sleep(0.01)
        assert await asyncio.wait_for(two.receive(), 2) == "hello"
        await one.send("hi")
        said = ""
        while said != "hi":
            said = str(await asyncio.wait_for(two.receive(), 2))


async def test_a_listener_that_lags_is_let_go_and_holds_up_nobody() -> None:
    rooms = Rooms()
    with rooms.listening("a") as slow:
        for number in range(WAITING + 1):
            rooms.say("a", str(number))
        heard: list[str] = []
        with pytest.raises(TooSlow):
            await hear(slow, heard)
        assert len(heard) == WAITING
    assert rooms.say("a", "gone") == 0


async def hear(listener: Listener, heard: list[str]) -> None:
    async for message in listener.messages():
        heard.append(message)


def test_who_comes_back_hears_only_what_it_missed() -> None:
    events = [(1, "one"), (2, "two"), (3, "three")]
    app = feed_sse.make_app(lambda last: [event for event in events if event[0] > last], poll=0.01, rounds=2)
    with TestClient(app) as client:
        text = client.get("/feed", headers={"Last-Event-ID": "2"}).text
    assert text == "id: 3\ndata: three\n\n"
