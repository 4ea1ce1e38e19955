"""Argon2id (RFC 9106): 19 MiB, two passes, one lane, as OWASP's password storage advice has it."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MEMORY_KIB = 19456

# The hash of nobody's password: checking against it costs what any check costs, and never succeeds.
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$cm9sbGJvb2tub2JvZHkhIQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


class Argon2Hasher:
    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=MEMORY_KIB, parallelism=1)

    def hash(self, password: str) -> str:
        return self._hasher.hash(password)

    def verify(self, phc: str | None, password: str) -> bool:
        try:
            return self._hasher.verify(phc or _NOBODY, password)
        except (VerificationError, InvalidHashError):
            return False
