"""What pictures are made of: text that is measured and broken, shapes as SVG. All attributes, no style elements: a page
with a strict policy may hold them."""

import re
from collections.abc import Sequence
from html import escape

# Letters that XML 1.0 has no place for.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WIDE = re.compile("[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]")
_WORDS = re.compile("[\u2e80-\ua4cf\uf900-\ufaff\uff00-\uff60]|[^\\s\u2e80-\ua4cf\uf900-\ufaff\uff00-\uff60]+|\\s+")
FONT = "ui-sans-serif, system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, Noto Sans CJK SC, sans-serif"


def printable(text: str) -> str:
    """Without letters that XML and JSON in UTF-8 have no place for: most controls, halves of surrogate pairs."""
    return _NOT_XML.sub("\ufffd", text)


def xml(text: str) -> str:
    return escape(printable(text), quote=True)


def width_of(text: str, size: float) -> float:
    """About how wide a line is; a little too much rather than too little."""
    wide = len(_WIDE.findall(text))
    return size * (wide + 0.57 * (len(text) - wide))


def broken(text: str, size: float, room: float, most: int = 3) -> list[str]:
    """Lines that fit; what is beyond the last one ends in an ellipsis."""
    lines = [""]
    for word in _WORDS.findall(" ".join(text.split())):
        if width_of(lines[-1] + word, size) <= room or not lines[-1]:
            lines[-1] += word
        else:
            lines.append(word.lstrip())
    lines = [cut(line.strip(), size, room) for line in lines if line.strip()]
    return lines if len(lines) <= most else [*lines[: most - 1], cut(f"{lines[most - 1]} …", size, room)]


def cut(text: str, size: float, room: float) -> str:
    if width_of(text, size) <= room:
        return text
    while len(text) > 1 and width_of(f"{text}…", size) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def lines_of_text(lines: Sequence[str], x: float, y: float, size: float, **marks: str) -> str:
    """Lines one below the other, the first one's baseline at `y`, centred at `x`."""
    given = attributes({"font-size": f"{size:g}", "text-anchor": "middle", **marks})
    rows = [
        f'<tspan x="{x:.1f}" y="{y + number * size * 1.25:.1f}">{xml(line)}</tspan>'
        for number, line in enumerate(lines)
    ]
    return f"<text{given}>{''.join(rows)}</text>"


def attributes(marks: dict[str, str]) -> str:
    return "".join(f' {name.replace("_", "-")}="{xml(value)}"' for name, value in marks.items())


def curve(points: Sequence[tuple[float, float]]) -> str:
    """A path through points that leaves and enters each one upright."""
    (x, y), *rest = points
    path = [f"M{x:.1f} {y:.1f}"]
    for to_x, to_y in rest:
        middle = (y + to_y) / 2
        path.append(f"C{x:.1f} {middle:.1f} {to_x:.1f} {middle:.1f} {to_x:.1f} {to_y:.1f}")
        x, y = to_x, to_y
    return "".join(path)
