"""One Lambda handler for the routes of an HTTP function: declared routes in, API Gateway answers out."""

import base64
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel

from shared.edge.checks import Authenticate, admit
from shared.edge.correlation import HEADER as CORRELATION_HEADER
from shared.edge.correlation import correlated
from shared.edge.problems import CONTENT_TYPE, Problem, problem_of
from shared.edge.request import Request
from shared.edge.router import Router
from shared.edge.routes import Answer, Route, Routes
from shared.edge.telemetry import Telemetry
from shared.kernel.errors import NotFound, RollbookError

__all__ = ["Authenticate", "HttpHandler", "http_handler"]

P = TypeVar("P")
HttpAnswer = dict[str, Any]
HttpHandler = Callable[[Mapping[str, Any], Any], HttpAnswer]


def http_handler(
    parts: P, routes: Sequence[Routes[P]], authenticate: Authenticate, telemetry: Telemetry | None = None
) -> HttpHandler:
    """Safe to be called by several threads. Raises ValueError where two routes share method and path."""
    router = Router(route for group in routes for route in group)
    signals = telemetry or Telemetry.standard()

    def respond(request: Request) -> HttpAnswer:
        found = router.find(request.method, request.path)
        if found is None:
            return _unrouted(router.methods(request.path), request)
        route, path = found
        signals.name(route.template)
        try:
            call, body = admit(route, request, path, parts, authenticate)
            with signals.subsegment(route.name), signals.outcome(route.outcomes):
                answer = route.handle(call, body) if route.body else route.handle(call)
            return _answered(route, answer)
        except Exception as error:
            return _refused(error, request, signals)

    def handle(event: Mapping[str, Any], context: Any) -> HttpAnswer:
        request = Request.from_event(event, context)
        with correlated(request.correlation_id), signals.request(request) as seen:
            answer = _finished(respond(request), request)
            seen.status = answer["statusCode"]
            return answer

    return handle


def _answered(route: Route[P], answer: Answer) -> HttpAnswer:
    headers = dict(answer.headers)
    version = getattr(answer.body, "version", None)
    if answer.etag and isinstance(answer.body, BaseModel) and isinstance(version, int):
        headers.setdefault("ETag", f'"{version}"')
    if route.renders:
        headers.setdefault("Vary", "Accept")
    body = answer.body.model_dump_json() if isinstance(answer.body, BaseModel) else answer.body
    form = None if body is None else answer.form or route.produces
    return _http(answer.status or route.status, form, body, headers)


def _http(status: int, content_type: str | None, body: str | bytes | None, headers: Mapping[str, str]) -> HttpAnswer:
    """As API Gateway wants it; bytes travel as base64."""
    binary = isinstance(body, bytes)
    return {
        "statusCode": status,
        "headers": {**headers, **({"Content-Type": content_type} if content_type else {})},
        "body": base64.b64encode(body).decode() if isinstance(body, bytes) else body or "",
        "isBase64Encoded": binary,
    }


def _unrouted(methods: Sequence[str], request: Request) -> HttpAnswer:
    """404 where no route has the path, else 405 with the methods it has; OPTIONS only asks for them."""
    if not methods:
        return _problem_answer(problem_of(NotFound("no_such_route", "There is no such route.")), request)
    allow = {"Allow": ", ".join([*methods, "OPTIONS"])}
    if request.method == "OPTIONS":
        return _http(204, None, None, allow)
    refused = NotFound("method_not_allowed", "This path does not take that method; Allow names those it takes.")
    return _problem_answer(problem_of(refused).with_headers(allow), request)


def _refused(error: Exception, request: Request, signals: Telemetry) -> HttpAnswer:
    """Expected refusals are no news; what failed is logged, once, with the trace id the caller sees."""
    problem = problem_of(error)
    if problem.status >= 500:
        signals.failed(error, request, expected=isinstance(error, RollbookError))
    if problem.code == "unauthenticated" and "authorization" in request.headers:  # RFC 6750 section 3.1
        problem = problem.with_headers({"WWW-Authenticate": 'Bearer realm="api", error="invalid_token"'})
    return _problem_answer(problem, request)


def _problem_answer(problem: Problem, request: Request) -> HttpAnswer:
    return _http(problem.status, CONTENT_TYPE, problem.text(request.path, request.trace_id), problem.headers)


def _finished(answer: HttpAnswer, request: Request) -> HttpAnswer:
    """What every answer has; and HEAD, which is GET without the body."""
    headers = answer["headers"]
    headers["X-Content-Type-Options"] = "nosniff"
    headers[CORRELATION_HEADER] = request.correlation_id
    if request.path == "/v1" or request.path.startswith("/v1/"):
        headers["Cache-Control"] = "no-store"
    if request.method == "HEAD":
        answer |= {"body": "", "isBase64Encoded": False}
    return answer
