"""Documents as Markdown (GitHub's dialect), with the diagram as a Mermaid flowchart.

Everything that is not code is escaped: what people wrote can be read, and never acts as markup.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from shared.architect.document.blocks import Block, Document
from shared.architect.document.words import Words

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~!&@])")
_LINE_STARTS = re.compile(r"^(\s*)([-+=]|\d+[.)])(?=\s|$)")
# Bare addresses become links by themselves; a backslash before the colon or dot prevents it.
_ADDRESS = re.compile(r"(?i)\b(https?|ftp|mailto|xmpp)(:)|\b(www)(\.)")
_TICKS = re.compile(r"`+")
_FENCES = re.compile(r"^\s{0,3}(`{3,}|~{3,})", re.MULTILINE)


def markdown(document: Document) -> str:
    words = Words(document["language"])
    made = _filled(words("document.page.made"), date=document["made_on"], version=document["kb_version"])
    lines = [f"# {escaped(document['title'])}", "", text(document["summary"]["text"]), "", f"*{text(made)}*"]
    if document["status"] == "contradictory":
        lines += ["", f"> **{text(words('document.page.contradictory'))}** {text(words('document.page.options_note'))}"]
    for part in document["parts"]:
        lines += ["", f"## {part['number']}. {text(part['title'])}", *_blocks(part["blocks"], 3)]
    return "\n".join(lines) + "\n"


def escaped(plain: str) -> str:
    """Text without markup, in one line."""
    marked = _MARKS.sub(r"\\\1", " ".join(plain.split()))
    marked = _ADDRESS.sub(lambda found: f"{found[1] or found[3]}\\{found[2] or found[4]}", marked)
    return _LINE_STARTS.sub(
        lambda found: f"{found[1]}\\{found[2]}" if len(found[2]) == 1 else f"{found[1]}{found[2][:-1]}\\{found[2][-1]}",
        marked,
    )


def text(marked: str) -> str:
    """Text of ours: backticks set off code, the rest is escaped."""
    pieces = marked.split("`")
    if len(pieces) % 2 == 0:
        return escaped(marked)
    told = [code_span(piece) if number % 2 else _inline(piece) for number, piece in enumerate(pieces)]
    return _LINE_STARTS.sub(r"\1\\\2", "".join(told))


def code_span(code: str) -> str:
    """Fenced by more backticks than the code has in a row; a bar would end a table's cell."""
    longest = max((len(run) for run in _TICKS.findall(code)), default=0)
    fence, room = "`" * (longest + 1), " " if code.startswith("`") or code.endswith("`") else ""
    one_line = " ".join(code.split())
    return f"{fence}{room}{one_line}{room}{fence}".replace("|", r"\|") if one_line else ""


def fenced(code: str, language: str) -> list[str]:
    longest = max((len(run) for run in _FENCES.findall(code)), default=2)
    fence = "`" * (longest + 1)
    return [f"{fence}{language}", *code.rstrip("\n").split("\n"), fence]


def table_lines(head: list[str], rows: list[list[str]]) -> list[str]:
    """Cells are Markdown already."""
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return [*lines, *(f"| {' | '.join(row)} |" for row in rows)]


def _inline(piece: str) -> str:
    """A piece between code: its outer spaces are kept."""
    inner = escaped(piece)
    left = " " if piece[:1].isspace() else ""
    right = " " if piece[-1:].isspace() and inner else ""
    return f"{left}{inner}{right}"


def _filled(message: str, **given: str) -> str:
    for name, value in given.items():
        message = message.replace(f"{{{name}}}", value)
    return message


def _blocks(blocks: list[Block], depth: int) -> list[str]:
    return [line for block in blocks for line in ("", *_WRITERS[block["kind"]](block, depth))]


def _section(block: Block, depth: int) -> list[str]:
    return [f"{'#' * depth} {text(block['title'])}", *_blocks(block["blocks"], depth + 1)]


def _paragraph(block: Block, _depth: int) -> list[str]:
    lead = f"**{text(block['lead'])}** " if block["lead"] else ""
    return [lead + text(block["text"])]


def _quote(block: Block, _depth: int) -> list[str]:
    return [f"> {escaped(line)}" if line.strip() else ">" for line in block["text"].strip().split("\n")]


def _note(block: Block, _depth: int) -> list[str]:
    return [f"> **{'⚠' if block['tone'] == 'conflict' else '?'}** {text(block['text'])}"]


def _bullets(block: Block, _depth: int) -> list[str]:
    lead = [f"**{text(block['lead'])}**", ""] if block["lead"] else []
    return [*lead, *(f"- {text(item)}" for item in block["items"])]


def _table(block: Block, _depth: int) -> list[str]:
    return table_lines([text(cell) for cell in block["head"]], [[text(cell) for cell in row] for row in block["rows"]])


def _code(block: Block, _depth: int) -> list[str]:
    return [f"**{code_span(block['path'])}** {text(block['purpose'])}", "", *fenced(block["text"], block["language"])]


def _facts(block: Block, _depth: int) -> list[str]:
    return [f"**{text(block['lead'])}**", "", *(f"- {_fact(fact)}" for fact in block["facts"])]


def _fact(fact: Mapping[str, Any]) -> str:
    source = escaped(fact["source"])
    linked = f"[{source}](<{fact['url']}>)" if fact["url"] and source else source
    dated = ", ".join(each for each in (linked, fact["dated"]) if each)
    flag = f" **[{text(fact['flag_text'])}]**" if fact["flag"] else ""
    return f"{text(fact['text'])}{f' ({dated})' if dated else ''}{flag}"


_MERMAID_BOX = '["{}"]'
_MERMAID_SHAPES = {"actor": '(["{}"])', "store": '[("{}")]', "queue": '[["{}"]]', "outside": '(["{}"])'}


def _diagram(block: Block, _depth: int) -> list[str]:
    """Mermaid: labels in quotes, in which only entities are special."""
    lines = ["flowchart TD"]
    for node in block["nodes"]:
        label = mermaid_label(node["label"]) + (f"<br/>{mermaid_label(node['note'])}" if node["note"] else "")
        shape = _MERMAID_SHAPES.get(node["role"], _MERMAID_BOX)
        lines.append(f"    {node['key']}{shape.format(label)}")
    for edge in block["edges"]:
        lines.append(f"    {edge['from']} -->|{edge['number']}| {edge['to']}")
    return fenced("\n".join(lines), "mermaid")


def mermaid_label(plain: str) -> str:
    entities = {'"': "#quot;", "<": "#lt;", ">": "#gt;", "#": "#35;", "&": "#amp;", "`": "#96;"}
    return "".join(entities.get(letter, letter) for letter in " ".join(plain.split()))


_WRITERS: Mapping[str, Callable[[Block, int], list[str]]] = {
    "section": _section,
    "paragraph": _paragraph,
    "quote": _quote,
    "note": _note,
    "bullets": _bullets,
    "table": _table,
    "code": _code,
    "facts": _facts,
    "diagram": _diagram,
}
