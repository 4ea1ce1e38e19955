"""Argon2id (RFC 9106): 19 MiB, two passes, one lane, as OWASP's password storage advice has it."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MEMORY_KIB = 19456
PASSES = 2

# The hash of nobody's password: checking against it costs what any check costs, and never succeeds.
_NOBODY = "$argon2id$v=19$m={},t={},p=1$cm9sbGJvb2tub2JvZHkhIQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


class Argon2Hasher:
    """Other costs than the standard ones are for tests that hash thousands of times."""

    def __init__(self, memory_kib: int = MEMORY_KIB, passes: int = PASSES) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)
        self._nobody = _NOBODY.format(memory_kib, passes)

    def hash(self, password: str) -> str:
        return self._hasher.hash(password)

    def verify(self, phc: str | None, password: str) -> bool:
        try:
            return self._hasher.verify(phc or self._nobody, password)
        except (VerificationError, InvalidHashError):
            return False
