"""What the front makes of proper, odd and hostile requests, byte for byte."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from infra.local.front import Front
from infra.local.requests import Request, Response, json_response
from tests.local.front_running import Running, running_front
from tests.local.raw_client import RawClient, ask

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.fixture(scope="module")
def echo() -> Iterator[Running]:
    with running_front() as running:
        yield running


@pytest.fixture
def front(echo: Running) -> Running:
    echo.asked.clear()
    return echo


@pytest.mark.parametrize(
    "request_bytes",
    [
        pytest.param(b"GET /\r\n", id="HTTP/0.9"),
        pytest.param(b"GET / HTTP/0.9\r\n\r\n", id="says HTTP/0.9"),
        pytest.param(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", id="HTTP/2 preface"),
        pytest.param(b"GET / HTTP/3.0\r\nHost: a\r\n\r\n", id="HTTP/3"),
        pytest.param(b"GET / HTTP/1.1 \r\nHost: a\r\n\r\n", id="space after the version"),
        pytest.param(b"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", id="two spaces"),
        pytest.param(b"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", id="space in the URL"),
        pytest.param("GET /é HTTP/1.1\r\nHost: a\r\n\r\n".encode(), id="letters beyond ASCII in the URL"),
        pytest.param(b"G(T / HTTP/1.1\r\nHost: a\r\n\r\n", id="odd method name"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n", id="TLS hello"),
        pytest.param(b"GET / HTTP/1.1\r\n\r\n", id="no Host"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", id="two Hosts"),
        pytest.param(b"GET / HTTP/1.1\r\nHost : a\r\n\r\n", id="space before the colon"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n X\r\n\x00: a\r\n\r\n", id="NUL in a header"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", id="header without a colon"),
        pytest.param(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", id="negative length"),
        pytest.param(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1x\r\n\r\n", id="length no number"),
        pytest.param(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n", id="huge length"),
        pytest.param(
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", id="two lengths"
        ),
        pytest.param(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", id="unknown transfer encoding"),
        pytest.param(
            b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", id="two encodings"
        ),
        pytest.param(
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            id="both framings",
        ),
        pytest.param(
            b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", id="chunk size no number"
        ),
        pytest.param(
            b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n", id="chunk too long"
        ),
    ],
)
def test_a_malformed_request_is_a_bad_request(front: Running, request_bytes: bytes) -> None:
    with RawClient(front.port) as client:
        answer = client.send(request_bytes).answer()
        assert (answer.status, answer.json()["code"]) == (400, "bad_request")
        assert answer.headers["content-type"] == "application/problem+json"
        assert client.is_closed()
    assert front.asked == []


@pytest.mark.parametrize("method", ["FOO", "TRACE", "PROPFIND", "get", "M-SEARCH", "OPTIONS"])
def test_any_method_is_handed_on(front: Running, method: str) -> None:
    answer = ask(front.port, f"{method} /v1/users HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    assert answer.json() == {"method": method, "path": "/v1/users", "body": ""}


def test_connect_is_handed_on_but_never_opens_a_tunnel(front: Running) -> None:
    answer = ask(front.port, b"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n")
    assert (front.asked[0].method, answer.status, answer.json()["code"]) == ("CONNECT", 405, "method_not_allowed")


@pytest.mark.parametrize(
    ("target", "path"),
    [("*", "/"), ("a:443", "/"), ("http://a:8000/v1/me?x=1", "/v1/me"), ("http://a", "/"), ("//v1//me", "//v1//me")],
)
def test_every_form_of_target_has_a_path(front: Running, target: str, path: str) -> None:
    assert ask(front.port, f"OPTIONS {target} HTTP/1.1\r\nHost: a\r\n\r\n".encode()).json()["path"] == path


def test_head_has_the_length_but_no_body(front: Running) -> None:
    with RawClient(front.port) as client:
        answer = client.send(b"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").answer("HEAD")
        assert (answer.body, int(answer.headers["content-length"]) > 0) == (b"", True)
        assert client.send(GET).answer().status == 200


def test_one_connection_carries_many_requests(front: Running) -> None:
    with RawClient(front.port) as client:
        for number in range(5):
            body = str(number).encode()
            client.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n" + body)
            assert client.answer().json()["body"] == str(number)


def test_requests_sent_in_one_go_are_answered_in_order(front: Running) -> None:
    with RawClient(front.port) as client:
        first = b"POST /1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
        second = b"POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nde"
        client.send(first + second + GET)
        assert [client.answer().json()["body"] for _ in range(3)] == ["abc", "de", ""]


def test_a_request_in_single_bytes_is_understood(front: Running) -> None:
    with RawClient(front.port) as client:
        client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi":
            client.send(bytes([byte]))
        assert client.answer().json()["body"] == "hi"


def test_empty_lines_before_a_request_are_ignored(front: Running) -> None:
    assert ask(front.port, b"\r\n\r\n" + GET).status == 200


def test_bare_line_feeds_end_lines(front: Running) -> None:
    assert ask(front.port, b"GET / HTTP/1.1\nHost: a\n\n").status == 200


def test_http_1_0_is_answered_and_closed(front: Running) -> None:
    with RawClient(front.port) as client:
        assert client.send(b"GET / HTTP/1.0\r\n\r\n").answer().status == 200
        assert client.is_closed()


def test_a_client_that_asks_to_close_is_closed(front: Running) -> None:
    with RawClient(front.port) as client:
        answer = client.send(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").answer()
        assert (answer.status, answer.headers["connection"], client.is_closed()) == (200, "close", True)


def test_a_client_that_stops_sending_after_its_request_still_gets_the_answer(front: Running) -> None:
    with RawClient(front.port) as client:
        client.send(GET).socket.shutdown(socket.SHUT_WR)
        assert client.answer().status == 200


def test_half_a_body_calls_nothing(front: Running) -> None:
    with RawClient(front.port) as client:
        client.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc").socket.shutdown(socket.SHUT_WR)
        assert client.answer().status == 400
    assert front.asked == []


def test_hands_on_the_real_peer_and_ignores_what_headers_claim(front: Running) -> None:
    ask(front.port, b"GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 8.8.8.8\r\n\r\n", source="127.0.0.9")
    assert front.asked[0].peer[0] == "127.0.0.9"


def test_each_request_has_its_own_trace_id(front: Running) -> None:
    with RawClient(front.port) as client:
        for _ in range(3):
            client.send(GET).answer()
    assert len({request.trace_id for request in front.asked}) == 3


def test_a_function_that_raises_is_an_internal_error_that_tells_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    def explode(_: Request) -> Response:
        raise RuntimeError("the secret of the database")

    with running_front(explode) as front, RawClient(front.port) as client:
        answer = client.send(b"GET /v1/me?token=abc HTTP/1.1\r\nHost: a\r\n\r\n").answer()
        assert (answer.status, answer.json()["code"], answer.json()["instance"]) == (500, "internal_error", "/v1/me")
        assert b"secret" not in answer.body
        assert client.send(GET).answer().status == 500
    logged = capsys.readouterr().err
    assert logged.count("RuntimeError: the secret of the database") == 2
    assert answer.json()["trace_id"] in logged
    assert "token=abc" not in logged


def test_no_header_names_the_implementation() -> None:
    with running_front(lambda _: Response(204, (("Server", "x"), ("Content-Length", "5")))) as front:
        answer = ask(front.port, GET)
    assert (answer.status, sorted(answer.headers)) == (204, ["date", "x-content-type-options"])


def test_only_loopback_sockets_are_served() -> None:
    with (
        socket.create_server(("0.0.0.0", 0)) as listener,  # noqa: S104 - the point of the test
        pytest.raises(ValueError, match=r"127\.0\.0\.0/8 only"),
    ):
        Front(listener, lambda _: Response(200))


def test_stopping_answers_what_is_under_way_and_takes_nothing_new() -> None:
    started, release = threading.Event(), threading.Event()

    def slow(_: Request) -> Response:
        started.set()
        release.wait(5)
        return json_response("done")

    with running_front(slow) as front, RawClient(front.port) as client, RawClient(front.port) as idle:
        client.send(GET)
        assert started.wait(2)
        threading.Timer(0.3, release.set).start()
        assert front.front.stop(5)
        answer = client.answer()
        assert (answer.json(), answer.headers["connection"]) == ("done", "close")
        assert idle.is_closed()


def test_stopping_does_not_wait_for_ever() -> None:
    release = threading.Event()

    def stuck(_: Request) -> Response:
        release.wait(10)
        return Response(200)

    with running_front(stuck) as front, RawClient(front.port) as client:
        client.send(GET)
        time.sleep(0.1)
        started = time.monotonic()
        assert not front.front.stop(0.3)
        assert time.monotonic() - started < 1.5
        release.set()
