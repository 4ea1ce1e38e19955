"""Does the caller's Accept header allow what we have to give? (RFC 9110 section 12.5.1)"""

import re

_RANGE = re.compile(r"\s*([\w!#$&^.+-]+|\*)/([\w!#$&^.+-]+|\*)\s*(?:;(.*))?\Z")
_QUALITY = re.compile(r"(?:^|;)\s*q\s*=\s*(0(?:\.0{0,3})?)\s*(?:;|\Z)", re.IGNORECASE)


def accepts(header: str | None, media_type: str) -> bool:
    """The most specific range that fits decides. No header, or nothing readable in it, accepts all."""
    offered = media_type.split(";")[0].strip().lower()
    ranges = [found for item in (header or "").split(",") if (found := _range(item))]
    if not ranges:
        return True
    family = offered.split("/")[0]
    for wanted in (offered, f"{family}/*", "*/*"):
        if wanted in (name for name, _ in ranges):
            return any(allowed for name, allowed in ranges if name == wanted)
    return False


def _range(item: str) -> tuple[str, bool] | None:
    match = _RANGE.match(item)
    if match is None:
        return None
    return f"{match[1]}/{match[2]}".lower(), _QUALITY.search(match[3] or "") is None
