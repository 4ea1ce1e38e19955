"""As much of Rollbook as the demo's own code needs to be tried against, over real HTTP, with faults to order."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

from infra.demo.ledger import comparable
from infra.demo.people import Row

Answer = tuple[int, Any]
Body = Mapping[str, Any]
ADMIN = ("admin@example.com", "the administrator's own phrase")


class FakeRollbook:
    """Accounts, mail and events in dictionaries. `lose_mail` and `lose_event` name what it drops on the way."""

    def __init__(self, rows: Sequence[Row], lose_mail: str = "", lose_event: str = "", extra_mail: str = "") -> None:
        self._refusals = {json.dumps(row.body()): row.refusal for row in rows if row.refusal}
        self._lose_mail, self._lose_event, self._extra_mail = lose_mail, lose_event, extra_mail
        self._lock = threading.RLock()
        self._numbers = count(1)
        self.users: dict[str, dict[str, Any]] = {}
        self.streams: dict[str, list[dict[str, Any]]] = {}
        self.bus: list[dict[str, Any]] = []
        self.mails: list[dict[str, Any]] = []
        self.tokens: dict[str, Callable[[Body], None]] = {}
        self.sources: set[str] = set()

    def answer(self, method: str, target: str, body: Body, bearer: str) -> Answer:
        parts = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        with self._lock:
            if parts.path.startswith("/v1/users"):
                return self._directory(method, parts.path.split("/")[3:], body, query)
            if parts.path.startswith("/v1/me"):
                return self._own(method, parts.path, body, self.users[bearer])
            return self._open(parts.path, body)

    def _open(self, path: str, body: Body) -> Answer:
        if path == "/healthz":
            return 200, {"status": "ok"}
        if path == "/_local/inbox.json":
            return 200, {"messages": self.mails}
        if path == "/_local/events.json":
            return 200, {"events": [{"detail": event} for event in self.bus]}
        if path == "/v1/signup":
            return self._sign_up(body)
        if path == "/v1/sessions":
            return self._sign_in(body)
        if path == "/v1/password-resets":
            return self._forget(body)
        return self._use_token(body)

    def _sign_up(self, body: Body) -> Answer:
        if refusal := self._refusals.get(json.dumps(body)):
            return _problem(422, refusal.code, refusal.detail, refusal.pointer)
        if self._by_email(body["email"]):
            self._mail("account_exists", body["email"])
        else:
            user = self._register(body["email"], body["password"])
            self._mail("verify_email", body["email"], lambda _: self._activate(user))
        return 202, {"status": "accepted"}

    def _sign_in(self, body: Body) -> Answer:
        if (body["identifier"], body["password"]) == ADMIN:
            return 201, {"access_token": "admin"}
        user = self._by_email(body["identifier"])
        if user is None or user["password"] != body["password"]:
            return _problem(401, "invalid_credentials")
        if user["status"] == "suspended":
            return _problem(403, "account_suspended")
        if user["signed_in"]:
            self._mail("new_device", user["email"])
        user["signed_in"] = True
        return 201, {"access_token": user["id"]}

    def _forget(self, body: Body) -> Answer:
        user = self._by_email(body["email"])
        if user:
            self._mail("password_reset", user["email"], lambda given: self._reset(user, given))
        return 202, {"status": "accepted"}

    def _use_token(self, body: Body) -> Answer:
        act = self.tokens.pop(body["token"], None)
        if act is None:
            return _problem(400, "invalid_token")
        act(body)
        return 204, None

    def _own(self, method: str, path: str, body: Body, user: dict[str, Any]) -> Answer:
        if method == "PATCH":
            self._record(user, "user.profile_changed")
        if path == "/v1/me/password":
            user["password"] = body["new_password"]
            self._record(user, "user.password_changed")
            self._mail("password_changed", user["email"])
            return 204, None
        if path == "/v1/me/email":
            self._record(user, "user.email_change_requested")
            self._mail("email_change_requested", user["email"])
            self._mail("email_change_confirm", body["new_email"], lambda _: self._move(user, body["new_email"]))
            return 202, {"status": "accepted"}
        return 200, user

    def _directory(self, method: str, path: list[str], body: Body, query: Mapping[str, str]) -> Answer:
        if not path:
            return self._invite(body) if method == "POST" else (200, {"items": self._found(query["email"])})
        user = self.users[path[0]]
        if path[1:] == ["events"]:
            return 200, {"items": self.streams[user["id"]], "next_cursor": None}
        if user["status"] == "erased":
            return _problem(410, "user_erased")
        if method == "DELETE":
            self._record(user, "user.erased")
            self._mail("account_closed", user["email"])
            user.update(status="erased", email="")
        elif path[1:] == ["email"]:
            self._move(user, body["email"])
        elif path[1:]:
            past = {"suspend": "suspended", "reactivate": "reactivated"}[path[1]]
            user["status"] = {"suspend": "suspended", "reactivate": "active"}[path[1]]
            self._record(user, f"user.{past}")
        return 200, user

    def _invite(self, body: Body) -> Answer:
        user = self._register(body["email"], "")
        self._mail("invitation", user["email"], lambda given: self._accept(user, given))
        return 201, user

    def _found(self, email: str) -> list[dict[str, Any]]:
        user = self._by_email(email)
        return [user] if user else []

    def _by_email(self, email: str) -> dict[str, Any] | None:
        wanted = comparable(email)
        return next((user for user in self.users.values() if comparable(user["email"]) == wanted), None)

    def _register(self, email: str, password: str) -> dict[str, Any]:
        user = {"id": f"u{next(self._numbers)}", "email": email, "password": password}
        self.users[user["id"]] = {**user, "status": "pending", "signed_in": False}
        self._record(self.users[user["id"]], "user.registered")
        return self.users[user["id"]]

    def _activate(self, user: dict[str, Any]) -> None:
        user["status"] = "active"
        self._record(user, "user.email_verified")
        self._mail("welcome", user["email"])

    def _move(self, user: dict[str, Any], new_email: str) -> None:
        previous, user["email"] = user["email"], new_email
        self._record(user, "user.email_changed")
        self._mail("email_changed", previous)
        self._mail("email_changed", new_email)

    def _reset(self, user: dict[str, Any], given: Body) -> None:
        user["password"] = given["new_password"]
        self._record(user, "user.password_reset")
        self._mail("password_changed", user["email"])

    def _accept(self, user: dict[str, Any], given: Body) -> None:
        user["password"] = given["new_password"]
        self._record(user, "user.password_reset")
        self._activate(user)

    def _record(self, user: Mapping[str, Any], type_: str) -> None:
        stream = self.streams.setdefault(user["id"], [])
        event = {
            "event_id": f"e{next(self._numbers)}",
            "stream_id": user["id"],
            "version": len(stream) + 1,
            "type": type_,
            "changed": [],
            "occurred_at": "2026-11-22T14:52:00.000000Z",
            "actor": {"type": "user", "id": user["id"]},
            "previous_hash": stream[-1]["hash"] if stream else None,
            "hash": f"hash{next(self._numbers)}",
        }
        stream.append(event)
        if type_ != self._lose_event:
            self.bus.append(event)

    def _mail(self, kind: str, to: str, act: Callable[[Body], None] | None = None) -> None:
        token = f"t{next(self._numbers)}" if act else None
        if act and token:
            self.tokens[token] = act
        copies = 0 if kind == self._lose_mail else 2 if kind == self._extra_mail else 1
        self.mails += [{"kind": kind, "to": [to], "token": token}] * copies


@contextmanager
def running(fake: FakeRollbook) -> Iterator[str]:
    """The fake on a port of its own; gives its URL."""

    class Handler(BaseHTTPRequestHandler):
        wbufsize = -1  # one packet per answer: two would wait for each other

        def do_GET(self) -> None:
            fake.sources.add(self.client_address[0])
            body = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))) or "{}")
            bearer = self.headers.get("authorization", "").removeprefix("Bearer ")
            status, answer = fake.answer(self.command, self.path, body, bearer)
            content = json.dumps(answer).encode() if answer is not None else b""
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        request_queue_size = 128  # eight callers at once overflow the default of five

    server = Server(("127.0.0.1", 0), Handler)
    server.block_on_close = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _problem(status: int, code: str, detail: str = "", pointer: str = "") -> Answer:
    errors = [{"code": detail, "pointer": pointer}] if detail else []
    return status, {"code": code, "errors": errors}
