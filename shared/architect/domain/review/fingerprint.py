"""How a finding is known again: by its rule, file, symbol and code, never by its line.

Two equal places of one symbol are told apart by which comes first. The moved fingerprint leaves the file out, and
counts over all files.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence

from shared.architect.domain.review.finding import Hit


def fingerprints(rule: str, hits: Sequence[Hit]) -> list[tuple[str, str]]:
    """Fingerprint and moved fingerprint of each hit of one rule, in the order given."""
    found: list[tuple[str, str]] = [("", "")] * len(hits)
    here: Counter[tuple[str, ...]] = Counter()
    anywhere: Counter[tuple[str, ...]] = Counter()
    order = sorted(range(len(hits)), key=lambda each: _place(hits[each]))
    for each in order:
        hit = hits[each]
        path, symbol, code = hit.place.path, hit.place.symbol, hit.statement
        found[each] = (
            _digest(rule, path, symbol, code, str(here[path, symbol, code])),
            _digest(rule, symbol, code, str(anywhere[symbol, code])),
        )
        here[path, symbol, code] += 1
        anywhere[symbol, code] += 1
    return found


def _place(hit: Hit) -> tuple[str, int, int]:
    return hit.place.path, hit.place.line, hit.place.column


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
