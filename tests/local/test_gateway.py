"""Requests as API Gateway would hand them on (payload format 2.0), and answers as it would send them."""

import base64
import time
from typing import Any

import pytest

from infra.local.gateway import BadAnswer, choose_function, to_event, to_response
from infra.local.invoke import LambdaContext, answer_with
from infra.local.requests import Headers, Request
from infra.topology import FUNCTIONS, Function, HttpTrigger


def request(method: str = "GET", target: str = "/v1/me", headers: Headers = (), body: bytes = b"") -> Request:
    return Request(method, target, "1.1", (("host", "127.0.0.1:8000"), *headers), body, ("127.0.0.7", 40_000), 8000)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/v1/sessions", "sessions"),
        ("/v1/sessions/refresh", "sessions"),
        ("/v1/sessionsx", "wellknown"),
        ("/v1/signup", "accounts"),
        ("/v1/me/sessions/1", "accounts"),
        ("/v1/meow", "wellknown"),
        ("/v1/password-resets/confirm", "accounts"),
        ("/v1/users/1/events", "directory"),
        ("/v1/roles", "directory"),
        ("/healthz", "wellknown"),
        ("/", "wellknown"),
        ("/V1/users", "wellknown"),
    ],
)
def test_the_longest_prefix_chooses_the_function(path: str, name: str) -> None:
    assert choose_function(path, FUNCTIONS).name == name


def test_a_longer_prefix_wins_whatever_the_order() -> None:
    wide, narrow = Function("wide", HttpTrigger(("/a",))), Function("narrow", HttpTrigger(("/a/b",)))
    assert choose_function("/a/b/c", (narrow, wide)).name == "narrow"
    assert choose_function("/a/c", (narrow, wide)).name == "wide"


def test_without_a_default_an_unknown_path_is_an_error() -> None:
    with pytest.raises(LookupError, match="no function takes /b"):
        choose_function("/b", (Function("a", HttpTrigger(("/a",))),))


def test_the_event_has_the_members_of_format_2() -> None:
    event = to_event(request("POST", "/v1/sessions", (("user-agent", "curl/8"),), b"{}"))
    assert (event["version"], event["routeKey"], event["rawPath"], event["rawQueryString"]) == (
        "2.0", "$default", "/v1/sessions", "",
    )  # fmt: skip
    assert event["requestContext"]["http"] == {
        "method": "POST",
        "path": "/v1/sessions",
        "protocol": "HTTP/1.1",
        "sourceIp": "127.0.0.7",
        "userAgent": "curl/8",
    }
    context = event["requestContext"]
    assert (context["stage"], context["domainName"], context["accountId"]) == (
        "$default", "127.0.0.1:8000", "000000000000",
    )  # fmt: skip
    assert abs(context["timeEpoch"] / 1000 - time.time()) < 5
    assert time.strptime(context["time"], "%d/%b/%Y:%H:%M:%S +0000")
    assert (event["body"], event["isBase64Encoded"]) == ("{}", False)


def test_members_without_a_value_are_absent() -> None:
    event = to_event(request())
    assert not {"body", "cookies", "queryStringParameters"} & event.keys()


def test_the_path_is_decoded_and_the_query_is_not() -> None:
    event = to_event(request(target="/v1/users/%C3%A9%20x?q=a%20b&q=c&e="))
    assert (event["rawPath"], event["rawQueryString"]) == ("/v1/users/é x", "q=a%20b&q=c&e=")
    assert event["queryStringParameters"] == {"q": "a b,c", "e": ""}


def test_repeated_headers_are_joined_and_cookies_have_a_list_of_their_own() -> None:
    headers = (("authorization", "Bearer a"), ("authorization", "Bearer b"), ("cookie", "a=1; b=2"), ("cookie", "c=3"))
    event = to_event(request(headers=headers))
    assert event["headers"]["authorization"] == "Bearer a,Bearer b"
    assert (event["cookies"], "cookie" in event["headers"]) == (["a=1", "b=2", "c=3"], False)


def test_a_body_that_is_no_text_travels_as_base64() -> None:
    event = to_event(request("POST", body=b"\xff\xfe\x00"))
    assert (base64.b64decode(event["body"]), event["isBase64Encoded"]) == (b"\xff\xfe\x00", True)


def test_the_trace_header_is_the_gateways_own() -> None:
    asked = request(headers=(("x-amzn-trace-id", "Root=1-00000000-000000000000000000000000"),))
    root = to_event(asked)["headers"]["x-amzn-trace-id"]
    assert root == f"Root={asked.trace_id}"
    version, seconds, unique = asked.trace_id.split("-")
    assert (version, len(seconds), len(unique)) == ("1", 8, 24)


def test_the_peer_is_appended_to_the_forwarded_addresses() -> None:
    headers = to_event(request(headers=(("x-forwarded-for", "8.8.8.8"),)))["headers"]
    assert (headers["x-forwarded-for"], headers["x-forwarded-proto"], headers["x-forwarded-port"]) == (
        "8.8.8.8, 127.0.0.7", "http", "8000",
    )  # fmt: skip


def test_an_answer_becomes_a_response() -> None:
    answer = {"statusCode": 201, "headers": {"ETag": '"1"'}, "cookies": ["a=1", "b=2"], "body": "é"}
    response = to_response(answer)
    assert (response.status, response.body) == (201, "é".encode())
    assert response.headers == (("etag", '"1"'), ("set-cookie", "a=1"), ("set-cookie", "b=2"))


def test_a_base64_answer_is_decoded() -> None:
    assert to_response({"statusCode": 200, "body": "AAH/", "isBase64Encoded": True}).body == b"\x00\x01\xff"


def test_an_answer_without_a_status_is_the_body_itself() -> None:
    response = to_response({"hello": "world"})
    assert (response.status, response.body) == (200, b'{"hello": "world"}')


@pytest.mark.parametrize(
    "answer",
    [
        {"statusCode": "200"},
        {"statusCode": 101},
        {"statusCode": 200, "body": {"a": 1}},
        {"statusCode": 200, "headers": {"x": "a\r\nset-cookie: b"}},
        {"statusCode": 200, "headers": {"x y": "a"}},
        {"statusCode": 200, "headers": {"x": "é"}},
    ],
)
def test_what_api_gateway_would_refuse_is_refused(answer: dict[str, Any]) -> None:
    with pytest.raises(BadAnswer):
        to_response(answer)


def test_the_function_gets_the_event_and_a_context_like_lambdas() -> None:
    calls: list[tuple[str, dict[str, Any], LambdaContext]] = []

    def call(name: str, event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        calls.append((name, event, context))
        return {"statusCode": 204}

    response = answer_with(FUNCTIONS, "eu-central-1", call)(request(target="/v1/users"))
    (name, event, context) = calls[0]
    assert (response.status, name, event["rawPath"]) == (204, "directory", "/v1/users")
    assert context.function_name == "directory"
    assert context.memory_limit_in_mb == 512
    assert 29_000 < context.get_remaining_time_in_millis() <= 30_000
    assert context.invoked_function_arn == "arn:aws:lambda:eu-central-1:000000000000:function:directory"
    assert len(context.aws_request_id) == 36


def test_a_bad_answer_names_the_function() -> None:
    with pytest.raises(BadAnswer, match="directory answered"):
        answer_with(FUNCTIONS, "eu-central-1", lambda *_: {"statusCode": 9})(request(target="/v1/users"))
