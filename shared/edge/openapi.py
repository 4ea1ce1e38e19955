"""OpenAPI 3.1 from the declared routes of all HTTP functions. Used when the document is made, never by a function."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from shared.edge.checks import MERGE_PATCH
from shared.edge.openapi_parts import (
    PROBLEM_SCHEMA,
    RETRY_AFTER,
    WWW_AUTHENTICATE,
    answer_headers,
    header_parameters,
    path_parameters,
    produced,
    query_parameters,
)
from shared.edge.problems import CONTENT_TYPE, TABLE, Problem
from shared.edge.routes import JSON, Route, Routes

Document = dict[str, Any]
_REF = "#/components/schemas/{model}"
_RETRYABLE = {"429", "503"}
_BEARER = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "An access token (RFC 9068) of five minutes, verified as RFC8725 asks: one algorithm, our own key.",
}


def openapi_document(
    groups: Iterable[Routes[Any]], *, version: str, title: str = "Rollbook", description: str = ""
) -> Document:
    """Raises ValueError where two operations, or two different models, share a name."""
    tags = list(dict.fromkeys(group.tag for group in groups))
    routes = [route for group in groups for route in group]
    _refuse_twins("operations", [route.name for route in routes])
    schemas = _schemas(routes)
    paths: dict[str, Document] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version, "description": description},
        "servers": [{"url": "/", "description": "The production system that serves this page.", "x-internal": False}],
        "tags": [{"name": tag} for tag in tags],
        "paths": paths,
        "components": {
            "schemas": dict(sorted({**schemas, "Problem": PROBLEM_SCHEMA}.items())),
            "examples": {code: _example(code) for code in sorted(_codes_of(routes))},
            "securitySchemes": {"bearer": _BEARER},
        },
    }


def error_codes(route: Route[Any]) -> tuple[str, ...]:
    """What follows from the declaration, and what the route says itself, in the order of their statuses."""
    codes = {*route.errors, "internal_error", "service_unavailable"}
    for holds, implied in _implications(route):
        if holds:
            codes.update(implied)
    return tuple(sorted(codes, key=lambda code: (TABLE[code][0], code)))


def _implications(route: Route[Any]) -> Iterator[tuple[bool, Sequence[str]]]:
    body_codes = ("malformed_json", "body_too_large", "unsupported_media_type", "validation_failed")
    yield route.access.signed_in, ("unauthenticated",)
    yield bool(route.access.any_of), ("forbidden",)
    yield route.body is not None, body_codes
    yield route.path.startswith("/v1/"), ("malformed_request", "validation_failed")
    yield route.query is not None or "{" in route.path, ("uri_too_long",)
    yield route.query is not None and "cursor" in route.query.model_fields, ("invalid_cursor",)
    yield route.has_content, ("not_acceptable",)
    yield route.if_match is not None, ("invalid_if_match", "stale_version")
    yield route.if_match == "required", ("precondition_required",)
    yield (
        route.idempotency is not None,
        (
            "idempotency_key_invalid",
            "idempotency_key_reused",
            "idempotency_in_flight",
        ),
    )
    yield route.idempotency == "required", ("idempotency_key_missing",)


def _operation(route: Route[Any]) -> Document:
    summary, _, description = (
        (route.handle.__doc__ or route.name.replace("_", " ").capitalize()).strip().partition("\n")
    )
    operation: Document = {"operationId": route.name, "summary": summary.rstrip("."), "tags": [route.tag]}
    if text := re.sub(r"\s*\n\s*", " ", description).strip():
        operation["description"] = text
    operation["security"] = [{"bearer": []} if route.access.signed_in else {}]  # {}: open to everybody, said aloud
    if route.access.signed_in:
        operation["x-permissions"] = list(route.access.any_of)
    if parameters := [*path_parameters(route), *query_parameters(route), *header_parameters(route)]:
        operation["parameters"] = parameters
    if route.body is not None:
        operation["requestBody"] = _request_body(route, route.body)
    operation["responses"] = {str(route.status): _success(route), **_failures(route)}
    return operation


def _request_body(route: Route[Any], body: type[BaseModel]) -> Document:
    content = {media: {"schema": _reference(body)} for media in ((JSON, MERGE_PATCH) if route.merge_patch else (JSON,))}
    return {"required": not route.body_optional, "content": content}


def _success(route: Route[Any]) -> Document:
    response: Document = {"description": "Done." if route.status < 300 else "See the headers."}
    if route.answers is not None:
        response["content"] = {route.produces: {"schema": _reference(route.answers)}}
    elif route.has_content:
        response["content"] = {route.produces: {"schema": produced(route.produces)}}
    for media_type in route.renders:
        response["content"][media_type] = {"schema": produced(media_type)}
    if headers := answer_headers(route):
        response["headers"] = headers
    return response


def _failures(route: Route[Any]) -> Document:
    by_status: dict[str, list[str]] = {}
    for code in error_codes(route):
        by_status.setdefault(str(TABLE[code][0]), []).append(code)
    return {status: _failure(status, codes) for status, codes in by_status.items()}


def _failure(status: str, codes: Sequence[str]) -> Document:
    examples = {code: {"$ref": f"#/components/examples/{code}"} for code in codes}
    content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}}
    response: Document = {"description": ", ".join(f"`{code}`" for code in codes), "content": content}
    if status == "401":
        response["headers"] = {"WWW-Authenticate": WWW_AUTHENTICATE}
    if status in _RETRYABLE:
        response["headers"] = {"Retry-After": RETRY_AFTER}
    return response


def _example(code: str) -> Document:
    return {
        "summary": TABLE[code][1],
        "value": Problem(code).document("/v1/...", "5f6a0c1e-9d1c-4f0e-8a55-1f2b3c4d5e6f"),
    }


def _reference(model: type[BaseModel]) -> Document:
    return {"$ref": _REF.format(model=model.__name__)}


def _codes_of(routes: Sequence[Route[Any]]) -> set[str]:
    return {code for route in routes for code in error_codes(route)}


def _schemas(routes: Sequence[Route[Any]]) -> Document:
    taken = [(route.body, "validation") for route in routes if route.body]
    given = [(route.answers, "serialization") for route in routes if route.answers]
    queries = [(route.query, "validation") for route in routes if route.query]
    wanted: Any = list(dict.fromkeys([*taken, *given, *queries]))
    _refuse_twins("models", [model.__name__ for model, _ in wanted])
    _, document = models_json_schema(wanted, ref_template=_REF)
    schemas: Mapping[str, Any] = document.get("$defs", {})
    if twins := sorted(name for name in schemas if "__" in name):  # pydantic's way to keep same-named models apart
        raise ValueError(f"models share a name: {', '.join(twins)}")
    query_names = {model.__name__ for model, _ in queries}
    return {name: schema for name, schema in schemas.items() if name not in query_names}


def _refuse_twins(what: str, names: Sequence[str]) -> None:
    if twins := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"{what} share a name: {', '.join(twins)}")
