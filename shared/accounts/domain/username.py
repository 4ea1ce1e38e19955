"""Usernames: PRECIS UsernameCaseMapped (RFC 8265), a small alphabet, and a skeleton that look-alikes share."""

import unicodedata
from functools import lru_cache

from shared.kernel.errors import ValidationFailed

_LENGTH = range(3, 65)
_SIGNS = frozenset("._-")


def parse_username(text: str, pointer: str = "/username") -> str:
    """The username in its one canonical form. Raises ValidationFailed at `pointer`."""
    from precis_i18n import get_profile  # its tables take time to load, and most sign in by their address

    try:
        name: str = get_profile("UsernameCaseMapped").enforce(text)
    except (UnicodeError, ValueError):
        raise ValidationFailed.of(pointer, "invalid", "Use letters, digits, dot, underscore and hyphen.") from None
    if len(name) < _LENGTH.start:
        raise ValidationFailed.of(pointer, "too_short", "A username has at least 3 characters.")
    if len(name) >= _LENGTH.stop:
        raise ValidationFailed.of(pointer, "too_long", "A username has at most 64 characters.")
    if not all(map(_allowed, name)):
        raise ValidationFailed.of(pointer, "invalid", "Use letters, digits, dot, underscore and hyphen.")
    return name


def _allowed(letter: str) -> bool:
    """Letters of every script with their vowel signs (marks), decimal digits, and three signs."""
    category = unicodedata.category(letter)
    return letter in _SIGNS or category[0] in "LM" or category == "Nd"


def skeleton(username: str) -> str:
    """What the eye sees: equal for names that look alike (the idea of Unicode TS 39, section 4)."""
    # Written out rather than drawn together: three strokes could be "vw" as well as "wv".
    return "".join(map(_prototype, username)).replace("m", "rn").replace("w", "vv")


@lru_cache(maxsize=4096)
def _prototype(letter: str) -> str:
    """The first of all single letters that are linked to this one by looking alike, ASCII first."""
    from confusable_homoglyphs import confusables  # its tables take 60 ms to load; looking a name up needs none

    alike, waiting = {letter}, [letter]
    while waiting:
        for other in confusables.confusables_data.get(waiting.pop(), ()):
            glyph = other["c"].lower()
            if len(glyph) == 1 and glyph not in alike:
                alike.add(glyph)
                waiting.append(glyph)
    return min(alike)
