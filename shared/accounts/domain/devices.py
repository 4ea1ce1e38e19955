"""Which devices an account has signed in from, as keyed hashes of what they call themselves."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.kernel.records import Key

RETENTION = timedelta(days=180)
# More than anybody uses in half a year; the one not seen for longest goes first.
_MOST = 20


@dataclass(frozen=True)
class KnownDevices:
    """`digests`: the last one seen stands last."""

    user_id: str
    digests: tuple[str, ...]
    expires: datetime

    @property
    def key(self) -> "Key[KnownDevices]":
        return KnownDevices.key_of(self.user_id)

    @staticmethod
    def key_of(user_id: str) -> "Key[KnownDevices]":
        return Key(KnownDevices, (user_id,))


def remember(known: KnownDevices | None, user_id: str, digest: str, now: datetime) -> KnownDevices:
    others = [seen for seen in known.digests if seen != digest] if known else []
    return KnownDevices(user_id, (*others[1 - _MOST :], digest), now + RETENTION)


def is_new(known: KnownDevices | None, digest: str, now: datetime) -> bool:
    """The very first device is not news to anybody."""
    return known is not None and now < known.expires and digest not in known.digests
