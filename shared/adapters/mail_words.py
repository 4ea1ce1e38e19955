"""The words of one locale, and the two layouts that they are set in."""

import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.accounts.domain.mails import MailKind
from shared.adapters.mail_inert import isolated

if TYPE_CHECKING:
    from jinja2 import Environment, Template

_TEMPLATES = Path(__file__).parent / "mail_templates"
_UNITS = (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1)))
# What a person chose, in whatever script: it must not turn the words around it.
_PERSONAL = ("name", "email", "new_email", "device", "system", "decided")
_DETAILS = ("when", "device", "source_ip")
Facts = Mapping[str, Any]


class Words:
    """Everything that Rollbook says in one language. Files are read at the first use, once."""

    def __init__(self, locale: str) -> None:
        self._locale = locale

    def subject(self, kind: MailKind, facts: Facts) -> str:
        return self._said(self._plain, self._table["kinds"][kind]["subject"], facts)

    def text(self, kind: MailKind, facts: Facts) -> str:
        """The plain-text mail; one line per paragraph, so that a phone can wrap it as it likes."""
        return self._set(self._plain, "mail.txt", kind, _fenced(facts, isolated))

    def html(self, kind: MailKind, facts: Facts) -> str:
        """The HTML mail: self-contained, nothing is fetched when it is opened."""
        return self._set(self._markup, "mail.html", kind, _fenced(facts, _bdi))

    def duration(self, length: timedelta) -> str:
        """`1 hour`, `24 hours`, `7 days`: the largest unit that says it exactly and is more than one day's worth."""
        for unit, size in _UNITS:
            count, rest = divmod(length, size)
            if not rest and count and (unit, count) != ("day", 1):
                return f"{count} {self._table['units'][unit][count != 1]}"
        return self.duration(timedelta(minutes=length // timedelta(minutes=1) or 1))

    def moment(self, at: datetime) -> str:
        month = self._table["months"][at.month - 1]
        return f"{at.day} {month} {at.year}, {at:%H:%M} {at.tzname()}"

    def _set(self, environment: "Environment", layout: str, kind: MailKind, facts: Facts) -> str:
        words = {**self._table["every"], **self._table["kinds"][kind]}
        said = {key: self._said(environment, words[key], facts) for key in words if key != "body"}
        body = [self._said(environment, paragraph, facts) for paragraph in words["body"]]
        return environment.get_template(layout).render(
            **{**facts, **said},
            body=[paragraph for paragraph in body if paragraph],
            details=self._details(facts),
            locale=self._locale,
        )

    def _details(self, facts: Facts) -> list[tuple[str, Any]]:
        known = _DETAILS if facts["detailed"] else ()
        return [(self._table["labels"][key], facts[key]) for key in known if facts[key]]

    @staticmethod
    def _said(environment: "Environment", words: str, facts: Facts) -> str:
        rendered = _compiled(environment, words).render(facts).strip()
        return _escaped(rendered) if environment.autoescape else rendered

    @cached_property
    def _table(self) -> dict[str, Any]:
        return tomllib.loads((_TEMPLATES / f"{self._locale}.toml").read_text(encoding="utf-8"))

    @cached_property
    def _plain(self) -> "Environment":
        return _environment(autoescape=False)

    @cached_property
    def _markup(self) -> "Environment":
        return _environment(autoescape=True)


@cache
def _compiled(environment: "Environment", words: str) -> "Template":
    """The words are few and never change; compiling them takes many times as long as saying them."""
    return environment.from_string(words)


def _fenced(facts: Facts, fence: Callable[[str], str]) -> dict[str, Any]:
    return {**facts, **{key: fence(facts[key]) for key in _PERSONAL if facts[key]}}


def _bdi(text: str) -> str:
    from markupsafe import Markup

    return Markup("<bdi>{}</bdi>").format(text)


def _escaped(markup: str) -> str:
    """Marks what autoescaping has already escaped, so that the layout does not escape it a second time."""
    from markupsafe import Markup

    return Markup(markup)  # noqa: S704


def _environment(autoescape: bool) -> "Environment":
    # Imported here: jinja2 takes 100 ms, and only the function that sends mail ever renders one.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=autoescape,  # noqa: S701 - False only for plain text, which has no markup to escape
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
