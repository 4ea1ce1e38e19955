"""Which of the forms that we have does the caller's Accept header want? (RFC 9110 section 12.5.1)"""

import re
from collections.abc import Sequence

_RANGE = re.compile(r"\s*([\w!#$&^.+-]+|\*)/([\w!#$&^.+-]+|\*)\s*(?:;(.*))?\Z")
_QUALITY = re.compile(r"(?:^|;)\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*(?:;|\Z)", re.IGNORECASE)


def preferred(header: str | None, offered: Sequence[str]) -> str | None:
    """The one of `offered` that the caller likes best, of equals the first; None where none is acceptable.

    The most specific range that fits a form decides. No header, or nothing readable in it, accepts all.
    """
    ranges = [found for item in (header or "").split(",") if (found := _range(item))]
    if not ranges:
        return offered[0]
    liked = max(offered, key=lambda media_type: _quality_of(media_type, ranges))
    return liked if _quality_of(liked, ranges) > 0 else None


def accepts(header: str | None, media_type: str) -> bool:
    return preferred(header, [media_type]) is not None


def _quality_of(media_type: str, ranges: Sequence[tuple[str, float]]) -> float:
    name = media_type.split(";")[0].strip().lower()
    family = name.split("/")[0]
    for wanted in (name, f"{family}/*", "*/*"):
        told = [quality for each, quality in ranges if each == wanted]
        if told:
            return max(told)
    return 0.0


def _range(item: str) -> tuple[str, float] | None:
    match = _RANGE.match(item)
    if match is None:
        return None
    quality = _QUALITY.search(match[3] or "")
    return f"{match[1]}/{match[2]}".lower(), float(quality[1]) if quality else 1.0
