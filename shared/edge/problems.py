"""Errors as RFC 9457 problems. This is the only place that knows the HTTP status of an error.

`type` is a name, not an address to fetch: `https://rollbook.dev/problems/<code>`, documented in docs/problems.md.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import Any
from urllib.parse import quote

from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import FieldError, RollbookError, ServiceUnavailable, Unauthenticated, ValidationFailed
from shared.kernel.records import WriteConflict

CONTENT_TYPE = "application/problem+json"
TYPE_ROOT = "https://rollbook.dev/problems/"

TABLE: Mapping[str, tuple[int, str]] = {
    "malformed_json": (400, "The body cannot be read"),
    "malformed_request": (400, "The request cannot be read"),
    "invalid_cursor": (400, "The cursor is not valid here"),
    "invalid_token": (400, "The link is not valid any more"),
    "invalid_if_match": (400, "If-Match cannot be read"),
    "idempotency_key_missing": (400, "Idempotency-Key is missing"),
    "idempotency_key_invalid": (400, "Idempotency-Key cannot be read"),
    "unauthenticated": (401, "Sign in first"),
    "invalid_credentials": (401, "Wrong identifier or password"),
    "invalid_refresh_token": (401, "The session has ended"),
    "forbidden": (403, "Not allowed"),
    "wrong_password": (403, "Wrong password"),
    "reauthentication_required": (403, "Sign in again first"),
    "email_not_verified": (403, "The address is not verified"),
    "account_suspended": (403, "The account is suspended"),
    "not_found": (404, "Not found"),
    "no_such_route": (404, "No such route"),
    "method_not_allowed": (405, "Method not allowed"),
    "not_acceptable": (406, "Not available in that form"),
    "email_taken": (409, "The address is taken"),
    "username_taken": (409, "The username is taken"),
    "version_conflict": (409, "Changed at the same time"),
    "idempotency_in_flight": (409, "The first request is still running"),
    "wrong_status": (409, "Not possible in this status"),
    "builtin_role": (409, "Built-in roles do not change"),
    "role_in_use": (409, "The role is in use"),
    "last_admin": (409, "The last administrator stays"),
    "user_erased": (410, "The account was erased"),
    "stale_version": (412, "Changed since you read it"),
    "body_too_large": (413, "The body is too large"),
    "uri_too_long": (414, "The address is too long"),
    "unsupported_media_type": (415, "Unsupported media type"),
    "validation_failed": (422, "A rule is broken"),
    "idempotency_key_reused": (422, "Idempotency-Key was used for another request"),
    "precondition_required": (428, "If-Match is required"),
    "too_many_attempts": (429, "Too many attempts"),
    "headers_too_large": (431, "The headers are too large"),
    "internal_error": (500, "Something went wrong"),
    "service_unavailable": (503, "Not available right now"),
}


@dataclass(frozen=True)
class Problem:
    code: str
    detail: str = ""
    errors: Sequence[FieldError] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        return TABLE[self.code][0]

    def document(self, path: str, trace_id: str) -> dict[str, Any]:
        """The members of the contract; `instance` is the path, never the query."""
        status, title = TABLE[self.code]
        members: dict[str, Any] = {"type": TYPE_ROOT + self.code, "title": title, "status": status}
        if self.detail:
            members["detail"] = self.detail
        members |= {"instance": quote(path, "/:@!$&'()*+,;=~", errors="replace")}
        members |= {"code": self.code, "trace_id": trace_id}
        if status == 422:
            members["errors"] = [{"pointer": e.pointer, "code": e.code, "detail": e.detail} for e in self.errors]
        return members

    def text(self, path: str, trace_id: str) -> str:
        return json.dumps(self.document(path, trace_id), separators=(",", ":"))

    def with_headers(self, headers: Mapping[str, str]) -> "Problem":
        return replace(self, headers={**self.headers, **headers})


def problem_of(error: BaseException) -> Problem:
    """Known errors by the table; all else is 500 without a word."""
    if isinstance(error, RollbookError):
        errors = error.errors if isinstance(error, ValidationFailed) else ()
        return Problem(error.code, error.detail, errors, _headers(error))
    if _met_only_others(error):
        return problem_of(ServiceUnavailable())
    return Problem("internal_error")


def _met_only_others(error: BaseException) -> bool:
    """A write that kept meeting other writes, and that nobody had a better answer for: the same may be sent again."""
    return isinstance(error, WriteConflict) and not error.failed


def _headers(error: RollbookError) -> dict[str, str]:
    if isinstance(error, Unauthenticated):
        return {"WWW-Authenticate": 'Bearer realm="api"'}
    retry_after = getattr(error, "retry_after", None)
    return {} if retry_after is None else {"Retry-After": str(max(1, int(retry_after)))}
