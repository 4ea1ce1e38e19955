"""A composed document in the forms that people read."""

from typing import Any

from shared.architect.document import markdown as written
from shared.architect.document.blocks import Document
from shared.architect.document.diagram_picture import NARROW, WIDE, diagram_svg
from shared.architect.document.page import page
from shared.architect.document.words import Words

_CODE_PARTS = ("code", "configuration")


def markdown(document: Document) -> str:
    """GitHub's dialect, the diagram as a Mermaid flowchart."""
    return written.markdown(document)


def html(document: Document) -> str:
    """One page without scripts, for screens of any width and for paper."""
    words = Words(document["language"])
    made = (
        words("document.page.made").replace("{date}", document["made_on"]).replace("{version}", document["kb_version"])
    )
    return page("design.html", document=document, words=words, made=made, pictures=_pictures)


def _pictures(block: dict[str, Any]) -> dict[str, Any]:
    """The same diagram for wide and for narrow screens; safe as it is, for everything in it was escaped."""
    from markupsafe import Markup

    return {"wide": Markup(diagram_svg(block, WIDE)), "narrow": Markup(diagram_svg(block, NARROW))}  # noqa: S704
