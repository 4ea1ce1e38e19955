"""Whatever bytes arrive, the front answers properly or closes, and goes on serving."""

import contextlib
import random
from collections.abc import Iterator

import pytest

from tests.local.front_running import Running, running_front
from tests.local.raw_client import RawClient, ask

PROPER = b"POST /v1/me?a=1 HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\n{  }"
CHUNKED = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nTrailer: x\r\n\r\n"
PIECES = [
    b"\r\n",
    b"\n",
    b"\x00",
    b" ",
    b":",
    b"HTTP/1.1",
    b"GET",
    b"%00",
    b"\xff",
    b"0\r\n\r\n",
    b"Content-Length: 9\r\n",
]


@pytest.fixture(scope="module")
def front() -> Iterator[Running]:
    with running_front() as running:
        yield running


def mutated(dice: random.Random) -> bytes:
    content = bytearray(dice.choice([PROPER, CHUNKED]))
    for _ in range(dice.randint(1, 4)):
        place = dice.randrange(len(content))
        content[place : place + dice.randint(0, 3)] = dice.choice([*PIECES, dice.randbytes(2)])
    return bytes(content)


@pytest.mark.parametrize("seed", range(150))
def test_mutated_requests_never_cause_a_server_error(front: Running, seed: int) -> None:
    with RawClient(front.port) as client:
        client.send(mutated(random.Random(seed)))
        client.end()
        with contextlib.suppress(ConnectionResetError):
            for status in client.statuses():
                assert status < 500
    assert ask(front.port, PROPER).status == 200
