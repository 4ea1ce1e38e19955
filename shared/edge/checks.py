"""The checks every request passes before its handler, in the contract's order: each answers before the next looks.

size 413, authentication 401, permission 403, form 406 and 415, syntax 400, rules 422, idempotency and If-Match 400.
(Path and method, 404 and 405, come before; existence 404, If-Match 428 and 412, and conflicts 409 in the use case.)
"""

import re
from collections.abc import Mapping
from typing import Protocol, TypeVar
from urllib.parse import parse_qsl

from pydantic import BaseModel

from shared.edge.accept import preferred
from shared.edge.bodies import validated_json, validated_query
from shared.edge.json_body import EMPTY_OBJECT, JsonBody, holds_forbidden_text, read_object
from shared.edge.preconditions import read_bearer, read_idempotency_key, read_if_match
from shared.edge.request import Request
from shared.edge.routes import JSON, Access, Call, Route
from shared.kernel.errors import FieldError, Forbidden, Malformed, Unsupported, ValidationFailed
from shared.kernel.principal import Principal

BODY_LIMIT = 65_536
MERGE_PATCH = "application/merge-patch+json"
P = TypeVar("P")
_MEDIA_TYPE = re.compile(r"([a-z0-9.+-]+/[a-z0-9.+-]+)((?:\s*;\s*[a-z0-9-]+=(?:[^\s;,\"]+|\"[^\",]*\"))*)\s*\Z", re.I)
_CHARSET = re.compile(r";\s*charset=\"?([^\s;\"]*)\"?", re.I)


class Authenticate(Protocol):
    """Who holds this token? Raises Unauthenticated. `live`: also ask whether its session and account still stand."""

    def __call__(self, token: str, live: bool) -> Principal: ...


def admit(
    route: Route[P], request: Request, path: Mapping[str, str], parts: P, authenticate: Authenticate
) -> tuple[Call[P, BaseModel | None], BaseModel | None]:
    """The call and its body (None where the route takes none). Raises a RollbookError at the first check that fails."""
    _refuse_large(request)
    caller = _admitted(route.access, request, authenticate)
    form = _form_of(route, request)
    _refuse_body_forms(route, request)
    parameters = _query_parameters(request) if _reads_query(request) else {}
    json_body = _json_of(route, request)
    body = validated_json(route.body, json_body.text) if route.body and json_body else None
    query = _query_of(route, parameters)
    call = Call(
        parts=parts,
        request=request,
        caller=caller,
        path=path,
        query=query,
        if_match=read_if_match(request.headers.get("if-match"), route.if_match),
        idempotency_key=read_idempotency_key(request.headers.get("idempotency-key"), route.idempotency),
        body_digest=(json_body or EMPTY_OBJECT).digest,
        form=form,
    )
    return call, body


def _refuse_large(request: Request) -> None:
    if len(request.body_bytes) > BODY_LIMIT:
        raise Unsupported("body_too_large", f"A body has at most {BODY_LIMIT:,} bytes.")


def _admitted(access: Access, request: Request, authenticate: Authenticate) -> Principal | None:
    if not access.signed_in:
        return None
    caller = authenticate(read_bearer(request.headers.get("authorization")), access.live)
    if access.any_of and not any(caller.holds(permission) for permission in access.any_of):
        raise Forbidden
    return caller


def _form_of(route: Route[P], request: Request) -> str:
    if not route.has_content:
        return route.produces
    form = preferred(request.headers.get("accept"), route.forms)
    if form is None:
        raise Unsupported("not_acceptable", f"This is available as {' or '.join(route.forms)} only.")
    return form


def _refuse_body_forms(route: Route[P], request: Request) -> None:
    if route.body is None:
        return
    if "content-encoding" in request.headers:
        raise Unsupported("unsupported_media_type", "Send the body without Content-Encoding.")
    if _left_out(route, request):
        return
    taken = (JSON, MERGE_PATCH) if route.merge_patch else (JSON,)
    if not _is_of(request.headers.get("content-type", ""), taken):
        raise Unsupported("unsupported_media_type", f"Send the body as {' or '.join(taken)}, in UTF-8.")


def _left_out(route: Route[P], request: Request) -> bool:
    return route.body_optional and not request.body


def _is_of(content_type: str, taken: tuple[str, ...]) -> bool:
    match = _MEDIA_TYPE.match(content_type.strip())
    if match is None or match[1].lower() not in taken:
        return False
    return all(charset.lower() == "utf-8" for charset in _CHARSET.findall(match[2]))


def _json_of(route: Route[P], request: Request) -> JsonBody | None:
    if route.body is None:
        return None
    return EMPTY_OBJECT if _left_out(route, request) else read_object(request.body_bytes)


def _reads_query(request: Request) -> bool:
    """Outside of /v1 (health, discovery, the docs page) a query is nobody's business and is ignored."""
    return request.path.startswith("/v1/")


def _query_parameters(request: Request) -> dict[str, str]:
    try:
        pairs = parse_qsl(request.raw_query, keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError:
        raise Malformed("malformed_request", "The query string cannot be read as UTF-8 parameters.") from None
    parameters = dict(pairs)
    if len(parameters) != len(pairs):
        raise Malformed("malformed_request", "A query parameter is given twice.")
    return parameters


def _query_of(route: Route[P], parameters: Mapping[str, str]) -> BaseModel | None:
    faults = [
        FieldError(f"?{_printable(n)}", "invalid", "U+0000 is not allowed.")
        for n, v in parameters.items()
        if holds_forbidden_text(n + v)
    ]
    if faults:
        raise ValidationFailed(faults)
    if route.query is not None:
        return validated_query(route.query, parameters)
    if parameters:
        raise ValidationFailed(
            [FieldError(f"?{n}", "unknown_field", "There is no such parameter here.") for n in parameters]
        )
    return None


def _printable(name: str) -> str:
    return "" if holds_forbidden_text(name) else name
