"""Time, identity and chance of the machine."""

import os
import random
from datetime import UTC, datetime

from uuid_utils import uuid7


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class SystemIds:
    def new(self) -> str:
        return str(uuid7())


class SystemRandomness:
    def token_bytes(self, length: int) -> bytes:
        return os.urandom(length)

    def fraction(self) -> float:
        return random.random()  # noqa: S311 - jitter only
