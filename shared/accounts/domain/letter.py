"""One mail to be written: what it is about, and to whom."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from shared.accounts.domain.mails import MailKind
from shared.kernel.dataclasses import dataclass


@dataclass(frozen=True)
class News:
    """What became of somebody's system. `page`: a path on the public URL. `title`: of what was decided; `numbers` of
    what was counted."""

    system: str
    page: str
    title: str | None = None
    numbers: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Letter:
    """`new_email`: the address that the mail speaks of. `lifetime`: how long its link holds.

    `closes_at`: when an account that nobody proved will be closed.

    `copy` tells two mails of one kind and cause apart: the old address and the new one are both told.
    """

    kind: MailKind
    to: str
    display_name: str | None = None
    new_email: str | None = None
    token: str | None = None
    lifetime: timedelta | None = None
    occurred_at: datetime | None = None
    device: str | None = None
    source_ip: str | None = None
    staff: bool = False
    closes_at: datetime | None = None
    copy: str = ""
    news: News | None = None
