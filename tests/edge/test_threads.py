"""The local system calls one handler from many threads."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

from shared.edge.http import http_handler
from shared.edge.routes import Access, Answer, Call, Routes
from tests.edge.sample import GOOD, NoteView, Parts, authenticator, event

THREADS = 16
ROUNDS = 40


def test_threads_never_see_each_others_requests() -> None:
    together = threading.Barrier(THREADS)
    routes: Routes[Parts] = Routes("Threads")

    @routes.get("/v1/notes/{note_id}", answers=NoteView, access=Access.own())
    def show(call: Call[Parts]) -> Answer:
        before = call.path["note_id"]
        together.wait(timeout=10)  # all threads are inside the handler now
        return Answer(body=NoteView(id=before, title=call.correlation_id))

    parts = Parts()
    handler = http_handler(parts, [routes], authenticator(parts))

    def ask(number: int) -> tuple[str, str, str, str]:
        own = f"request-{number}"
        answer = handler(event("GET", f"/v1/notes/{own}", authorization=GOOD, x_correlation_id=own), None)
        body = json.loads(answer["body"])
        return own, body["id"], body["title"], answer["headers"]["X-Correlation-Id"]

    with ThreadPoolExecutor(THREADS) as pool:
        seen = list(pool.map(ask, range(THREADS * ROUNDS)))
    assert all(len(set(names)) == 1 for names in seen)


def test_refusals_do_not_mix_either() -> None:
    parts = Parts()
    routes: Routes[Parts] = Routes("Threads")

    @routes.get("/v1/notes/{note_id}", answers=NoteView, access=Access.own())
    def show(call: Call[Parts]) -> Answer:
        return Answer(body=NoteView(id=call.path["note_id"]))

    handler = http_handler(parts, [routes], authenticator(parts))

    def ask(number: int) -> bool:
        path = f"/v1/{'notes' if number % 2 else 'nowhere'}/{number}"
        answer = handler(event("GET", path, authorization=GOOD if number % 3 else "Bearer bad"), None)
        told = json.loads(answer["body"])
        expected = 404 if not number % 2 else 200 if number % 3 else 401
        return bool(answer["statusCode"] == expected and told.get("instance", path) == path)

    with ThreadPoolExecutor(THREADS) as pool:
        assert all(pool.map(ask, range(600)))
