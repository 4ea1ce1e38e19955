"""The smaller parts of the OpenAPI document: the problem's schema and the parameters of a route."""

import re
from collections.abc import Iterator
from typing import Any

from shared.edge.problems import TABLE
from shared.edge.routes import Route
from shared.kernel.errors import ValidationFailed

Part = dict[str, Any]

_FAULT: Part = {
    "type": "object",
    "required": ["pointer", "code", "detail"],
    "properties": {
        "pointer": {"type": "string", "description": "RFC 6901, or `?name` for a query parameter."},
        "code": {"type": "string", "enum": sorted(ValidationFailed.field_codes)},
        "detail": {"type": "string"},
    },
}
PROBLEM_SCHEMA: Part = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457. `code` is stable; `trace_id` is unique per request: quote it when you ask for help.",
    "required": ["type", "title", "status", "instance", "code", "trace_id"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "format": "uri-reference"},
        "code": {"type": "string", "enum": sorted(TABLE)},
        "trace_id": {"type": "string"},
        "errors": {"type": "array", "items": _FAULT},
    },
}


def path_parameters(route: Route[Any]) -> Iterator[Part]:
    for name in re.findall(r"\{(\w+)\}", route.path):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def query_parameters(route: Route[Any]) -> Iterator[Part]:
    if route.query is None:
        return
    document = route.query.model_json_schema(ref_template="#/components/schemas/{model}")
    for name, schema in document["properties"].items():
        described = {"description": text} if (text := schema.pop("description", "")) else {}
        yield {
            "name": name,
            "in": "query",
            "required": name in document.get("required", ()),
            **described,
            "schema": _not_null(schema),
        }


def header_parameters(route: Route[Any]) -> Iterator[Part]:
    if route.if_match is not None:
        text = 'The version you read as a strong tag, `"3"`, or `*`.'
        yield _header("If-Match", text, required=route.if_match == "required")
    if route.idempotency is not None:
        text = "1 to 255 visible ASCII characters, new for each change; kept for 24 hours."
        yield _header("Idempotency-Key", text, required=route.idempotency == "required")


def _header(name: str, description: str, *, required: bool) -> Part:
    schema = {"type": "string", "minLength": 1, "maxLength": 255}
    return {"name": name, "in": "header", "required": required, "description": description, "schema": schema}


def _not_null(schema: Part) -> Part:
    """A parameter can be left out, but cannot be null."""
    rest = [choice for choice in schema.get("anyOf", ()) if choice != {"type": "null"}]
    kept = {
        name: value for name, value in schema.items() if name != "anyOf" and not (name == "default" and value is None)
    }
    return {**kept, **rest[0]} if len(rest) == 1 else schema
