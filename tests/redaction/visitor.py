"""Calls the system as the careless do: secrets and persons in every place that a request has."""

import http.client
import itertools
import json
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from pydantic import BaseModel

from infra.openapi import all_routes
from shared.bootstrap import Container
from shared.edge.routes import Route
from tests.journeys.client import Answer, read_answer
from tests.redaction.canaries import Canaries

ROUTES: list[Route[Container]] = [route for group in all_routes() for route in group]
SOURCES = "127.77."
NOBODY = "019aab00-1111-7aaa-8aaa-00000000ffff"
# A member or parameter that a route declares and this does not name has no canary: the test fails until it has.
MEMBERS: Mapping[str, Callable[[Canaries], Any]] = {
    "email": Canaries.address,
    "new_email": Canaries.address,
    "identifier": Canaries.address,
    "password": lambda canaries: password(canaries),
    "current_password": lambda canaries: password(canaries),
    "new_password": lambda canaries: password(canaries),
    "token": lambda canaries: canaries.plant("mailed token"),
    "refresh_token": lambda canaries: canaries.plant("session token"),
    "username": lambda canaries: canaries.plant("username"),
    "display_name": lambda canaries: canaries.plant("display name"),
    "description": lambda canaries: canaries.plant("reason"),
    "reason": lambda canaries: canaries.plant("reason"),
    "locale": lambda _: "en",
    "roles": lambda _: [],
    "permissions": lambda _: ["users:read"],
    "system": lambda canaries: canaries.plant("system name"),
    "title": lambda canaries: canaries.plant("system name"),
    "brief": lambda canaries: canaries.plant("brief"),
    "option": lambda canaries: canaries.plant("brief"),
    "dimension": lambda canaries: canaries.plant("brief"),
    "requirements": lambda canaries: requirements(canaries),
    "answers": lambda canaries: requirements(canaries),
    "checks": lambda canaries: checks(canaries),
    "source": lambda canaries: {"kind": "template", "template": canaries.plant("source text")},
    "path": lambda canaries: f"{canaries.plant('name in a source')}/pay.py",
    "rule": lambda _: "ASY001",
    "by": lambda _: NOBODY,
    "owner": lambda _: NOBODY,
    "language": lambda _: "en",
    "status": lambda _: "accepted",
    "profile": lambda _: "strict",
    "holds": lambda _: "code",
    "assume": lambda _: True,
    "size_bytes": lambda _: 1000,
    "sha256": lambda _: "0" * 64,
    "fingerprint": lambda _: None,
    "expires_on": lambda _: None,
    "weights": lambda _: {"cost": 2},
    "allowed": lambda _: {},
    "forbidden": lambda _: ["kafka"],
}
PARAMETERS: Mapping[str, Callable[[Canaries], str]] = {
    "email": Canaries.address,
    "username": lambda canaries: canaries.plant("username"),
    "q": lambda canaries: canaries.plant("query"),
    "cursor": lambda canaries: canaries.plant("query"),
    "status": lambda canaries: canaries.plant("query"),
    "as_of": lambda canaries: canaries.plant("query"),
    "limit": lambda canaries: canaries.plant("query"),
    "system_id": lambda canaries: canaries.plant("query"),
    "option": lambda canaries: canaries.plant("query"),
    "stale": lambda canaries: canaries.plant("query"),
}


def password(canaries: Canaries) -> str:
    return f"{canaries.plant('password')} over the hills"


def requirements(canaries: Canaries) -> dict[str, Any]:
    """Where data must stay is the one requirement that people word themselves."""
    return {"team_size": 4, "kind": ["crud", "api"], "residency": [canaries.plant("brief")]}


def checks(canaries: Canaries) -> dict[str, Any]:
    """Of a decision: what reviews ask of the code."""

    def module() -> str:
        return f"shop.{canaries.plant('name in a source')}"

    setting = {"file": "pyproject.toml", "path": module(), "equals": canaries.plant("brief")}
    return {
        "layers": [[module()], [module()]],
        "forbidden_imports": [{"importer": module(), "imported": module()}],
        "required_settings": [setting],
    }


def body_for(model: type[BaseModel], canaries: Canaries) -> dict[str, Any]:
    return {name: MEMBERS[name](canaries) for name in model.model_fields}


def query_for(model: type[BaseModel], canaries: Canaries) -> dict[str, str]:
    return {name: PARAMETERS[name](canaries) for name in model.model_fields}


@dataclass
class Visitor:
    """`seen`: the statuses each route gave. `answers`: all that was answered."""

    url: str
    canaries: Canaries
    seen: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    answers: list[str] = field(default_factory=list)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def call(
        self,
        template: str,
        body: object = None,
        *,
        token: str | None = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        **path: str,
    ) -> Answer:
        """`template` as routes are named, `GET /v1/users/{user_id}`; a `body` of bytes is sent as it is."""
        method, _, where = template.partition(" ")
        # `name` is a path parameter's name too, so path parameters come as keywords of any name.
        target = where.format_map({name: quote(value, safe="@") for name, value in path.items()})
        target += f"?{urlencode(query)}" if query else ""
        content = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        sent = self._careless_headers() | ({"Content-Type": "application/json"} if body is not None else {})
        sent |= ({"Authorization": f"Bearer {token}"} if token else {}) | dict(headers or {})
        answer = self._send(method, target, content, sent)
        with self._lock:
            self.seen[template].add(answer.status)
            if "/_local/" not in template:  # pages of this machine's own: they show mails as they are
                self.answers.append(f"{answer.headers} {answer.content.decode('utf-8', 'replace')}")
        return answer

    def _send(self, method: str, target: str, content: bytes | None, sent: Mapping[str, str]) -> Answer:
        parts, number = urlsplit(self.url), next(self._numbers)
        source = f"{SOURCES}{number // 250 % 250}.{1 + number % 250}"
        with closing(
            http.client.HTTPConnection(parts.hostname or "", parts.port, 60, source_address=(source, 0))
        ) as connection:
            connection.request(method, target, content, dict(sent))
            return read_answer(connection.getresponse())

    def _careless_headers(self) -> dict[str, str]:
        header = self.canaries.plant
        return {
            "User-Agent": f"Browser {header('device')}",
            "Cookie": f"session={header('header')}",
            "X-Api-Key": header("header"),
            "X-Forwarded-For": header("source"),
            "X-Amzn-Trace-Id": f"Root={header('header')}",
            "X-Correlation-Id": f"{header('header')}@mail.example.com",
            "Referer": f"https://app.example.com/reset?token={header('header')}",
        }
