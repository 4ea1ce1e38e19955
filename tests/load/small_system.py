"""As much of Rollbook as one run of the load needs, in memory, with faults to order."""

import itertools
import threading
from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from infra.demo.client import Client, Reply

ADMIN_ID = "admin"


class SmallSystem(Client):
    """`fault`: what goes wrong, every third time."""

    def __init__(self, fault: str = "") -> None:
        super().__init__("http://127.0.0.1:9")
        self._fault, self._times = fault, Counter[str]()
        self._numbers, self._lock = itertools.count(1), threading.RLock()
        self.users: dict[str, dict[str, Any]] = {ADMIN_ID: {"id": ADMIN_ID, "email": "admin", "display_name": ""}}
        self.streams: dict[str, list[dict[str, Any]]] = {}
        self.bus: list[dict[str, Any]] = []
        self.mails: list[dict[str, Any]] = []
        self.sessions: Counter[str] = Counter()
        self.activity: Counter[str] = Counter()
        self.tokens: dict[str, str] = {}
        self.parked = 0

    def call(self, method: str, path: str, body: Mapping[str, Any] | None = None, **options: Any) -> Reply:
        with self._lock:
            parts = urlsplit(path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if method == "PATCH" and self._strikes("5xx"):
                return Reply(500, {"code": "internal_error"})
            user = self.users.get(options.get("token") or "", {})
            return Reply(*self._answer(f"{method} {parts.path}", dict(body or {}), query, user))

    def _answer(self, route: str, body: dict[str, Any], query: dict[str, str], user: dict[str, Any]) -> tuple[int, Any]:
        match route.split("/"):
            case [_, "v1", "signup"]:
                return self._sign_up(body)
            case [_, "v1", "email", "verify"]:
                return self._verify(self.users[body["token"]])
            case [_, "v1", "sessions"]:
                return self._sign_in(body)
            case [_, "v1", "sessions", "refresh"]:
                return 200, self._pair(body["refresh_token"])
            case ["PATCH ", "v1", "me"]:
                return self._rename(user, body["display_name"])
            case [_, "v1", "me"]:
                return 200, dict(user)
            case [_, "v1", "me", "sessions"]:
                return self._page([{}] * self.sessions[user["id"]])
            case [_, "v1", "me", "activity"]:
                return self._page(
                    [{"type": "sign_in.succeeded"}] * self.activity[user["id"]] + [{"type": "session.ended"}]
                )
            case [_, "v1", "users", user_id, "events"]:
                return self._page(self.streams[user_id])
            case [_, "v1", "users", user_id]:
                return 200, dict(self.users[user_id])
            case [_, "v1", "users"]:
                return self._page([each for each in self.users.values() if each["email"] == query["email"]])
            case [_, "_local", page]:
                return 200, self._local(page, query)
        return 404, {"code": "no_such_route"}

    def _sign_up(self, body: dict[str, Any]) -> tuple[int, Any]:
        for _ in range(2 if self._strikes("doubled account") else 1):
            user = {"id": f"{next(self._numbers):08x}-0000-7000-8000-000000000000", **body}
            self.users[user["id"]] = user
            self._happened(user["id"], "user.registered")
        if self._strikes("account not found"):
            user["email"] = "elsewhere"
        self._mail("verify_email", body["email"], user["id"])
        return 202, {"status": "accepted"}

    def _verify(self, user: dict[str, Any]) -> tuple[int, Any]:
        self._happened(user["id"], "user.email_verified")
        if not self._strikes("lost mail"):
            self._mail("welcome", user["email"], None)
        if self._strikes("doubled mail"):
            self._mail("welcome", user["email"], None)
        if self._strikes("parked message"):
            self.parked += 1
        return 204, None

    def _sign_in(self, body: dict[str, Any]) -> tuple[int, Any]:
        if body["identifier"] == "admin":
            return 201, self._pair(ADMIN_ID)
        user = next(each for each in self.users.values() if each.get("password") == body["password"])
        self.sessions[user["id"]] += 2 if self._strikes("doubled session") else 1
        self.activity[user["id"]] += 0 if self._strikes("lost activity") else 1
        return 201, self._pair(user["id"])

    def _pair(self, user_id: str) -> dict[str, str]:
        if self._strikes("nonsense"):
            return {}
        return {"access_token": user_id, "refresh_token": user_id}

    def _rename(self, user: dict[str, Any], name: str) -> tuple[int, Any]:
        answer = dict(user) | {"display_name": name}
        if not self._strikes("stale read"):
            user["display_name"] = name
        if not self._strikes("lost change"):
            self._happened(user["id"], "user.profile_changed", name)
        if self._strikes("doubled change"):
            self._happened(user["id"], "user.profile_changed", name)
        return 200, answer

    def _happened(self, user_id: str, type_: str, name: str = "") -> None:
        stream = self.streams.setdefault(user_id, [])
        event = {
            "event_id": f"e{next(self._numbers)}",
            "stream_id": user_id,
            "version": len(stream) + 1,
            "type": type_,
            "data": {"display_name": name},
            "previous_hash": stream[-1]["hash"] if stream else None,
            "hash": f"h{next(self._numbers)}",
        }
        stream.append(event)
        if not self._strikes("unpublished event"):
            self.bus.append(event)

    def _mail(self, kind: str, to: str, token: str | None) -> None:
        self.mails.append({"kind": kind, "to": [to], "token": token})

    @staticmethod
    def _page(items: list[Any]) -> tuple[int, Any]:
        return 200, {"items": items, "next_cursor": None}

    def _local(self, page: str, query: dict[str, str]) -> dict[str, Any]:
        if page == "inbox.json":
            return {"messages": [mail for mail in self.mails if query.get("to") in (None, *mail["to"])]}
        if page == "events.json":
            return {"events": [{"detail": event} for event in self.bus]}
        queue = {"visible": 0, "in_flight": 0, "delayed": 0, "dead_letters": {"messages": [{}] * self.parked}}
        return {"queues": [queue], "streams": [{"lag": 0, "parked": []}]}

    def _strikes(self, fault: str) -> bool:
        if fault != self._fault:
            return False
        self._times[fault] += 1
        return self._times[fault] % 3 == 0
