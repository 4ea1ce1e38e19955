"""Access tokens: JWT (RFC 7519) profile `at+jwt` (RFC 9068), RS256 only, read as strictly as RFC 8725 asks."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from typing import Any

from shared.accounts.domain.session import ACCESS_LIFETIME
from shared.adapters.rsa_keys import ALGORITHM
from shared.adapters.signing_keys import SigningKeyRing
from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import Unauthenticated
from shared.kernel.ports import Clock, Ids

_TYPE = "at+jwt"
# Nothing we issue comes near; parsing more would only serve who sends it.
_LONGEST = 8192
# Pointers to keys, and extensions: none is ever followed or understood (RFC 8725, sections 3.5 and 3.10).
_HEADER_MEMBERS = {"alg", "kid", "typ"}
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Clocks of two machines may differ by this many seconds.
_LEEWAY = 5


@dataclass(frozen=True)
class Audience:
    """`iss` and `aud` of every token issued here, and asked of every token read."""

    issuer: str
    audience: str


class JwtAccessTokens:
    def __init__(self, keys: SigningKeyRing, audience: Audience, clock: Clock, ids: Ids) -> None:
        self._keys = keys
        self._audience = audience
        self._clock = clock
        self._ids = ids

    def issue(self, user_id: str, session_id: str, permissions: frozenset[str]) -> str:
        now = int(self._clock.now().timestamp())
        claims = {
            "iss": self._audience.issuer,
            "aud": self._audience.audience,
            "sub": user_id,
            "sid": session_id,
            "jti": self._ids.new(),
            "iat": now,
            "exp": now + int(ACCESS_LIFETIME.total_seconds()),
            "permissions": sorted(permissions),
        }
        return self.sign({"alg": ALGORITHM, "typ": _TYPE}, _compact(claims))

    def sign(self, header: dict[str, Any], payload: str) -> str:
        """Signs a payload as it is with the newest key; `kid` is added where the header names none."""
        signer = self._keys.signer()
        said = _encoded(_compact({"kid": signer.kid, **header})) + "." + _encoded(payload)
        return f"{said}.{_encoded(signer.key.sign(said.encode()))}"

    def read(self, token: str) -> Mapping[str, Any]:
        if len(token) > _LONGEST or token.count(".") != 2:
            raise Unauthenticated
        said, _, signature = token.rpartition(".")
        header, claims = map(_members, said.split("."))
        self._check_signature(header, said, _decoded(signature))
        self._check_claims(claims)
        return claims

    def _check_signature(self, header: Mapping[str, Any], said: str, signature: bytes) -> None:
        """The algorithm is ours, never the header's: a key verifies RS256 and nothing else (RFC 8725 section 3.1)."""
        kid = header.get("kid")
        proper = set(header) <= _HEADER_MEMBERS and header.get("alg") == ALGORITHM and header.get("typ") == _TYPE
        key = self._keys.verifier(kid) if proper and isinstance(kid, str) else None
        if key is None or not key.verifies(signature, said.encode()):
            raise Unauthenticated

    def _check_claims(self, claims: Mapping[str, Any]) -> None:
        now = self._clock.now().timestamp()
        ids = all(_is_id(claims.get(name)) for name in ("sub", "sid", "jti"))
        times = [claims.get(name) for name in ("iat", "exp")]
        permissions = claims.get("permissions")
        if not ids or not all(type(time) is int for time in times) or not _is_list_of_text(permissions):
            raise Unauthenticated
        right_place = (claims.get("iss"), claims.get("aud")) == (self._audience.issuer, self._audience.audience)
        in_time = claims["iat"] <= now + _LEEWAY and now < claims["exp"] and _not_before(claims) <= now + _LEEWAY
        if not right_place or not in_time:
            raise Unauthenticated


def _not_before(claims: Mapping[str, Any]) -> float:
    start = claims.get("nbf", 0)
    return start if type(start) is int else float("inf")


def _is_id(value: object) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _is_list_of_text(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _members(text: str) -> dict[str, Any]:
    """The members of one part of a token; a duplicate, a deep nesting or another type is refused."""
    try:
        found = json.loads(_decoded(text), object_pairs_hook=_unique, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Unauthenticated from None
    if not isinstance(found, dict):
        raise Unauthenticated
    return found


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("duplicate member")
    return members


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _compact(members: Mapping[str, Any]) -> str:
    return json.dumps(members, separators=(",", ":"))


def _encoded(content: str | bytes) -> str:
    octets = content.encode() if isinstance(content, str) else content
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    """Base64url without padding, in its one canonical form: else one token would have several texts."""
    try:
        content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise Unauthenticated from None
    if _encoded(content) != text:
        raise Unauthenticated
    return content
