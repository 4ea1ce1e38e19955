"""One HTML page without scripts: its style is inside, and its policy lets nothing else in.

jinja2 with autoescape writes it; it is imported when the first page is made.
"""

import hashlib
from base64 import b64encode
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).parent / "templates"


def page(template: str, **given: Any) -> str:
    style = _style()
    return _environment().get_template(template).render(style=style, policy=policy(), **given)


@cache
def policy() -> str:
    """The Content-Security-Policy of every page, for the meta element and for whoever sends the header."""
    digest = b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@cache
def _style() -> str:
    return (_TEMPLATES / "page.css").read_text("utf-8")


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["marked"] = _marked()
    return made


def _marked() -> Callable[[str], str]:
    from markupsafe import Markup

    def marked(text: str) -> str:
        """Backticks become code; everything is escaped."""
        pieces = text.split("`")
        if len(pieces) % 2 == 0:
            return Markup.escape(text)
        code = Markup("<code>{}</code>")
        told = [code.format(piece) if number % 2 else Markup.escape(piece) for number, piece in enumerate(pieces)]
        return Markup("").join(told)

    return marked
