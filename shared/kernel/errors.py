"""Every error Rollbook raises on purpose. Each has a stable `code`; its HTTP status lives in shared/edge/problems.py.

RollbookError
├── InputRefused              the request cannot be parsed or breaks a rule
│   ├── Malformed             cannot be parsed (malformed_json, invalid_cursor, invalid_token, ...)
│   ├── Unsupported           well formed, in a form this route does not speak
│   └── ValidationFailed      parsed and refused, with the place of each fault
├── AccessRefused
│   ├── Unauthenticated       who are you? (unauthenticated, invalid_credentials, invalid_refresh_token)
│   └── Forbidden             known, and not allowed (forbidden, wrong_password, email_not_verified, ...)
├── NotFound                  not_found, no_such_route, method_not_allowed
├── Gone                      user_erased
├── Conflict                  email_taken, username_taken, version_conflict, wrong_status, ...
├── Precondition              stale_version, precondition_required
├── TooManyAttempts           with the seconds to wait
└── ServiceUnavailable        something we stand on failed; with the seconds to wait
"""

from collections.abc import Sequence
from typing import ClassVar

from shared.kernel.dataclasses import dataclass


class RollbookError(Exception):
    """The root. `detail` is for people and never holds a secret; `code` is for programs and never changes.

    `seen_as`: what operators count it as, where the answer must not tell it from others of its code.
    """

    codes: ClassVar[frozenset[str]] = frozenset()
    seen_as: str | None = None

    def __init__(self, code: str, detail: str) -> None:
        if code not in self.codes:
            raise ValueError(f"{type(self).__name__} has no code {code!r}")
        super().__init__(detail)
        self.code = code
        self.detail = detail


class InputRefused(RollbookError):
    """The request itself is at fault."""


class Malformed(InputRefused):
    codes = frozenset(
        {
            "malformed_json",
            "malformed_request",
            "invalid_cursor",
            "invalid_token",
            "invalid_if_match",
            "idempotency_key_missing",
            "idempotency_key_invalid",
        }
    )


class Unsupported(InputRefused):
    codes = frozenset(
        {"not_acceptable", "unsupported_media_type", "body_too_large", "uri_too_long", "headers_too_large"}
    )


@dataclass(frozen=True)
class FieldError:
    """One refused member: `pointer` is an RFC 6901 JSON pointer into the body, or "?name" for a query parameter."""

    pointer: str
    code: str
    detail: str


class ValidationFailed(InputRefused):
    codes = frozenset({"validation_failed", "idempotency_key_reused"})
    field_codes: ClassVar[frozenset[str]] = frozenset(
        {"too_short", "too_long", "blocklisted", "unknown_field", "required", "invalid"}
    )

    def __init__(self, errors: Sequence[FieldError] = (), *, code: str = "validation_failed", detail: str = "") -> None:
        super().__init__(code, detail or "The request was understood and breaks a rule; see errors.")
        self.errors = tuple(errors)

    @classmethod
    def of(cls, pointer: str, code: str, detail: str) -> "ValidationFailed":
        return cls([FieldError(pointer, code, detail)])


class AccessRefused(RollbookError):
    """The caller is unknown, or known and not allowed."""


class Unauthenticated(AccessRefused):
    codes = frozenset({"unauthenticated", "invalid_credentials", "invalid_refresh_token"})

    def __init__(self, code: str = "unauthenticated", detail: str = "Sign in and send a valid access token.") -> None:
        super().__init__(code, detail)


class Forbidden(AccessRefused):
    codes = frozenset(
        {"forbidden", "wrong_password", "reauthentication_required", "email_not_verified", "account_suspended"}
    )

    def __init__(self, code: str = "forbidden", detail: str = "You are signed in, but not allowed to do this.") -> None:
        super().__init__(code, detail)


class NotFound(RollbookError):
    codes = frozenset({"not_found", "no_such_route", "method_not_allowed"})

    def __init__(self, code: str = "not_found", detail: str = "There is nothing here by that name.") -> None:
        super().__init__(code, detail)


class Gone(RollbookError):
    codes = frozenset({"user_erased"})

    def __init__(self, code: str = "user_erased", detail: str = "This account was erased.") -> None:
        super().__init__(code, detail)


class Conflict(RollbookError):
    codes = frozenset(
        {
            "email_taken",
            "username_taken",
            "version_conflict",
            "idempotency_in_flight",
            "wrong_status",
            "builtin_role",
            "role_in_use",
            "last_admin",
        }
    )


class Precondition(RollbookError):
    codes = frozenset({"stale_version", "precondition_required"})


class TooManyAttempts(RollbookError):
    """`retry_after`: whole seconds until a try can be accepted again."""

    codes = frozenset({"too_many_attempts"})

    def __init__(self, retry_after: int) -> None:
        super().__init__("too_many_attempts", "Too many attempts. Wait, then try again.")
        self.retry_after = retry_after


class ServiceUnavailable(RollbookError):
    """Something Rollbook stands on did not answer. Nothing was decided; the same request may be sent again."""

    codes = frozenset({"service_unavailable"})

    def __init__(self, retry_after: int = 1) -> None:
        super().__init__("service_unavailable", "A part of the service is not available right now. Try again shortly.")
        self.retry_after = retry_after
