"""The local system calls one handler from many threads."""

import json
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from shared.edge.http import HttpHandler, http_handler
from shared.edge.routes import Access, Answer, Call, Routes
from shared.edge.telemetry import Telemetry, json_logger
from tests.edge.sample import GOOD, NoteView, Parts, authenticator, event

THREADS = 8
QUIET = Telemetry("threads", json_logger())
QUIET.logger.setLevel("CRITICAL")


@pytest.fixture(autouse=True)
def _threads_that_switch_all_the_time() -> Iterator[None]:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def fresh_handler() -> HttpHandler:
    routes: Routes[Parts] = Routes("Threads")

    @routes.get("/v1/notes/{note_id}", answers=NoteView, access=Access.own())
    def show(call: Call[Parts]) -> Answer:
        return Answer(body=NoteView(id=call.path["note_id"], title=call.correlation_id))

    parts = Parts()
    return http_handler(parts, [routes], authenticator(parts), QUIET)


def is_answered_as_asked(handler: HttpHandler, number: int) -> bool:
    """Even numbers ask for a note, odd ones for a path that does not exist."""
    own = f"request-{number}"
    path = f"/v1/{'nowhere' if number % 2 else 'notes'}/{own}"
    answer = handler(event("GET", path, authorization=GOOD, x_correlation_id=own), None)
    told = json.loads(answer["body"])
    if number % 2:
        return (answer["statusCode"], told["instance"]) == (404, path)
    seen = {told.get("id"), told.get("title"), answer["headers"]["X-Correlation-Id"]}
    return answer["statusCode"] == 200 and seen == {own}


def test_threads_never_see_each_others_requests() -> None:
    handler = fresh_handler()
    with ThreadPoolExecutor(THREADS) as pool:
        assert all(pool.map(lambda number: is_answered_as_asked(handler, number), range(800)))


def test_the_first_requests_may_come_together() -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        for _ in range(20):
            handler, together = fresh_handler(), threading.Barrier(THREADS)

            def first(number: int, handler: HttpHandler = handler, together: threading.Barrier = together) -> bool:
                together.wait(timeout=10)
                return is_answered_as_asked(handler, 2 * number)

            assert all(pool.map(first, range(THREADS)))
