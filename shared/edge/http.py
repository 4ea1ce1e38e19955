"""One Lambda handler for the routes of an HTTP function: declared routes in, API Gateway answers out."""

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from typing import Any, TypeVar

from aws_lambda_powertools.event_handler.api_gateway import Response
from pydantic import BaseModel

from shared.edge.checks import Authenticate, admit
from shared.edge.correlation import HEADER as CORRELATION_HEADER
from shared.edge.correlation import correlated
from shared.edge.problems import CONTENT_TYPE, Problem, problem_of
from shared.edge.request import Request
from shared.edge.resolver import Resolver
from shared.edge.routes import Answer, Route, Routes
from shared.edge.telemetry import Telemetry
from shared.kernel.errors import NotFound, RollbookError

__all__ = ["Authenticate", "HttpHandler", "http_handler"]

P = TypeVar("P")
HttpHandler = Callable[[Mapping[str, Any], Any], dict[str, Any]]
_request: ContextVar[Request] = ContextVar("request")


def http_handler(
    parts: P, routes: Sequence[Routes[P]], authenticate: Authenticate, telemetry: Telemetry | None = None
) -> HttpHandler:
    """Safe to be called by several threads. Raises ValueError where two routes share method and path."""
    app = Resolver()
    signals = telemetry or Telemetry.standard()
    for route in _distinct(routes):
        methods: list[str] = ["GET", "HEAD"] if route.method == "GET" else [route.method]
        app.route(route.path, method=methods)(_bound(route, parts, authenticate, signals))
    app.not_found(lambda _: _unrouted(app, _request.get()))
    app.exception_handler(Exception)(lambda error: _refused(error, signals))
    app.build()

    def handle(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        request = Request.from_event(event, context)
        token = _request.set(request)
        try:
            with correlated(request.correlation_id), signals.request(request) as seen:
                answer = _finished(app.resolve(event, context), request)
                seen.status = answer["statusCode"]
                return answer
        finally:
            _request.reset(token)

    return handle


def _distinct(routes: Sequence[Routes[P]]) -> list[Route[P]]:
    declared = [route for group in routes for route in group]
    if len({route.template for route in declared}) != len(declared):
        raise ValueError("two routes share method and path")
    return declared


def _bound(route: Route[P], parts: P, authenticate: Authenticate, signals: Telemetry) -> Callable[..., Response[Any]]:
    def respond(**path: str) -> Response[Any]:
        signals.name(route.template)
        call, body = admit(route, _request.get(), path, parts, authenticate)
        with signals.subsegment(route.name), signals.outcome(route.outcomes):
            answer = route.handle(call, body) if route.body else route.handle(call)
        return _response(route, answer)

    return respond


def _response(route: Route[P], answer: Answer) -> Response[Any]:
    headers = dict(answer.headers)
    version = getattr(answer.body, "version", None)
    if answer.etag and isinstance(answer.body, BaseModel) and isinstance(version, int):
        headers.setdefault("ETag", f'"{version}"')
    body = answer.body.model_dump_json() if isinstance(answer.body, BaseModel) else answer.body
    content_type = None if body is None else route.produces
    return Response(answer.status or route.status, content_type, body, dict(headers))


def _unrouted(app: Resolver, request: Request) -> Response[Any]:
    """404 where no route has the path, else 405 with the methods it has; OPTIONS only asks for them."""
    methods = app.allowed_methods(app.current_event.path)
    if not methods:
        return _problem_response(problem_of(NotFound("no_such_route", "There is no such route.")), request)
    allow = {"Allow": ", ".join([*methods, "OPTIONS"])}
    if request.method == "OPTIONS":
        return Response(204, headers=dict(allow))
    refused = NotFound("method_not_allowed", "This path does not take that method; Allow names those it takes.")
    return _problem_response(problem_of(refused).with_headers(allow), request)


def _refused(error: Exception, signals: Telemetry) -> Response[Any]:
    """Expected refusals are no news; what failed is logged, once, with the trace id the caller sees."""
    problem = problem_of(error)
    request = _request.get()
    if problem.status >= 500:
        signals.failed(error, request, expected=isinstance(error, RollbookError))
    if problem.code == "unauthenticated" and "authorization" in request.headers:  # RFC 6750 section 3.1
        problem = problem.with_headers({"WWW-Authenticate": 'Bearer realm="api", error="invalid_token"'})
    return _problem_response(problem, request)


def _problem_response(problem: Problem, request: Request) -> Response[Any]:
    text = problem.text(request.path, request.trace_id)
    return Response(problem.status, CONTENT_TYPE, text, dict(problem.headers))


def _finished(answer: dict[str, Any], request: Request) -> dict[str, Any]:
    """What every answer has; and HEAD, which is GET without the body."""
    headers = answer["headers"]
    headers["X-Content-Type-Options"] = "nosniff"
    headers[CORRELATION_HEADER] = request.correlation_id
    if request.path == "/v1" or request.path.startswith("/v1/"):
        headers["Cache-Control"] = "no-store"
    if request.method == "HEAD":
        answer |= {"body": "", "isBase64Encoded": False}
    return answer
