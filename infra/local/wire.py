"""The bytes of one connection: reading against a deadline, within limits, before any parser sees them."""

import contextlib
import re
import socket
import time
from collections.abc import Callable

from infra.local.limits import Limits
from infra.local.requests import Refused

READ_SIZE = 65_536
IDLE_SLICE = 0.1  # how soon an idle connection notices that the server stops or is crowded
_HEAD_END = re.compile(rb"\n\r?\n")
_REQUEST_LINE = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+ [\x21-\x7e]+ HTTP/1\.[01]\r?\n")


class ClientGone(Exception):
    """The client closed the connection between two requests, or stayed idle too long."""


class Wire:
    """A socket with a buffer. Timeouts count for the whole of what is read, so a drip of bytes does not renew them."""

    def __init__(self, sock: socket.socket, limits: Limits) -> None:
        self.sock, self.limits, self.buffer = sock, limits, b""

    def wait_for_request(self, give_up: Callable[[float], bool]) -> None:
        """Until the first byte of a request. `give_up(seconds idle)` says when to leave a silent client."""
        started = time.monotonic()
        self.buffer = self.buffer.lstrip(b"\r\n")
        while not self.buffer:
            self.sock.settimeout(IDLE_SLICE)
            received: bytes | None = None
            with contextlib.suppress(TimeoutError):
                received = self.sock.recv(READ_SIZE)
            if received == b"":
                raise ClientGone
            self.buffer = (received or b"").lstrip(b"\r\n")
            # Asked only once the socket is empty: a request that was sent before a stop is still answered.
            idle = time.monotonic() - started
            if not self.buffer and (idle > self.limits.idle_seconds or give_up(idle)):
                raise ClientGone

    def read_head(self) -> str:
        """Fill the buffer up to the end of the headers. Answers the request's path, for problems."""
        deadline = time.monotonic() + self.limits.head_seconds
        self.buffer = self.buffer.lstrip(b"\r\n")  # RFC 9112 section 2.2: ignore empty lines before a request
        while (line_end := self.buffer.find(b"\n") + 1) == 0:
            self._check_request_line(self.buffer)
            self.more(deadline)
        line = self.buffer[:line_end]
        self._check_request_line(line)
        if not _REQUEST_LINE.fullmatch(line):
            raise Refused("bad_request", "The request line is not that of HTTP/1.1.")
        path = _path(line)
        self._read_headers(line_end, path, deadline)
        return path

    def _read_headers(self, start: int, path: str, deadline: float) -> None:
        while True:
            end = _HEAD_END.search(self.buffer, start - 1)
            size = (end.start() + 1 if end else len(self.buffer) - len("\r\n")) - start
            if size > self.limits.headers:
                detail = f"The headers are longer than {self.limits.headers} bytes."
                raise Refused("headers_too_large", detail, path)
            if end:
                return
            self.more(deadline, path)

    def _check_request_line(self, line: bytes) -> None:
        target = line.partition(b" ")[2].partition(b" ")[0].rstrip(b"\r\n")
        if len(target) > self.limits.target:
            detail = f"The URL is longer than {self.limits.target} bytes."
            raise Refused("uri_too_long", detail, _path(line[:200]))
        if len(line) > 2 * self.limits.target:
            raise Refused("bad_request", "The request line is too long.")

    def more(self, deadline: float, path: str = "/") -> bytes:
        """Some more bytes, appended to the buffer; a silent or closed connection refuses the request."""
        received = self.receive(deadline, path)
        if not received:
            raise Refused("bad_request", "The request ended before it was whole.", path)
        self.buffer += received
        return received

    def receive(self, deadline: float, path: str = "/") -> bytes:
        remaining = deadline - time.monotonic()
        try:
            if remaining <= 0:
                raise TimeoutError
            self.sock.settimeout(remaining)
            return self.sock.recv(READ_SIZE)
        except TimeoutError:
            raise Refused("request_timeout", "The request took too long to arrive.", path) from None

    def send(self, content: bytes) -> None:
        self.sock.settimeout(self.limits.write_seconds)
        self.sock.sendall(content)

    def swallow(self) -> None:
        """Let a client that is still sending read the refusal: a close with unread bytes would reset it away."""
        self.sock.shutdown(socket.SHUT_WR)
        deadline = time.monotonic() + self.limits.swallow_seconds
        taken = 0
        while taken < self.limits.swallow and (remaining := deadline - time.monotonic()) > 0:
            self.sock.settimeout(remaining)
            received = self.sock.recv(READ_SIZE)
            if not received:
                return
            taken += len(received)
        time.sleep(max(0.0, min(1.0, deadline - time.monotonic())))  # the kernel's buffers hold the rest meanwhile


def _path(line: bytes) -> str:
    target = line.partition(b" ")[2].partition(b" ")[0].partition(b"?")[0]
    return target.decode("ascii", "replace").strip() if target.startswith(b"/") else "/"
