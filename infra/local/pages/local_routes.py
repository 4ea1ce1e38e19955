"""The routes under /_local. They exist in this server only: the cloud has no such code."""

import ipaddress
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qs

from infra.local.journal import Journal
from infra.local.mailbox import Mailbox
from infra.local.pages.signing import Sign, texts_to_sign
from infra.local.requests import Request, Response, json_response, problem
from infra.local.workers.schedules import Schedules

ROOT = "/_local"
FILES = Path(__file__).parent / "static"
SUMMARIES = 200
SCHEDULES = f"{ROOT}/schedules/"
QUEUES = f"{ROOT}/queues/"
REDRIVE = "/redrive"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
}
# Mails are shown in sandboxed frames, which inherit this: no script, no request leaves the page because of a mail.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
STATIC = {
    ROOT: "index.html",
    f"{ROOT}/inbox": "inbox.html",
    f"{ROOT}/events": "events.html",
    f"{ROOT}/queues": "queues.html",
    **{f"{ROOT}/{name}": name for name in ("style.css", "common.js", "inbox.js", "events.js", "queues.js")},
}


class Depths(Protocol):
    def snapshot(self) -> dict[str, Any]: ...
    def redrive(self, queue: str) -> int:
        """How many dead letters were sent again. Raises KeyError for an unknown queue."""


def is_local(request: Request) -> bool:
    return request.path == ROOT or request.path.startswith(ROOT + "/")


class LocalRoutes:
    """Answers everything under /_local."""

    def __init__(self, mailbox: Mailbox, bus: Journal, depths: Depths, schedules: Schedules, sign: Sign) -> None:
        self._mailbox, self._bus, self._depths = mailbox, bus, depths
        self._schedules, self._sign = schedules, sign
        self._reads: dict[str, Callable[[Request], Response]] = {
            f"{ROOT}/inbox.json": self._inbox,
            f"{ROOT}/inbox/summaries.json": self._summaries,
            f"{ROOT}/inbox/message.json": self._message,
            f"{ROOT}/events.json": self._events,
            f"{ROOT}/queues.json": lambda _: json_response(self._depths.snapshot()),
        }

    def __call__(self, request: Request) -> Response:
        if not _from_this_machine(request):
            return _problem(request, "forbidden", "These pages answer to this machine's own names only.")
        path = request.path.rstrip("/")
        if path == f"{ROOT}/sign" or path.startswith(SCHEDULES) or _redrives(path):
            return self._write(request, path) if request.method == "POST" else _not_allowed(request, "POST")
        if path not in STATIC and path not in self._reads:
            return _problem(request, "no_such_route", "There is no such page.")
        if request.method not in ("GET", "HEAD"):
            return _not_allowed(request, "GET, HEAD")
        return _file(STATIC[path]) if path in STATIC else self._reads[path](request)

    def _write(self, request: Request, path: str) -> Response:
        if _redrives(path):
            return self._redrive(request, path.removeprefix(QUEUES).removesuffix(REDRIVE))
        return self._sign_texts(request) if path == f"{ROOT}/sign" else self._run_schedule(request, path)

    def _redrive(self, request: Request, queue: str) -> Response:
        try:
            return json_response({"queue": queue, "redriven": self._depths.redrive(queue)})
        except KeyError:
            return _problem(request, "no_such_route", "There is no queue of this name.")

    def _sign_texts(self, request: Request) -> Response:
        try:
            header, payload = texts_to_sign(request.body)
        except ValueError as error:
            return _problem(request, "bad_request", str(error))
        return json_response({"token": self._sign(header, payload)})

    def _run_schedule(self, request: Request, path: str) -> Response:
        name = path.removeprefix(SCHEDULES)
        if name not in self._schedules.names:
            known = ", ".join(self._schedules.names) or "none so far"
            return _problem(request, "no_such_route", f"There is no schedule of this name. Known: {known}.")
        try:
            detail = _detail(request.body)
        except ValueError as error:
            return _problem(request, "bad_request", str(error))
        return json_response({"schedule": name, "answer": self._schedules.run(name, detail)})

    def _inbox(self, request: Request) -> Response:
        headers = (("content-type", "application/json"), ("cache-control", "no-store"))
        return Response(200, headers, self._mailbox.as_json(_parameter(request, "to")))

    def _summaries(self, request: Request) -> Response:
        mails, total = self._mailbox.summaries(_parameter(request, "to") or "", SUMMARIES)
        return json_response({"messages": mails, "total": total})

    def _events(self, request: Request) -> Response:
        """All events, or those after the first so many: the page asks for what is new."""
        after = _parameter(request, "after")
        if after is None or not after.isdecimal():
            return json_response({"events": self._bus.entries()})
        known = min(int(after), len(self._bus))
        events = self._bus.entries(known)
        return json_response({"events": events, "total": known + len(events)})

    def _message(self, request: Request) -> Response:
        mail = self._mailbox.get(_parameter(request, "id") or "")
        return json_response(mail) if mail else _problem(request, "no_such_route", "There is no such mail.")


def _from_this_machine(request: Request) -> bool:
    """Not from another site's page: neither under a name of its own for this address, nor across sites."""
    if request.header("sec-fetch-site") not in (None, "none", "same-origin"):
        navigates = request.header("sec-fetch-mode") == "navigate" and request.method == "GET"
        if not navigates:
            return False
    host = (request.header("host") or "127.0.0.1").rpartition(":")[0] or (request.header("host") or "127.0.0.1")
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _redrives(path: str) -> bool:
    return path.startswith(QUEUES) and path.endswith(REDRIVE)


def _detail(body: bytes) -> dict[str, Any]:
    """What a person says to the run, as they would in the cloud: `{"detail": {...}}`, or nothing. Raises ValueError."""
    try:
        detail = json.loads(body or b"{}").get("detail", {})
    except (ValueError, AttributeError):
        detail = None
    if not isinstance(detail, dict):
        raise ValueError('The body is empty, or an object with the object "detail".')
    return detail


def _parameter(request: Request, name: str) -> str | None:
    values = parse_qs(request.query, keep_blank_values=True).get(name)
    return values[0] if values else None


def _file(name: str) -> Response:
    file = FILES / name
    headers = (
        ("content-type", TYPES[file.suffix]),
        ("content-security-policy", POLICY),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
    )
    return Response(200, headers, file.read_bytes())


def _problem(request: Request, code: str, detail: str) -> Response:
    return problem(code, detail, request.path, request.trace_id)


def _not_allowed(request: Request, allow: str) -> Response:
    detail = "This address does not take this method."
    return problem("method_not_allowed", detail, request.path, request.trace_id, (("allow", allow),))
