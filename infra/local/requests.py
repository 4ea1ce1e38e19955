"""What the front reads and what it answers: requests, responses, and the front's own problems (RFC 9457)."""

import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

Headers = tuple[tuple[str, str], ...]

PROBLEM_TYPE = "https://rollbook.dev/problems/"
TITLES = {
    "bad_request": (400, "Bad request"),
    "forbidden": (403, "Forbidden"),
    "no_such_route": (404, "No such route"),
    "method_not_allowed": (405, "Method not allowed"),
    "request_timeout": (408, "Request timeout"),
    "body_too_large": (413, "Body too large"),
    "uri_too_long": (414, "URI too long"),
    "headers_too_large": (431, "Headers too large"),
    "internal_error": (500, "Internal error"),
    "service_unavailable": (503, "Service unavailable"),
}


def new_trace_id() -> str:
    """An X-Ray root id: `1-<8 hex: seconds>-<24 hex: random>`."""
    return f"1-{int(time.time()):08x}-{secrets.token_hex(12)}"


@dataclass(frozen=True)
class Request:
    """One whole HTTP request. `target` is as it stood on the request line; header names are lower-case."""

    method: str
    target: str
    version: str
    headers: Headers
    body: bytes
    peer: tuple[str, int]
    port: int
    trace_id: str = field(default_factory=new_trace_id)

    @property
    def path(self) -> str:
        """The path as sent, still percent-encoded; `/` for the forms that carry none (`*`, `host:port`)."""
        target = self.target
        if "://" in target and not target.startswith("/"):  # absolute form, RFC 9112 section 3.2.2
            target = "/" + target.split("://", 1)[1].partition("/")[2]
        path = target.partition("?")[0]
        return path if path.startswith("/") else "/"

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)


@dataclass(frozen=True)
class Response:
    """`close` asks the front to end the connection after this answer."""

    status: int
    headers: Headers = ()
    body: bytes = b""
    close: bool = False

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name), None)


class Refused(Exception):
    """The front refuses what it has read so far: it answers with this problem and ends the connection."""

    def __init__(self, code: str, detail: str, path: str = "/") -> None:
        super().__init__(detail)
        self.code, self.detail, self.path = code, detail, path


def problem(code: str, detail: str, path: str, trace_id: str, headers: Headers = ()) -> Response:
    """A problem of the front itself, with the members and the stable `code` that the contract promises."""
    status, title = TITLES[code]
    members = {
        "type": PROBLEM_TYPE + code,
        "title": title,
        "status": status,
        "detail": detail,
        "instance": path,
        "code": code,
        "trace_id": trace_id,
    }
    content = (("content-type", "application/problem+json"), ("cache-control", "no-store"))
    return Response(status, content + headers, _json_bytes(members))


def json_response(value: Any, status: int = 200) -> Response:
    headers = (("content-type", "application/json"), ("cache-control", "no-store"))
    return Response(status, headers, _json_bytes(value))


def _json_bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
