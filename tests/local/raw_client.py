"""A client that sends bytes as they are and reads whole answers: what no proper HTTP library would let a test say."""

import http.client
import json
import socket
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class RawClient:
    """One connection from a chosen loopback address."""

    def __init__(self, port: int, source: str = "127.0.0.1") -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10, source_address=(source, 0))
        self._file = self.socket.makefile("rb")

    def send(self, content: bytes) -> "RawClient":
        self.socket.sendall(content)
        return self

    def takes(self, content: bytes) -> bool:
        """Whether the server still takes more."""
        try:
            self.send(content)
        except OSError:
            return False
        return True

    def answer(self, method: str = "GET") -> Answer:
        status = int(self._file.readline().split()[1])
        headers = {name.lower(): value for name, value in http.client.parse_headers(self._file).items()}
        bodiless = method == "HEAD" or status == 204
        return Answer(status, headers, b"" if bodiless else self._file.read(int(headers["content-length"])))

    def end(self) -> None:
        """Say that nothing more comes."""
        self.socket.shutdown(socket.SHUT_WR)

    def statuses(self) -> list[int]:
        """Of all answers until the server closes."""
        lines = self._file.read().split(b"\r\n")
        return [int(line.split()[1]) for line in lines if line.startswith(b"HTTP/1.1 ")]

    def is_closed(self) -> bool:
        """True once the server has closed; waits for it."""
        try:
            return self._file.read(1) == b""
        except ConnectionResetError:
            return True

    def close(self) -> None:
        self._file.close()
        self.socket.close()

    def __enter__(self) -> "RawClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def ask(port: int, content: bytes, method: str = "GET", source: str = "127.0.0.1") -> Answer:
    """One request on a connection of its own."""
    with RawClient(port, source) as client:
        return client.send(content).answer(method)
