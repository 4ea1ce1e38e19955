"""How much the front reads: each limit of the contract to the byte, and the answer at the far side of it."""

import http.client
import time
from collections.abc import Iterator
from itertools import repeat, takewhile

import pytest

from infra.local.limits import Limits
from tests.local.front_running import QUICK, Running, running_front
from tests.local.raw_client import Answer, RawClient, ask


@pytest.fixture(scope="module")
def echo() -> Iterator[Running]:
    with running_front() as running:
        yield running


@pytest.fixture
def front(echo: Running) -> Running:
    echo.asked.clear()
    return echo


def post(body: bytes, length: int | None = None, extra: bytes = b"") -> bytes:
    size = str(len(body) if length is None else length).encode()
    return b"POST /v1/signup HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + b"\r\n" + extra + b"\r\n" + body


def chunked(*chunks: bytes) -> bytes:
    head = b"POST /v1/signup?secret=1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + b"".join(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n" for chunk in chunks) + b"0\r\n\r\n"


def assert_problem(answer: Answer, status: int, code: str) -> None:
    problem = answer.json()
    assert (answer.status, problem["status"], problem["code"]) == (status, status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem.keys() == {"type", "title", "status", "detail", "instance", "code", "trace_id"}
    assert problem["type"].endswith("/" + code)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["connection"] == "close"
    assert "server" not in answer.headers


def test_takes_a_body_of_exactly_the_limit(front: Running) -> None:
    assert ask(front.port, post(b"x" * 65_536)).status == 200


def test_refuses_one_byte_more(front: Running) -> None:
    assert_problem(ask(front.port, post(b"x" * 65_537)), 413, "body_too_large")
    assert front.asked == []


def test_takes_a_chunked_body_of_exactly_the_limit(front: Running) -> None:
    answer = ask(front.port, chunked(b"x" * 65_535, b"y"))
    assert (answer.status, len(answer.json()["body"])) == (200, 65_536)


def test_refuses_a_chunked_body_one_byte_longer(front: Running) -> None:
    answer = ask(front.port, chunked(b"x" * 65_536, b"y"))
    assert_problem(answer, 413, "body_too_large")
    assert answer.json()["instance"] == "/v1/signup"


def test_refuses_a_large_body_before_it_is_sent(front: Running) -> None:
    assert_problem(ask(front.port, post(b"", length=10_000_000)), 413, "body_too_large")


def test_a_client_that_sends_ten_megabytes_first_can_read_the_refusal(front: Running) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", front.port, timeout=10)
    connection.request("POST", "/v1/signup", b"x" * 10_000_000)
    response = connection.getresponse()
    assert (response.status, b"body_too_large" in response.read()) == (413, True)
    connection.close()


def test_an_endless_chunked_body_is_cut_off(front: Running) -> None:
    with RawClient(front.port) as client:
        client.send(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        sent = sum(65_535 for _ in takewhile(client.takes, repeat(b"ffff\r\n" + b"x" * 65_535 + b"\r\n", 1500)))
        assert sent < 50_000_000


def test_asks_for_the_body_of_a_client_that_expects_to_be_asked(front: Running) -> None:
    with RawClient(front.port) as client:
        client.send(post(b"", length=5, extra=b"Expect: 100-continue\r\n"))
        assert client.socket.recv(100).startswith(b"HTTP/1.1 100")
        assert client.send(b"hello").answer().json()["body"] == "hello"


def test_refuses_a_large_body_instead_of_asking_for_it(front: Running) -> None:
    answer = ask(front.port, post(b"", length=70_000, extra=b"Expect: 100-continue\r\n"))
    assert_problem(answer, 413, "body_too_large")


def test_a_head_request_with_a_large_body_is_refused_without_a_body(front: Running) -> None:
    with RawClient(front.port) as client:
        client.send(b"HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n\r\n")
        assert client.answer("HEAD").status == 413
        assert client.is_closed()


def with_target(length: int) -> bytes:
    return b"GET /" + b"a" * (length - 1) + b" HTTP/1.1\r\nHost: a\r\n\r\n"


def test_takes_a_url_of_exactly_the_limit(front: Running) -> None:
    assert ask(front.port, with_target(8192)).status == 200


@pytest.mark.parametrize("length", [8193, 20_000, 200_000])
def test_refuses_a_longer_url(front: Running, length: int) -> None:
    assert_problem(ask(front.port, with_target(length)), 414, "uri_too_long")


def with_headers(length: int) -> bytes:
    fixed = b"Host: a\r\nX-Long: "
    return b"GET /v1/me HTTP/1.1\r\n" + fixed + b"a" * (length - len(fixed) - 2) + b"\r\n\r\n"


def test_takes_headers_of_exactly_the_limit(front: Running) -> None:
    assert ask(front.port, with_headers(16_384)).status == 200


@pytest.mark.parametrize("length", [16_385, 30_000, 300_000])
def test_refuses_longer_headers(front: Running, length: int) -> None:
    answer = ask(front.port, with_headers(length))
    assert_problem(answer, 431, "headers_too_large")
    assert answer.json()["instance"] == "/v1/me"


def test_refuses_too_many_small_headers(front: Running) -> None:
    many = b"".join(b"X-%d: a\r\n" % number for number in range(3000))
    assert_problem(ask(front.port, b"GET / HTTP/1.1\r\nHost: a\r\n" + many + b"\r\n"), 431, "headers_too_large")


def test_a_slow_head_times_out(front: Running) -> None:
    started = time.monotonic()
    with RawClient(front.port) as client:
        for byte in b"GET / HT":
            client.send(bytes([byte]))
            time.sleep(0.08)
        assert_problem(client.answer(), 408, "request_timeout")
    assert time.monotonic() - started < 2


def test_a_slow_body_times_out(front: Running) -> None:
    assert_problem(ask(front.port, post(b"abc", length=10)), 408, "request_timeout")
    assert front.asked == []


def test_a_silent_connection_is_closed_without_a_word(front: Running) -> None:
    with RawClient(front.port) as client:
        assert client.is_closed()


def test_more_clients_than_places_are_served_one_after_the_other() -> None:
    limits = Limits(connections=2, idle_seconds=30)
    with running_front(limits=limits) as front:
        clients = [RawClient(front.port) for _ in range(6)]
        for client in clients:
            client.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert [client.answer().status for client in clients] == [200] * 6
        for client in clients:
            client.close()


def test_slow_clients_do_not_delay_others() -> None:
    with running_front(limits=Limits(head_seconds=5)) as front:
        slow = [RawClient(front.port).send(b"GET / HTTP") for _ in range(50)]
        started = time.monotonic()
        assert ask(front.port, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 200
        assert time.monotonic() - started < 1
        for client in slow:
            client.close()


def test_quick_limits_keep_the_contracts_sizes() -> None:
    assert (QUICK.body, QUICK.headers, QUICK.target) == (65_536, 16_384, 8_192)
