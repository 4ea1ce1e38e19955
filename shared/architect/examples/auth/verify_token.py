"""Access tokens of an OpenID provider: one algorithm, its keys and no others, for us and from them."""

from collections.abc import Callable
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

ALGORITHMS = ["RS256"]  # pinned here: a token's own header decides nothing


class NotSignedIn(Exception):
    """The token proves nothing. Why is for the log, not for the caller."""


class Verifier:
    """`keys`: the provider's JWKS, fetched over TLS and kept for as long as its Cache-Control says."""

    def __init__(self, keys: Callable[[], KeySet], issuer: str, audience: str) -> None:
        self._keys = keys
        self._claims = jwt.JWTClaimsRegistry(
            leeway=30,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            sub={"essential": True},
        )

    def claims(self, token: str) -> dict[str, Any]:
        """Raises NotSignedIn."""
        try:
            found = jwt.decode(token, self._keys(), algorithms=ALGORITHMS)
            self._claims.validate(found.claims)
        except (JoseError, ValueError) as error:
            raise NotSignedIn from error
        return dict(found.claims)
