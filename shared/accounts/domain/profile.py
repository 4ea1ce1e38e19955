"""Display names and locales."""

import re
import unicodedata

from shared.kernel.errors import ValidationFailed

# Language, script, region and variants of RFC 5646; extensions and private use say nothing that we could serve.
_BCP47 = re.compile(
    r"[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?"
    r"(?:-(?:[A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*",
    re.ASCII,
)
# Cf holds the direction marks and every zero-width character: what is not seen can hide a name's twin.
# Letters and marks that show nothing (Unicode, Default_Ignorable_Code_Point), and the blank of Braille.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
_VARIATION_SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
_FORBIDDEN_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def parse_display_name(text: str, pointer: str = "/display_name") -> str:
    """1 to 200 characters after NFC, not blank, nothing invisible or reordering. Raises ValidationFailed."""
    name = unicodedata.normalize("NFC", text)
    if not name.strip():
        raise ValidationFailed.of(pointer, "too_short", "A display name is not blank.")
    if len(name) > 200:
        raise ValidationFailed.of(pointer, "too_long", "A display name has at most 200 characters.")
    if any(map(_unseen, name)):
        raise ValidationFailed.of(pointer, "invalid", "Control, direction and zero-width characters are not allowed.")
    return name


def _unseen(letter: str) -> bool:
    hidden = letter in _INVISIBLE or letter in _VARIATION_SELECTORS
    return hidden or unicodedata.category(letter) in _FORBIDDEN_CATEGORIES


def parse_locale(text: str, pointer: str = "/locale") -> str:
    """A BCP 47 language tag as typed. Raises ValidationFailed."""
    if len(text) > 35 or not _BCP47.fullmatch(text):
        raise ValidationFailed.of(pointer, "invalid", "Use a language tag such as `en`, `pt-BR` or `zh-Hant-TW`.")
    return text
