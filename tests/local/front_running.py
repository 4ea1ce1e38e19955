"""A front on a free port for a test, with what it was asked."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from infra.local.connection import Answer
from infra.local.front import Front
from infra.local.limits import Limits
from infra.local.requests import Request, Response, json_response

QUICK = Limits(head_seconds=0.4, body_seconds=0.4, idle_seconds=0.5, swallow_seconds=0.5)


@dataclass
class Running:
    port: int
    front: Front
    asked: list[Request] = field(default_factory=list)


@contextmanager
def running_front(answer: Answer | None = None, limits: Limits = QUICK) -> Iterator[Running]:
    """Echoes the request as JSON unless told to answer otherwise."""

    def echo(request: Request) -> Response:
        running.asked.append(request)
        if answer:
            return answer(request)
        return json_response({"method": request.method, "path": request.path, "body": request.body.decode("latin-1")})

    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        running = Running(listener.getsockname()[1], Front(listener, echo, limits))
        running.front.start()
        try:
            yield running
        finally:
            running.front.stop(2)
