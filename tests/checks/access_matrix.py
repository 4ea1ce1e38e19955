"""Every route, who may call it, and a request that is right: one row each. A route without a row fails check 50.

Other checks send these requests with one thing wrong.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.journeys.client import Answer, Client
from tests.journeys.town import NEW_PASSWORD, PASSWORD, new_address

MISSING = "01900000-0000-7000-8000-000000000000"
NEW = "<a new address>"
FORGED = "A" * 43


@dataclass(frozen=True)
class Row:
    """`opens`: any of these permissions opens it. `ok`: what whoever may call it is answered.

    A text `NEW` in `body` is replaced at each call.
    """

    ok: int
    body: Mapping[str, Any] | None = None
    opens: tuple[str, ...] = ()


class Public(Row):
    """For everybody; `ok` is what a body is answered that holds no true secret."""


class Own(Row):
    """About whoever calls it. An id in its path names something of theirs."""


class Staff(Row):
    """Needs a permission."""


RESET = {"token": FORGED, "new_password": NEW_PASSWORD}
NEW_USER = {"email": NEW, "display_name": "Grace", "locale": "en", "roles": []}
READ, WRITE, DELETE = ("users:read",), ("users:write",), ("users:delete",)

ROWS: Mapping[str, Row] = {
    "GET /healthz": Public(200),
    "GET /docs": Public(200),
    "GET /openapi.json": Public(200),
    "GET /.well-known/jwks.json": Public(200),
    "GET /.well-known/openid-configuration": Public(200),
    "POST /v1/signup": Public(202, {"email": NEW, "password": PASSWORD}),
    "POST /v1/email/verify": Public(400, {"token": FORGED}),
    "POST /v1/email/verify/resend": Public(202, {"email": NEW}),
    "POST /v1/password-resets": Public(202, {"email": NEW}),
    "POST /v1/password-resets/confirm": Public(400, RESET),
    "POST /v1/sessions": Public(401, {"identifier": NEW, "password": PASSWORD}),
    "POST /v1/sessions/refresh": Public(401, {"refresh_token": FORGED}),
    "DELETE /v1/sessions/current": Own(204),
    "GET /v1/me": Own(200),
    "PATCH /v1/me": Own(200, {"display_name": "Ada"}),
    "DELETE /v1/me": Own(200),
    "PUT /v1/me/password": Own(204, {"current_password": PASSWORD, "new_password": NEW_PASSWORD}),
    "POST /v1/me/email": Own(202, {"new_email": NEW, "password": PASSWORD}),
    "GET /v1/me/sessions": Own(200),
    "DELETE /v1/me/sessions/{session_id}": Own(204),
    "GET /v1/me/history": Own(200),
    "GET /v1/me/activity": Own(200),
    "GET /v1/users": Staff(200, opens=READ),
    "POST /v1/users": Staff(201, NEW_USER, WRITE),
    "GET /v1/users/{user_id}": Staff(200, opens=READ),
    "PATCH /v1/users/{user_id}": Staff(200, {"display_name": "Ada"}, WRITE),
    "DELETE /v1/users/{user_id}": Staff(200, opens=DELETE),
    "PUT /v1/users/{user_id}/email": Staff(200, {"email": NEW}, WRITE),
    "PUT /v1/users/{user_id}/roles": Staff(200, {"roles": []}, ("roles:write",)),
    "POST /v1/users/{user_id}/suspend": Staff(200, {"reason": "asked to"}, WRITE),
    "POST /v1/users/{user_id}/reactivate": Staff(200, {"reason": "asked to"}, WRITE),
    "GET /v1/users/{user_id}/events": Staff(200, opens=("audit:read",)),
    "GET /v1/users/{user_id}/explain": Staff(200, opens=READ),
    "GET /v1/roles": Staff(200, opens=("roles:read", "users:read")),
    "PUT /v1/roles/{name}": Staff(200, {"permissions": [], "description": "for nobody"}, ("roles:write",)),
    "DELETE /v1/roles/{name}": Staff(204, opens=("roles:write",)),
}


def routes_of(document: Mapping[str, Any]) -> set[str]:
    """As rows are named."""
    return {f"{method.upper()} {path}" for path, operations in document["paths"].items() for method in operations}


def rows_of(kind: type[Row]) -> list[str]:
    return [route for route, row in ROWS.items() if isinstance(row, kind)]


def with_bodies() -> list[str]:
    return [route for route, row in ROWS.items() if row.body is not None]


def path_of(route: str, **ids: str) -> str:
    """Its path; ids that are not named are missing ones."""
    template = route.partition(" ")[2]
    return template.format(**{"user_id": MISSING, "session_id": MISSING, "name": "never-made", **ids})


def right_body(route: str) -> dict[str, Any]:
    body = ROWS[route].body or {}
    return {name: new_address() if value == NEW else value for name, value in body.items()}


def request(client: Client, route: str, body: Any = None, *, anyhow: bool = False, **ids: str) -> Answer:
    """The row's request, with another `body` if one is given. `anyhow`: a path that a problem may spell otherwise."""
    return request_at(client, route, path_of(route, **ids), body, any_instance=anyhow)


def request_at(
    client: Client, route: str, path: str, body: Any = None, *, any_instance: bool = False, may_fail: bool = False
) -> Answer:
    """The same at a path that is made already. The two flags are the client's."""
    row, method = ROWS[route], route.partition(" ")[0]
    if body is None and row.body is not None:
        body = right_body(route)
    headers = {"If-Match": "*", "Idempotency-Key": uuid.uuid4().hex}
    return client.call(method, path, body, headers=headers, any_instance=any_instance, may_fail=may_fail)
