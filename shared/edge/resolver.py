"""Powertools' HTTP resolver, made safe for threads: the local system calls one handler from many.

Powertools 3.37 keeps the current event on the class, the routing context in one dict, and builds each route's
middleware stack at its first request; two threads would read each other's requests, or wrap a stack twice.
"""

import re
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from aws_lambda_powertools.event_handler.api_gateway import APIGatewayHttpResolver, ResponseBuilder
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

_event: ContextVar[APIGatewayProxyEventV2] = ContextVar("event")
_lambda_context: ContextVar[Any] = ContextVar("lambda_context")
_routing: ContextVar[dict[str, Any]] = ContextVar("routing")
_SEGMENT = r"[^/\x00\ud800-\udfff]+"  # what no store and no answer can hold names nothing


class Resolver(APIGatewayHttpResolver):
    """Paths are declared as OpenAPI writes them (`/v1/users/{user_id}`); a parameter is one whole segment."""

    @property
    def current_event(self) -> APIGatewayProxyEventV2:  # type: ignore[override]
        return _event.get()

    @property
    def lambda_context(self) -> Any:  # type: ignore[override]
        return _lambda_context.get()

    @property
    def context(self) -> dict[str, Any]:
        return _routing.get()

    @context.setter
    def context(self, value: dict[str, Any]) -> None:
        """The base class sets an empty one when it is made; each request has its own."""

    def resolve(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        tokens = (_event.set(APIGatewayProxyEventV2(dict(event))), _lambda_context.set(context), _routing.set({}))
        try:
            return self._build_response(self._resolve())
        finally:
            _event.reset(tokens[0])
            _lambda_context.reset(tokens[1])
            _routing.reset(tokens[2])

    def build(self) -> None:
        """To be called once, when all routes are declared."""
        for route in [*self._static_routes, *self._dynamic_routes]:
            route._build_middleware_stack(router_middlewares=self._router_middlewares, app=self)

    def allowed_methods(self, path: str) -> list[str]:
        """Methods declared for this path; empty where there is no such path."""
        routes = [*self._static_routes, *self._dynamic_routes]
        return sorted({route.method for route in routes if route.rule.match(path)})

    def _resolve(self) -> ResponseBuilder[Any]:
        method = self.current_event.http_method
        if method != method.upper():  # methods are case-sensitive (RFC 9110 section 9.1); Powertools folds them
            return self._handle_not_found(method=method, path=self.current_event.path)
        return super()._resolve()

    @staticmethod
    def _compile_regex(rule: str, base_regex: str = "") -> re.Pattern[str]:  # noqa: ARG004
        """Powertools' own lets a dot match anything and a newline follow the end."""
        literal_and_name = re.split(r"\{(\w+)\}", rule)
        pieces = [re.escape(p) if at % 2 == 0 else f"(?P<{p}>{_SEGMENT})" for at, p in enumerate(literal_and_name)]
        return re.compile("".join(pieces) + r"\Z", re.DOTALL)

    # Debug frames, kept in one list for all threads: not wanted.
    def _push_processed_stack_frame(self, frame: str) -> None: ...

    def _reset_processed_stack(self) -> None: ...
