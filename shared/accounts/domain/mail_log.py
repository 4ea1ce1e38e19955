"""Which mails went out: one record per cause and kind, so that a message delivered twice sends once."""

from datetime import datetime, timedelta

from shared.kernel.dataclasses import dataclass
from shared.kernel.records import Key

RETENTION = timedelta(days=14)
LEASE = timedelta(seconds=60)


@dataclass(frozen=True)
class MailSent:
    """`cause`: the id of the event or command. While `sent` is False, a worker holds it until `leased_until`."""

    cause: str
    kind: str
    sent: bool
    leased_until: datetime
    expires: datetime

    @property
    def key(self) -> "Key[MailSent]":
        return MailSent.key_of(self.cause, self.kind)

    @staticmethod
    def key_of(cause: str, kind: str) -> "Key[MailSent]":
        return Key(MailSent, (cause, kind))
