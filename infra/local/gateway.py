"""HTTP requests as API Gateway's HTTP API would hand them to Lambda (payload format 2.0), and the answers back.

Pure functions. Format: "Working with AWS Lambda proxy integrations for HTTP APIs" in the API Gateway guide. As there,
`rawPath` is percent-decoded, `rawQueryString` is not, cookies leave the headers for a list of their own.
"""

import base64
import json
import re
import time
import uuid
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

from infra.local.requests import Request, Response
from infra.topology import Function, HttpTrigger

Event = dict[str, Any]
ACCOUNT = "000000000000"
API_ID = "local"
_HEADER_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9a-z]+")


class BadAnswer(ValueError):
    """A function answered with something API Gateway would not accept."""


def choose_function(path: str, functions: Iterable[Function]) -> Function:
    """The function with the longest prefix of this path; the one with "$default" where none fits."""
    default, best, length = None, None, -1
    for function in functions:
        if not isinstance(function.trigger, HttpTrigger):
            continue
        for prefix in function.trigger.prefixes:
            if prefix == "$default":
                default = function
            elif (path == prefix or path.startswith(prefix + "/")) and len(prefix) > length:
                best, length = function, len(prefix)
    chosen = best or default
    if chosen is None:
        raise LookupError(f"no function takes {path}, and none is the default")
    return chosen


def to_event(request: Request) -> Event:
    """The event of payload format 2.0."""
    now = time.time()
    headers = _headers(request)
    event: Event = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": decoded_path(request),
        "rawQueryString": request.query,
        "headers": headers,
        "requestContext": _context(request, headers, now),
        "isBase64Encoded": False,
    }
    if cookies := _cookies(request):
        event["cookies"] = cookies
    if request.query:
        event["queryStringParameters"] = _joined(parse_qsl(request.query, keep_blank_values=True))
    if request.body:
        event["body"], event["isBase64Encoded"] = _body(request.body)
    return event


def decoded_path(request: Request) -> str:
    return unquote(request.path, errors="replace")


def _headers(request: Request) -> dict[str, str]:
    headers = _joined(pair for pair in request.headers if pair[0] != "cookie")
    headers["x-amzn-trace-id"] = f"Root={request.trace_id}"
    forwarded = headers.get("x-forwarded-for")
    headers["x-forwarded-for"] = f"{forwarded}, {request.peer[0]}" if forwarded else request.peer[0]
    headers["x-forwarded-port"] = str(request.port)
    headers["x-forwarded-proto"] = "http"
    if request.body:
        headers["content-length"] = str(len(request.body))
    return headers


def _cookies(request: Request) -> list[str]:
    pairs = (pair for name, value in request.headers if name == "cookie" for pair in value.split(";"))
    return [pair.strip() for pair in pairs if pair.strip()]


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in pairs:
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return joined


def _context(request: Request, headers: Mapping[str, str], now: float) -> dict[str, Any]:
    return {
        "accountId": ACCOUNT,
        "apiId": API_ID,
        "domainName": headers.get("host", "localhost"),
        "domainPrefix": headers.get("host", "localhost").partition(".")[0],
        "http": {
            "method": request.method,
            "path": decoded_path(request),
            "protocol": f"HTTP/{request.version}",
            "sourceIp": request.peer[0],
            "userAgent": headers.get("user-agent", ""),
        },
        "requestId": uuid.uuid4().hex[:16],
        "routeKey": "$default",
        "stage": "$default",
        "time": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now)),
        "timeEpoch": int(now * 1000),
    }


def _body(body: bytes) -> tuple[str, bool]:
    try:
        return body.decode("utf-8"), False
    except UnicodeDecodeError:
        return base64.b64encode(body).decode("ascii"), True


def to_response(answer: object) -> Response:
    """A function's answer as HTTP. Without a `statusCode` the whole answer is the JSON body of a 200, as on AWS."""
    if not isinstance(answer, Mapping) or "statusCode" not in answer:
        return Response(200, (("content-type", "application/json"),), json.dumps(answer).encode())
    status = answer["statusCode"]
    if not isinstance(status, int) or not 200 <= status <= 599:
        raise BadAnswer(f"statusCode {status!r} is no final HTTP status")
    return Response(status, _answer_headers(answer), _answer_body(answer))


def _answer_headers(answer: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    headers = [(str(name).lower(), str(value)) for name, value in (answer.get("headers") or {}).items()]
    headers += [("set-cookie", str(cookie)) for cookie in answer.get("cookies") or ()]
    for name, value in headers:
        if not _HEADER_NAME.fullmatch(name) or not (value.isprintable() and value.isascii() and value == value.strip()):
            raise BadAnswer(f"the header {name!r} cannot be sent")
    return tuple(headers)


def _answer_body(answer: Mapping[str, Any]) -> bytes:
    body = answer.get("body")
    if body is None:
        return b""
    if not isinstance(body, str):
        raise BadAnswer("the body is not text")
    return base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode("utf-8")
