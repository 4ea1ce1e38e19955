"""What tests read from the project's documents."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
DOCS = ROOT / "docs"

_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ROW = re.compile(r"^\|(.+)\|$", re.MULTILINE)
_CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Block:
    """A fenced block: `language` as the fence names it."""

    language: str
    text: str


def all_documents() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


def blocks(document: Path) -> list[Block]:
    return [Block(language, text) for language, text in _FENCE.findall(document.read_text("utf-8"))]


def without_blocks(document: Path) -> str:
    return _FENCE.sub("", document.read_text("utf-8"))


def rows(document: Path, heading: str) -> Iterator[list[str]]:
    """The cells of each row of the first table below `heading`, its head and its rule left out."""
    below = f"\n{document.read_text('utf-8')}".split(f"\n{heading}\n", 1)[1]
    table = below[below.index("\n|") + 1 :].split("\n\n", 1)[0]
    for row in _ROW.findall(table)[2:]:
        yield [cell.strip() for cell in row.split("|")]


def codes(cell: str) -> list[str]:
    """What stands in backticks."""
    return _CODE.findall(cell)
