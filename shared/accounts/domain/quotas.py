"""How much anybody may ask for within an hour: requests from one source, mails to one address.

Hours are those of the clock, so that a counter needs no read: whoever waits for the hour to turn may ask twice as much
within minutes, and no more. A counter that is not there counts as zero.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from shared.accounts.domain.claims import ClaimHasher
from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import TooManyAttempts
from shared.kernel.principal import Client
from shared.kernel.records import Add, Expect, Key

_HOUR = timedelta(hours=1)
# What one customer of an access provider holds alone (RFC 6177): who has it changes addresses at will.
_IPV6_CUSTOMER = 64


@dataclass(frozen=True)
class Quota:
    name: str
    per_hour: int


# Sign-ups, resends and password resets together.
REQUESTS = Quota("requests", 200)
# Mails that anybody can cause, to one address.
MAILS = Quota("mails", 20)
# Password resets among them that go out however many other mails did: nobody keeps an owner from a link that opens the
# account by having other mails sent there.
RESETS_ALWAYS = Quota("resets", 5)


@dataclass(frozen=True)
class Used:
    """How much of a quota `subject` (a keyed hash) has used in the hour that begins at the epoch second `hour`."""

    quota: str
    subject: str
    hour: str
    expires: datetime
    count: int = 0

    @property
    def key(self) -> "Key[Used]":
        return Key(Used, (self.quota, self.subject, self.hour))


def use_one(quota: Quota, subject: str, now: datetime) -> Add:
    """The write that counts one more, and fails where the quota is used up."""
    return replace(count_one(quota, subject, now), expect=Expect(below={"count": quota.per_hour}))


def count_one(quota: Quota, subject: str, now: datetime) -> Add:
    """As `use_one`, without a bound."""
    key = used(quota, subject, now)
    first = {**dict(zip(("quota", "subject", "hour"), key.parts, strict=True)), "expires": _hour_of(now) + 2 * _HOUR}
    return Add(key, {"count": 1}, initial=first)


def used(quota: Quota, subject: str, now: datetime) -> "Key[Used]":
    return Key(Used, (quota.name, subject, str(int(_hour_of(now).timestamp()))))


def used_up(now: datetime) -> TooManyAttempts:
    """With the whole seconds until the hour turns."""
    return TooManyAttempts(retry_after=int((_hour_of(now) + _HOUR - now).total_seconds()) + 1)


def source_of(hasher: ClaimHasher, client: Client) -> str:
    """The keyed hash of where a request comes from: an IPv4 address, or the IPv6 network of one customer."""
    return hasher.digest("source", _network(client.source_ip))


def _network(source_ip: str) -> str:
    try:
        address = ip_address(source_ip)
    except ValueError:
        return source_ip
    if not isinstance(address, IPv6Address):
        return source_ip
    return str(address.ipv4_mapped or ip_network((int(address), _IPV6_CUSTOMER), strict=False))


def _hour_of(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
