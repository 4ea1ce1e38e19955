"""AWS on a bad day: a real HTTP server that answers every call as the test says, and remembers what it was asked."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar


@dataclass(frozen=True)
class Reply:
    """`body` None hangs up without a word; `hold`: the answer waits until the test ends."""

    status: int = 200
    body: bytes | None = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    hold: bool = False


Answer = Callable[[dict[str, Any]], Reply]


def refusal(code: str, status: int = 400, **members: Any) -> Reply:
    """An error as the JSON protocols write it (and, for SES, as REST-JSON does)."""
    body = {"__type": f"com.amazonaws.service#{code}", "message": "not today", "Message": "not today", **members}
    return Reply(status, json.dumps(body).encode(), {"x-amzn-ErrorType": code})


def cancelled(*codes: str | None) -> Reply:
    """A transaction that DynamoDB did not carry out; one reason for each of its writes."""
    reasons = [{"Code": code or "None"} for code in codes]
    return refusal("TransactionCanceledException", CancellationReasons=reasons)


def says(**body: Any) -> Reply:
    return Reply(body=json.dumps(body).encode())


class FailingAws:
    """`replies`: one after the other; the last one stays."""

    def __init__(self, port: int) -> None:
        self.endpoint = f"http://127.0.0.1:{port}"
        self.requests: list[dict[str, Any]] = []
        self.over = threading.Event()
        self._lock = threading.Lock()
        self._replies: list[Reply | Answer] = []

    def will(self, *replies: Reply | Answer) -> None:
        self._replies = list(replies)
        self.requests.clear()

    def reply(self, request: dict[str, Any]) -> Reply:
        with self._lock:
            self.requests.append(request)
            reply = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
        return reply if isinstance(reply, Reply) else reply(request)


@contextmanager
def failing_aws() -> Iterator[FailingAws]:
    class Handler(BaseHTTPRequestHandler):
        aws: ClassVar[FailingAws]
        protocol_version = "HTTP/1.1"  # connections stay open

        def do_GET(self) -> None:
            self.do_POST()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            reply = self.aws.reply(json.loads(body or b"{}"))
            if reply.hold:
                self.aws.over.wait(30)
            if reply.hold or reply.body is None:
                self.close_connection = True
                return
            self.send_response(reply.status)
            for name, value in {"content-length": str(len(reply.body)), **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, format: str, *args: Any) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Handler.aws = FailingAws(server.server_port)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield Handler.aws
        finally:
            Handler.aws.over.set()
            server.shutdown()
            thread.join()


def closed_port() -> str:
    """An address at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"
