"""Connections to one host of AWS, kept open between calls. http.client speaks; here they are kept, lent and dropped."""

import http.client
import select
import socket
import ssl
import time
from collections.abc import Mapping
from functools import cache
from urllib.parse import urlsplit

from shared.kernel.dataclasses import dataclass

_KEPT = 50
# Seconds. A function that was frozen, or begins from a snapshot, did not hear that the other side hung up; the wall
# clock shows how long that was.
LONGEST_IDLE = 60.0


@dataclass(frozen=True)
class Request:
    """`operation`: as AWS names it; it stands in the headers or in the path too."""

    operation: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    method: str = "POST"


@dataclass(frozen=True)
class Reply:
    """Names of headers in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Lines:
    """`connect` and `read`: seconds. Any number of threads, each call on a connection of its own."""

    def __init__(self, endpoint: str, connect: float, read: float) -> None:
        address = urlsplit(endpoint)
        self.host = address.netloc
        self.origin = f"{address.scheme}://{address.netloc}"
        self._secure = address.scheme == "https"
        self._connect = connect
        self._read = read
        self._idle: list[tuple[http.client.HTTPConnection, float]] = []

    def send(self, request: Request) -> Reply:
        """One attempt. Raises OSError or http.client.HTTPException."""
        line = self._line()
        try:
            line.request(request.method, request.path, request.body, dict(request.headers))
            answer = line.getresponse()
            reply = Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        except BaseException:
            line.close()
            raise
        if answer.will_close or len(self._idle) >= _KEPT:
            line.close()
        else:
            self._idle.append((line, time.time()))
        return reply

    def __del__(self) -> None:
        """Who lets go of a client lets go of its connections."""
        for line, _ in self._idle:
            line.close()

    def _line(self) -> http.client.HTTPConnection:
        """The one used last, as it is the likeliest to be open still; or a new one."""
        while self._idle:
            try:
                line, since = self._idle.pop()
            except IndexError:  # another thread was quicker
                break
            if time.time() - since < LONGEST_IDLE and not _hung_up(line.sock):
                return line
            line.close()
        return self._open()

    def _open(self) -> http.client.HTTPConnection:
        if self._secure:
            line: http.client.HTTPConnection = http.client.HTTPSConnection(
                self.host, timeout=self._connect, context=_trust()
            )
        else:
            line = http.client.HTTPConnection(self.host, timeout=self._connect)
        line.connect()
        line.sock.settimeout(self._read)
        line.sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        return line


def _hung_up(sock: socket.socket) -> bool:
    """Nobody speaks first on a line that waits for its next request: what can be read there is its end."""
    waiting = select.poll()
    waiting.register(sock, select.POLLIN)
    return bool(waiting.poll(0))


@cache
def _trust() -> ssl.SSLContext:
    """One for all hosts: reading the certificates of the system is the dear part."""
    return ssl.create_default_context()
