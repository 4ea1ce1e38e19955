"""Which devices an account has signed in from, as keyed hashes of what they call themselves."""

import re
from datetime import datetime, timedelta

from shared.kernel.dataclasses import dataclass
from shared.kernel.records import Key

RETENTION = timedelta(days=180)
# More than anybody uses in half a year; the one not seen for longest goes first.
_MOST = 20
# Of a browser and of a system. Models of phones keep their numbers.
_VERSION = re.compile(r"((?<=/)|(?<=rv:)|(?<=Android )|(?<=NT )|(?<=OS )|(?<=OS X ))\d[\d._]*")


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


def without_versions(user_agent: str) -> str:
    """What a device calls itself, updates aside: browsers have one each month, which is news to nobody."""
    return _VERSION.sub("", user_agent)


def remember(known: KnownDevices | None, user_id: str, digest: str, now: datetime) -> KnownDevices:
    others = [seen for seen in known.digests if seen != digest] if known else []
    return KnownDevices(user_id, (*others[1 - _MOST :], digest), now + RETENTION)


def is_new(known: KnownDevices | None, digest: str, now: datetime) -> bool:
    """The very first device is not news to anybody."""
    return known is not None and now < known.expires and digest not in known.digests
