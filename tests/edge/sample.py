"""A small function with one of each kind of route, and real API Gateway events to call it with."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import Field

from shared.edge.bodies import Body, Page, View
from shared.edge.http import HttpHandler, http_handler
from shared.edge.routes import Access, Answer, Call, Routes
from shared.edge.telemetry import Telemetry, json_logger
from shared.kernel.errors import NotFound, ServiceUnavailable, TooManyAttempts, Unauthenticated
from shared.kernel.principal import Principal

GOOD = "Bearer good"
POWERLESS = "Bearer powerless"
JSON = "application/json"


@dataclass
class Parts:
    """Counts what handlers and the authenticator did."""

    handled: list[str] = field(default_factory=list)
    looked_up_live: list[bool] = field(default_factory=list)


class NoteView(View):
    id: str
    title: str | None = None
    version: int = 3


class NoteList(View):
    items: list[str]
    next_cursor: str | None = None


class Echo(View):
    digest: str
    fields: list[str]
    key: str | None


class NoteDraft(Body):
    title: str = Field(min_length=2, max_length=5)
    tags: tuple[str, ...] = ()
    rank: int = 0


class NotePatch(Body):
    title: str | None = None


class Reason(Body):
    reason: str | None = None


class NoteQuery(Page):
    q: str | None = Field(None, min_length=1, description="A prefix.")


routes: Routes[Parts] = Routes("Notes")


@routes.get("/v1/notes", query=NoteQuery, answers=NoteList, access=Access.permission("notes:read"))
def list_notes(call: Call[Parts, NoteQuery]) -> Answer:
    """List notes.

    Newest first.
    """
    return Answer(body=NoteList(items=[str(call.query.limit), str(call.query.q)]))


@routes.post(
    "/v1/notes",
    body=NoteDraft,
    answers=Echo,
    status=201,
    idempotency="required",
    access=Access.permission("notes:read", "notes:write", live=True),
)
def write_note(call: Call[Parts], body: NoteDraft) -> Answer:
    call.parts.handled.append("write_note")
    echo = Echo(digest=call.body_digest, fields=sorted(body.model_fields_set), key=call.idempotency_key)
    return Answer(body=echo, headers={"Location": "/v1/notes/1"})


@routes.get("/v1/notes/{note_id}", answers=NoteView, access=Access.own())
def show_note(call: Call[Parts]) -> Answer:
    return Answer(body=NoteView(id=call.path["note_id"]), etag=call.path["note_id"] != "untagged")


@routes.patch("/v1/notes/{note_id}", body=NotePatch, answers=Echo, if_match="required", access=Access.own())
def change_note(call: Call[Parts], body: NotePatch) -> Answer:
    if call.path["note_id"] == "missing":
        raise NotFound
    if call.if_match:
        call.if_match.check(3)
    return Answer(body=Echo(digest=call.body_digest, fields=sorted(body.model_fields_set), key=None))


@routes.delete("/v1/notes/{note_id}", access=Access.own(), if_match="optional")
def drop_note(call: Call[Parts]) -> Answer:
    if call.if_match:
        call.if_match.check(3)
    return Answer()


@routes.post("/v1/notes/{note_id}/hide", body=Reason, body_optional=True, answers=Echo, access=Access.token())
def hide_note(call: Call[Parts], body: Reason) -> Answer:
    return Answer(body=Echo(digest=call.body_digest, fields=[body.reason or ""], key=call.principal.user_id))


@routes.get("/page", produces="text/html; charset=utf-8", access=Access.public())
def show_page(call: Call[Parts]) -> Answer:
    return Answer(body="<p>hello</p>", headers={"Cache-Control": "max-age=300"})


@routes.get("/broken/{how}", answers=NoteView, access=Access.public(), errors=("too_many_attempts",))
def break_down(call: Call[Parts]) -> Answer:
    match call.path["how"]:
        case "unknown":
            raise RuntimeError("connected as ada@mail.example.com with token=s3cr3t-value")
        case "outage":
            raise ServiceUnavailable(retry_after=7)
        case "throttled":
            raise TooManyAttempts(retry_after=900)
        case _:
            raise LookupError(call.principal.user_id)


def event(
    method: str = "GET", path: str = "/v1/notes", query: str = "", body: object = None, **headers: str | None
) -> dict[str, Any]:
    """A payload 2.0 event; header names are given with underscores. A body that is no text is sent as JSON."""
    text = body if body is None or isinstance(body, str) else json.dumps(body)
    named = {"accept": "*/*", "host": "api.example.com", "user-agent": "curl/8.5.0"}
    named |= {name.replace("_", "-"): value for name, value in headers.items() if value is not None}
    http = {
        "method": method,
        "path": path,
        "protocol": "HTTP/1.1",
        "sourceIp": "203.0.113.9",
        "userAgent": "curl/8.5.0",
    }
    return {
        "version": "2.0",
        "routeKey": "ANY /v1/{proxy+}",
        "rawPath": path,
        "rawQueryString": query,
        "headers": named,
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "api-id",
            "domainName": "api.example.com",
            "domainPrefix": "api",
            "http": http,
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": "ANY /v1/{proxy+}",
            "stage": "$default",
            "time": "22/Nov/2026:14:22:31 +0000",
            "timeEpoch": 1795357351000,
        },
        "body": text,
        "isBase64Encoded": False,
    }


def authenticator(parts: Parts) -> Any:
    def authenticate(token: str, live: bool) -> Principal:
        parts.looked_up_live.append(live)
        if token not in ("good", "powerless"):
            raise Unauthenticated
        held = frozenset({"notes:read"}) if token == "good" else frozenset[str]()
        return Principal("user-1", "session-1", held)

    return authenticate


def sample_handler(parts: Parts | None = None, telemetry: Telemetry | None = None) -> HttpHandler:
    own = parts or Parts()
    return http_handler(own, [routes], authenticator(own), telemetry or Telemetry("sample", json_logger()))


HANDLER = sample_handler()


def call(*arguments: Any, **named: Any) -> tuple[int, Mapping[str, Any], Mapping[str, str]]:
    """Status, body (parsed; empty where there is none) and headers."""
    answer = HANDLER(event(*arguments, **named), None)
    text = answer["body"]
    return answer["statusCode"], json.loads(text) if text and text[0] == "{" else {}, answer["headers"]


def code_of(*arguments: Any, **named: Any) -> tuple[int, str]:
    status, body, _ = call(*arguments, **named)
    return status, body.get("code", "")
