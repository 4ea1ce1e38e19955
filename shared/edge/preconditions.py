"""The request headers that bind a change: If-Match (RFC 9110 section 13.1.1) and Idempotency-Key; and Authorization."""

import re
from typing import Literal

from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import Malformed, Precondition, Unauthenticated

Need = Literal["required", "optional"]

# entity-tag = [ "W/" ] DQUOTE *etagc DQUOTE, a comma separates several
# (etagc is told by what it is not: compiling a class of characters up to U+10FFFF takes milliseconds.)
_ETAG = r'(?:W/)?"[^\x00-\x20\x22\x7f]*"'
_ETAGS = re.compile(rf"{_ETAG}(?:[ \t]*,[ \t]*{_ETAG})*\Z")
_STRONG_VERSION = re.compile(r'"(0|[1-9][0-9]{0,17})"\Z')
_VISIBLE = re.compile(r"[\x21-\x7e]{1,255}\Z")
_BEARER = re.compile(r"bearer +([A-Za-z0-9._~+/-]+=*)\Z", re.IGNORECASE)


@dataclass(frozen=True)
class IfMatch:
    """What the caller believes the version to be. A use case calls `check` once it has found the thing.

    The contract answers 404 and 410 before 428 and 412, so the header's absence is kept here until then.
    """

    state: Literal["version", "any", "never", "missing"]
    version: int | None = None

    def check(self, current: int) -> None:
        """Raises Precondition: `precondition_required` (428) or `stale_version` (412)."""
        if self.state == "missing":
            raise Precondition("precondition_required", 'Send If-Match with the version you read, such as "3".')
        if self.state == "never" or (self.state == "version" and self.version != current):
            raise Precondition("stale_version", "It was changed since you read it. Read it again, then decide.")


def read_if_match(value: str | None, need: Need | None) -> IfMatch | None:
    """None: the route has no such condition, or the caller set none. Malformed where it is no entity-tag list."""
    if need is None:
        return None
    if value is None:
        return IfMatch("missing") if need == "required" else None
    text = value.strip(" \t")
    if text == "*":
        return IfMatch("any")
    if strong := _STRONG_VERSION.match(text):
        return IfMatch("version", int(strong[1]))
    if _ETAGS.match(text):
        return IfMatch("never")
    raise Malformed("invalid_if_match", 'If-Match must be one entity tag such as "3", or *.')


def read_idempotency_key(value: str | None, need: Need | None) -> str | None:
    """Raises Malformed: `idempotency_key_missing` or `idempotency_key_invalid`."""
    if need is None:
        return None
    if value is None:
        if need == "required":
            raise Malformed("idempotency_key_missing", "Send an Idempotency-Key: a new random value per change.")
        return None
    if not _VISIBLE.match(value):
        raise Malformed("idempotency_key_invalid", "Idempotency-Key must be 1 to 255 visible ASCII characters.")
    return value


def read_bearer(value: str | None) -> str:
    """The token of exactly one `Authorization: Bearer` header; two arrive joined by a comma, which no token holds."""
    match = _BEARER.match(value or "")
    if match is None:
        raise Unauthenticated
    return match[1]
