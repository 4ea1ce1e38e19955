"""What a document is made of: plain mappings, so that a stored document is its JSON and nothing else.

Texts hold one kind of markup, backticks around code; whoever renders escapes the rest.
"""

from collections.abc import Mapping, Sequence
from typing import Any

Block = dict[str, Any]
# The document whole, as it is stored: see compose.py.
Document = Mapping[str, Any]


def paragraph(text: str, lead: str = "") -> Block:
    """`lead`: the words that it is found by, set off before it."""
    return {"kind": "paragraph", "lead": lead, "text": text}


def quote(text: str) -> Block:
    """What somebody wrote, as they wrote it: never markup."""
    return {"kind": "quote", "text": text}


def note(text: str, tone: str = "unknown") -> Block:
    """`tone`: "conflict", "caution" or "unknown"."""
    return {"kind": "note", "tone": tone, "text": text}


def bullets(items: Sequence[str], lead: str = "") -> Block:
    return {"kind": "bullets", "lead": lead, "items": list(items)}


def table(head: Sequence[str], rows: Sequence[Sequence[str]], shape: str = "cards", marked: int | None = None) -> Block:
    """`shape`: on a phone rows become cards, or, where columns are compared ("columns"), the table stays one.
    `marked`: the column that matters most, counted from 0."""
    told = {"head": list(head), "rows": [list(row) for row in rows], "marked": marked}
    return {"kind": "table", "shape": shape, **told}


def code(path: str, language: str, text: str, purpose: str) -> Block:
    return {"kind": "code", "path": path, "language": language, "text": text, "purpose": purpose}


def facts(told: Sequence[Mapping[str, Any]], lead: str) -> Block:
    """Each with `text`, `source`, `url` (or None), `dated` and `flag` (empty for one that may be quoted)."""
    return {"kind": "facts", "lead": lead, "facts": [dict(each) for each in told]}


def section(key: str, title: str, blocks: Sequence[Block]) -> Block:
    return {"kind": "section", "key": key, "title": title, "blocks": list(blocks)}


def present(blocks: Sequence[Block | None]) -> list[Block]:
    return [block for block in blocks if block is not None]
