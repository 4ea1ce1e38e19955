"""The smaller parts of the OpenAPI document: the problem's schema and the parameters of a route."""

import re
from collections.abc import Iterator
from typing import Any

from shared.edge.problems import TABLE
from shared.edge.routes import Route
from shared.edge.told import UUID7
from shared.kernel.errors import ValidationFailed

Part = dict[str, Any]

_FAULT: Part = {
    "type": "object",
    "required": ["pointer", "code", "detail"],
    "properties": {
        "pointer": {
            "type": "string",
            "maxLength": 256,
            "pattern": "^([/?][\\s\\S]*)?$",
            "description": "RFC 6901, or `?name` for a query parameter.",
        },
        "code": {"type": "string", "enum": sorted(ValidationFailed.field_codes)},
        "detail": {"type": "string", "maxLength": 1000},
    },
}
PROBLEM_SCHEMA: Part = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457. `code` is stable; `trace_id` is unique per request: quote it when you ask for help.",
    "required": ["type", "title", "status", "instance", "code", "trace_id"],
    "properties": {
        "type": {"type": "string", "format": "uri", "maxLength": 100},
        "title": {"type": "string", "maxLength": 100},
        "status": {"type": "integer", "format": "int32", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "maxLength": 1000},
        "instance": {"type": "string", "format": "uri-reference", "maxLength": 32_768},
        "code": {"type": "string", "enum": sorted(TABLE)},
        "trace_id": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[A-Za-z0-9=-]+$"},
        "errors": {"type": "array", "maxItems": 100, "items": _FAULT},
    },
}


def path_parameters(route: Route[Any]) -> Iterator[Part]:
    for name in re.findall(r"\{(\w+)\}", route.path):
        rule = UUID7 if name.endswith("_id") else route.path_rules.get(name, {})
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string", **rule}}


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
        rule = {"maxLength": 20, "format": "entity-tag", "pattern": r'^(\*|"(0|[1-9][0-9]{0,17})")$'}
        yield _header("If-Match", text, rule, required=route.if_match == "required")
    if route.idempotency is not None:
        text = "1 to 255 visible ASCII characters, new for each change; kept for 24 hours."
        rule = {"maxLength": 255, "pattern": "^[!-~]+$"}
        yield _header("Idempotency-Key", text, rule, required=route.idempotency == "required")


def _header(name: str, description: str, rule: Part, *, required: bool) -> Part:
    schema = {"type": "string", "minLength": 1, **rule}
    return {"name": name, "in": "header", "required": required, "description": description, "schema": schema}


_TEXT: Part = {"type": "string", "minLength": 1, "maxLength": 2048}
RETRY_AFTER: Part = {
    "description": "Seconds to wait.",
    "required": True,
    "schema": {"type": "integer", "format": "int32", "minimum": 1, "maximum": 86_400},
}
WWW_AUTHENTICATE: Part = {
    "description": "RFC 6750; `error` where a token was sent.",
    "required": True,
    "schema": {**_TEXT, "pattern": "^Bearer "},
}


def answer_headers(route: Route[Any]) -> Part:
    """What a success tells beside its body."""
    headers: Part = {}
    if route.answers is not None and "version" in route.answers.model_fields:
        text = 'The version, as a strong tag: `"3"`. Absent where the answer is of another moment.'
        headers["ETag"] = {"description": text, "schema": {**_TEXT, "pattern": '^"[1-9][0-9]*"$'}}
    if route.located:
        text = "Where it can be read."
        schema = {**_TEXT, "format": "uri-reference", "pattern": "^/"}
        headers["Location"] = {"description": text, "required": True, "schema": schema}
    return headers


def produced(media_type: str) -> Part:
    """What a route answers that has no model: a JSON document, a page, or a text."""
    if "json" in media_type:
        return {"type": "object"}
    return {
        "type": "string",
        "maxLength": 8_000_000,
        **({"pattern": "^<"} if "html" in media_type else {"minLength": 1}),
    }


def _not_null(schema: Part) -> Part:
    """A parameter can be left out, but cannot be null."""
    rest = [choice for choice in schema.get("anyOf", ()) if choice != {"type": "null"}]
    kept = {
        name: value for name, value in schema.items() if name != "anyOf" and not (name == "default" and value is None)
    }
    return {**kept, **rest[0]} if len(rest) == 1 else schema
