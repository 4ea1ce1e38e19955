"""Access tokens: JWT (RFC 7519) profile `at+jwt` (RFC 9068), RS256 only, read as strictly as RFC 8725 asks."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError

from shared.accounts.domain.session import ACCESS_LIFETIME
from shared.adapters.signing_keys import SigningKeyRing
from shared.kernel.errors import Unauthenticated
from shared.kernel.ports import Clock, Ids

ALGORITHM = "RS256"
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
        return self.sign({"alg": ALGORITHM, "typ": _TYPE}, json.dumps(claims, separators=(",", ":")))

    def sign(self, header: dict[str, Any], payload: str) -> str:
        """Signs a payload as it is with the newest key; `kid` is added where the header names none."""
        signer = self._keys.signer()
        return jws.serialize_compact({"kid": signer.kid, **header}, payload, signer.key, algorithms=[ALGORITHM])

    def read(self, token: str) -> Mapping[str, Any]:
        if len(token) > _LONGEST or token.count(".") != 2:
            raise Unauthenticated
        header_text, claims_text, signature = token.split(".")
        header, claims = _members(header_text), _members(claims_text)
        _decoded(signature)
        self._check_signature(header, token)
        self._check_claims(claims)
        return claims

    def _check_signature(self, header: Mapping[str, Any], token: str) -> None:
        kid = header.get("kid")
        proper = set(header) <= _HEADER_MEMBERS and header.get("alg") == ALGORITHM and header.get("typ") == _TYPE
        key = self._keys.verifier(kid) if proper and isinstance(kid, str) else None
        if key is None:
            raise Unauthenticated
        try:
            jws.deserialize_compact(token, key, algorithms=[ALGORITHM])
        except (JoseError, ValueError):
            raise Unauthenticated from None

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


def _decoded(text: str) -> bytes:
    """Base64url without padding, in its one canonical form: else one token would have several texts."""
    try:
        content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise Unauthenticated from None
    if base64.urlsafe_b64encode(content).rstrip(b"=").decode() != text:
        raise Unauthenticated
    return content
