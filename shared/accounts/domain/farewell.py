"""What outlives an erased account for a short while: one sealed address, for one last mail."""

from datetime import datetime, timedelta

from shared.kernel.dataclasses import dataclass
from shared.kernel.records import Key

LIFETIME = timedelta(hours=24)


@dataclass(frozen=True)
class Farewell:
    """`sealed`: the address and name, under a key that is no account's. It goes with the mail."""

    user_id: str
    sealed: bytes
    expires: datetime

    @property
    def key(self) -> "Key[Farewell]":
        return Farewell.key_of(self.user_id)

    @staticmethod
    def key_of(user_id: str) -> "Key[Farewell]":
        return Key(Farewell, (user_id,))
