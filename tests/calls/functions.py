"""The real functions, built with a real environment and called with API Gateway events; no server in between."""

import importlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from infra.local.gateway import choose_function, to_event, to_response
from infra.local.invoke import context_for
from infra.local.requests import Request
from infra.topology import FUNCTIONS
from shared.edge.http import HttpHandler

HOST = "127.0.0.1"
JSON = (("content-type", "application/json"),)


@dataclass(frozen=True)
class Reply:
    status: int
    body: Any
    etag: str | None


class Functions:
    """Every function is built at its first call, as on Lambda: each has adapters and keys of its own."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._handlers: dict[str, HttpHandler] = {}

    def call(
        self,
        method: str,
        target: str,
        body: object = None,
        *,
        token: str | None = None,
        peer: str = HOST,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """`token`: of the caller; `peer`: where the request seems to come from."""
        sent = [("host", HOST), ("user-agent", "test"), *({} if body is None else dict(JSON)).items()]
        sent += [("authorization", f"Bearer {token}")] if token else []
        sent = list((dict(sent) | dict(headers or {})).items())
        content = b"" if body is None else json.dumps(body).encode()
        request = Request(method, target, "1.1", tuple(sent), content, (peer, 40000), 8000)
        function = choose_function(request.path, FUNCTIONS)
        answer = to_response(self._handler(function.name)(to_event(request), context_for(function, "eu-central-1")))
        return Reply(answer.status, json.loads(answer.body) if answer.body else None, answer.header("etag"))

    def _handler(self, name: str) -> HttpHandler:
        if name not in self._handlers:
            self._handlers[name] = importlib.import_module(f"functions.{name}.handler").build(self._environ)
        return self._handlers[name]
