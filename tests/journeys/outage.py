"""The whole system in this process, with a gate before its AWS: services can be sent away and called back."""

import http.client
import json
import os
import re
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from infra.local.front import Front
from infra.local.invoke import LambdaContext
from infra.local.limits import Limits
from infra.local.requests import Request, Response
from infra.local.system import System
from shared.bootstrap import prepare, seed_admin
from tests.aws_environment import set_aws_environment
from tests.journeys.town import ADMIN

Handler = Callable[[Any, Any], Any]
_SCOPE = re.compile(r"/([a-z0-9]+)/aws4_request")
_NOT_PASSED_ON = {"host", "content-length", "connection", "transfer-encoding", "expect", "date", "server"}


def build(name: str, environ: Mapping[str, str]) -> Handler:
    """The real handler of this function of the topology, made for one environment."""
    made: Handler = import_module(f"functions.{name}.handler").build(environ)
    return made


class Gate:
    """Passes AWS calls on to the emulator, except to services that are `away`: they answer as AWS does in trouble."""

    def __init__(self, endpoint: str) -> None:
        self._emulator = urlsplit(endpoint)
        self.away: set[str] = set()
        self.refused: list[str] = []

    def __call__(self, request: Request) -> Response:
        scope = _SCOPE.search(request.header("authorization") or "")
        if scope and scope[1] in self.away:
            self.refused.append(scope[1])
            body = json.dumps({"__type": "InternalServerError", "message": "not today"}).encode()
            return Response(500, (("content-type", "application/x-amz-json-1.0"),), body)
        return self._pass_on(request)

    @contextmanager
    def without(self, *services: str) -> Iterator[None]:
        self.away.update(services)
        try:
            yield
        finally:
            self.away.difference_update(services)

    def _pass_on(self, request: Request) -> Response:
        connection = http.client.HTTPConnection(self._emulator.hostname or "", self._emulator.port, timeout=30)
        headers = {name: value for name, value in request.headers if name not in _NOT_PASSED_ON}
        if "X-Amz-Signature=" in request.target:  # the one signature that the emulator holds against what it got
            headers["host"] = request.header("host") or ""
        try:
            connection.request(request.method, request.target, request.body, headers)
            answer = connection.getresponse()
            kept = tuple((name, value) for name, value in answer.getheaders() if name.lower() not in _NOT_PASSED_ON)
            # To a HEAD nothing is sent but its length, which the front takes from the body.
            length = int(answer.headers.get("content-length") or 0) if request.method == "HEAD" else 0
            return Response(answer.status, kept, answer.read() or bytes(length))
        finally:
            connection.close()


class Functions:
    """The real handlers, made for one environment; `forget` makes them start cold again."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._made: dict[str, Handler] = {}

    def __call__(self, name: str, event: dict[str, Any], context: LambdaContext) -> Any:
        if name not in self._made:
            self._made[name] = build(name, self._environ)
        return self._made[name](event, context)

    def forget(self) -> None:
        self._made.clear()


@contextmanager
def gated_system(environ: Mapping[str, str], state: Path) -> Iterator[tuple[str, Gate, Functions]]:
    """Its URL, the gate before its AWS, and its functions."""
    with (
        pytest.MonkeyPatch.context() as monkeypatch,
        socket.create_server(("127.0.0.1", 0), backlog=64) as gate_listener,
        socket.create_server(("127.0.0.1", 0), backlog=64) as listener,
    ):
        gate = Gate(environ["AWS_ENDPOINT_URL"])
        front = Front(gate_listener, gate, Limits(body=4 * 1024 * 1024))
        front.start()
        place = {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{gate_listener.getsockname()[1]}"}
        made = {**environ, **place, "ROLLBOOK_LOCAL_STATE": str(state)}
        set_aws_environment(made, monkeypatch)
        for name in (*made, "AWS_ENDPOINT_URL_SESV2"):
            monkeypatch.setenv(name, made.get(name, ""))
        prepare(made)
        seed_admin(made, *ADMIN)
        functions = Functions(os.environ)  # where the system says, once it is made, through which door mails go
        system = System(made, listener, functions)
        system.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}", gate, functions
        finally:
            gate.away.clear()
            system.stop()
            front.stop(1.0)
