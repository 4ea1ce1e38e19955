"""Lambda's Runtime API on 127.0.0.1, for one function: what the runtime client asks between its invocations.

Source: AWS, "Using the Lambda runtime API".
"""

import json
import queue
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_ROOT = "/2018-06-01/runtime"
_TIMEOUT = 30_000  # milliseconds that the function is told it has
ARN = "arn:aws:lambda:eu-central-1:000000000000:function:{}"


@dataclass(frozen=True)
class Ended:
    """How the init phase or one invocation ended. `failed`: `answer` is an error of the runtime client."""

    answer: Any
    failed: bool = False


class RuntimeApi:
    """`host`: what AWS_LAMBDA_RUNTIME_API says. `ready`: the function asked for its first event."""

    def __init__(self, function: str, port: int) -> None:
        self.host = f"127.0.0.1:{port}"
        self.ready = threading.Event()
        self.ended: queue.Queue[Ended] = queue.Queue()
        self.function = function
        self._events: queue.Queue[Any] = queue.Queue()
        self.over = threading.Event()

    def give(self, event: Any) -> None:
        self._events.put(event)

    def next(self) -> Any:
        """Waits for an event, as the function would; None when all is over."""
        self.ready.set()
        while not self.over.is_set():
            try:
                return self._events.get(timeout=0.05)
            except queue.Empty:
                continue
        return None

    def init_failed(self, answer: Any) -> None:
        self.ended.put(Ended(answer, failed=True))
        self.ready.set()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, function: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.api = RuntimeApi(function, self.server_port)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A function that was ended hangs up in the middle of its question."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        event = self.server.api.next()
        if event is None:
            self.close_connection = True
            return
        self._answer(200, json.dumps(event).encode(), _about(self.server.api.function))

    def do_POST(self) -> None:
        said = json.loads(self._body() or b"null")
        what = self.path.removeprefix(_ROOT)
        if what == "/init/error":
            self.server.api.init_failed(said)
        else:
            self.server.api.ended.put(Ended(said, failed=what.endswith("/error")))
        self._answer(202, b"{}", {})

    def _body(self) -> bytes:
        """The runtime client sends answers in chunks (RFC 9112 section 7.1)."""
        if self.headers.get("transfer-encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("content-length", 0)))
        chunks = []
        while size := int(self.rfile.readline().partition(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(chunks)

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None: ...


@contextmanager
def runtime_api(function: str) -> Iterator[RuntimeApi]:
    with _Server(function) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server.api
        finally:
            server.api.over.set()
            server.shutdown()
            thread.join()


def _about(function: str) -> dict[str, str]:
    return {
        "Content-Type": "application/json",  # without it the runtime client breaks off (SIGSEGV)
        "Lambda-Runtime-Aws-Request-Id": "00000000-0000-4000-8000-000000000000",
        "Lambda-Runtime-Deadline-Ms": str(int(time.time() * 1000) + _TIMEOUT),
        "Lambda-Runtime-Invoked-Function-Arn": ARN.format(function),
        "Lambda-Runtime-Trace-Id": "Root=1-65a1b2c3-0123456789abcdef01234567;Parent=53995c3f42cd8ad8;Sampled=1",
    }
