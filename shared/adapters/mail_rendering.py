"""Turns a kind of mail and its facts into subject, plain text and HTML. Pure: no clock, no network.

Words live in `mail_templates/<locale>.toml`, the two layouts beside them. Whatever a person typed is made inert first
and escaped in HTML; links are built from the configured public URL alone.
"""

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from shared.accounts.domain.letter import News
from shared.accounts.domain.mails import MailKind
from shared.adapters.mail_devices import device_in_words
from shared.adapters.mail_inert import inert, inert_address, masked_address, one_line
from shared.adapters.mail_words import Words
from shared.kernel.dataclasses import dataclass

_URL_SAFE = re.compile(r"[A-Za-z0-9._~-]+\Z")
_PAGE = re.compile(r"(?:/[a-z0-9-]+)+\Z")
# Nobody has proved yet that these reach the account's owner, or they must say nothing about the account.
_LONGEST_TITLE = 120
_NAMELESS = frozenset({MailKind.ACCOUNT_EXISTS, MailKind.EMAIL_CHANGE_CONFIRM})
# An owner who wonders "was that me?" needs to know when, on what and from where.
_DETAILED = frozenset({MailKind.PASSWORD_CHANGED, MailKind.EMAIL_CHANGE_REQUESTED, MailKind.NEW_DEVICE})


@dataclass(frozen=True)
class MailContext:
    """The facts of one mail. `email` is the address it goes to; `new_email` is shown masked to any other address.

    A kind that carries a token needs `token` and `expires_in`; any other refuses `token`. `staff` says that somebody
    else, with the right to do so, made the change. `closes_at`: when the account will be closed, if nobody proves it.
    A kind of a system needs `news`, any other refuses it.
    """

    service_name: str
    public_url: str
    email: str
    display_name: str | None = None
    new_email: str | None = None
    token: str | None = None
    expires_in: timedelta | None = None
    occurred_at: datetime | None = None
    device: str | None = None
    source_ip: str | None = None
    staff: bool = False
    closes_at: datetime | None = None
    news: News | None = None


@dataclass(frozen=True)
class MailText:
    """A mail ready to send."""

    subject: str
    text: str
    html: str


def render(kind: MailKind, context: MailContext) -> MailText:
    """The mail in English. Raises ValueError when the context does not fit the kind."""
    return _english().render(kind, context)


class MailRenderer:
    """Renders mails in one locale; reads its templates at the first mail."""

    def __init__(self, locale: str = "en") -> None:
        self._words = Words(locale)

    def render(self, kind: MailKind, context: MailContext) -> MailText:
        """Raises ValueError when the context does not fit the kind."""
        _check(kind, context)
        facts = self._facts(kind, context)
        return MailText(
            subject=one_line(self._words.subject(kind, facts)),
            text=self._words.text(kind, facts),
            html=self._words.html(kind, facts),
        )

    def _facts(self, kind: MailKind, context: MailContext) -> dict[str, Any]:
        name = None if kind in _NAMELESS else context.display_name
        return {
            "service": one_line(context.service_name),
            "link": _link(kind, context),
            "email": inert_address(context.email),
            "new_email": _new_email(context),
            "to_new_address": context.new_email == context.email,
            "name": inert(name) if name else None,
            "lifetime": self._words.duration(context.expires_in) if context.expires_in else None,
            "when": self._words.moment(context.occurred_at.astimezone(UTC)) if context.occurred_at else None,
            "device": device_in_words(context.device) if context.device else None,
            "source_ip": inert(context.source_ip) if context.source_ip else None,
            "staff": context.staff,
            "closes": self._words.moment(context.closes_at.astimezone(UTC)) if context.closes_at else None,
            "detailed": kind in _DETAILED,
            "system": inert(context.news.system) if context.news else None,
            "decided": inert(context.news.title, _LONGEST_TITLE) if context.news and context.news.title else None,
            "numbers": (context.news.numbers if context.news else None) or {},
        }


@cache
def _english() -> MailRenderer:
    return MailRenderer()


def _check(kind: MailKind, context: MailContext) -> None:
    if kind.of_system != (context.news is not None):
        raise ValueError(f"A mail of kind {kind} {'needs' if kind.of_system else 'tells no'} news of a system.")
    if context.news is not None and not _PAGE.match(context.news.page):
        raise ValueError("A page is a path of lower-case words.")
    if not kind.carries_token:
        if context.token is not None:
            raise ValueError(f"A mail of kind {kind} proves nothing and must not carry a token.")
        return
    if not context.token or not _URL_SAFE.match(context.token):
        raise ValueError(f"A mail of kind {kind} needs a URL-safe token.")
    if context.expires_in is None or context.expires_in <= timedelta(0):
        raise ValueError(f"A mail of kind {kind} must say when its link expires.")


def _link(kind: MailKind, context: MailContext) -> str | None:
    path = context.news.page if context.news else kind.path
    if path is None:
        return None
    page = context.public_url.rstrip("/") + path
    return f"{page}?token={context.token}" if kind.carries_token else page


def _new_email(context: MailContext) -> str | None:
    if context.new_email is None:
        return None
    whole = context.new_email == context.email
    return inert_address(context.new_email) if whole else masked_address(context.new_email)
