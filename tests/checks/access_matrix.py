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
DESIGNS, ASKING, DECIDING = ("designs:read",), ("designs:write",), ("decisions:write",)
REVIEWS, REVIEWING = ("reviews:read",), ("reviews:write",)
NEW_DESIGN = {"system": "the matrix", "language": "en", "requirements": {"team_size": 3}, "brief": "Rows and columns."}
NEW_REVIEW = {"system": "the matrix", "source": {"kind": "upload", "size_bytes": 1000}, "profile": "standard"}

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
    # Those of one design, decision, system or review are asked about one that is not there.
    "POST /v1/designs": Staff(202, NEW_DESIGN, ASKING),
    "GET /v1/designs": Staff(200, opens=DESIGNS),
    "GET /v1/designs/{design_id}": Staff(404, opens=DESIGNS),
    "POST /v1/designs/{design_id}/answers": Staff(404, {"answers": {"team_size": 3}, "assume": True}, ASKING),
    "GET /v1/designs/{design_id}/what-if": Staff(422, opens=DESIGNS),
    "POST /v1/designs/{design_id}/decisions": Staff(404, {"option": 1, "reason": "It is simple."}, DECIDING),
    "GET /v1/decisions/{decision_id}": Staff(404, opens=DESIGNS),
    "POST /v1/decisions/{decision_id}/accept": Staff(404, {"reason": "Agreed."}, DECIDING),
    "POST /v1/decisions/{decision_id}/reject": Staff(404, {"reason": "Too dear."}, DECIDING),
    "POST /v1/decisions/{decision_id}/supersede": Staff(404, {"by": MISSING, "reason": "We grew."}, DECIDING),
    "GET /v1/systems": Staff(200, opens=DESIGNS),
    "GET /v1/systems/{system_id}": Staff(404, opens=DESIGNS),
    "PATCH /v1/systems/{system_id}": Staff(404, {"owner": MISSING}, ASKING),
    "GET /v1/systems/{system_id}/decisions": Staff(404, opens=DESIGNS),
    "GET /v1/knowledge": Staff(200, opens=DESIGNS),
    "GET /v1/knowledge/fields": Staff(200, opens=DESIGNS),
    "GET /v1/knowledge/dimensions/{dimension}": Staff(404, opens=DESIGNS),
    "GET /v1/knowledge/facts": Staff(200, opens=DESIGNS),
    "GET /v1/house-rules": Staff(200, opens=DESIGNS),
    "PUT /v1/house-rules": Staff(200, {"weights": {}, "allowed": {}, "forbidden": []}, DECIDING),
    "POST /v1/reviews": Staff(202, NEW_REVIEW, REVIEWING),
    "GET /v1/reviews": Staff(200, opens=REVIEWS),
    "GET /v1/reviews/{review_id}": Staff(404, opens=REVIEWS),
    "GET /v1/reviews/{review_id}/graph": Staff(404, opens=REVIEWS),
    "POST /v1/reviews/{review_id}/start": Staff(404, opens=REVIEWING),
    "GET /v1/reviews/systems/{system_id}/suppressions": Staff(404, opens=REVIEWS),
    "POST /v1/reviews/systems/{system_id}/suppressions": Staff(404, {"reason": "A shim.", "rule": "ASY001"}, REVIEWING),
    "DELETE /v1/reviews/systems/{system_id}/suppressions/{suppression_id}": Staff(404, opens=REVIEWING),
    "GET /v1/reviews/systems/{system_id}/sources": Staff(404, opens=REVIEWS),
    "POST /v1/reviews/systems/{system_id}/sources": Staff(404, {"size_bytes": 1000}, REVIEWING),
    "DELETE /v1/reviews/systems/{system_id}/sources/{kind}": Staff(404, opens=REVIEWING),
}
# What stands in paths where a row names nothing else.
IDS = ("user_id", "session_id", "design_id", "decision_id", "system_id", "review_id", "suppression_id")


def routes_of(document: Mapping[str, Any]) -> set[str]:
    """As rows are named."""
    return {f"{method.upper()} {path}" for path, operations in document["paths"].items() for method in operations}


def permissions() -> list[str]:
    """Every one that opens a route: who holds them is refused for nothing but the request."""
    return sorted({permission for row in ROWS.values() for permission in row.opens})


def rows_of(kind: type[Row]) -> list[str]:
    return [route for route, row in ROWS.items() if isinstance(row, kind)]


def with_bodies() -> list[str]:
    return [route for route, row in ROWS.items() if row.body is not None]


def path_of(route: str, **ids: str) -> str:
    """Its path; ids that are not named are missing ones."""
    template = route.partition(" ")[2]
    words = {"name": "never-made", "dimension": "never-made", "kind": "code"}
    return template.format(**{**dict.fromkeys(IDS, MISSING), **words, **ids})


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
