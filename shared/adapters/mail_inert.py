"""Makes text that other people chose harmless inside a mail: nothing in it can be clicked, hidden or turned around."""

import re
import unicodedata

_SHOWN_AT_MOST = 64
# Mail programs turn `scheme:...` and `name.tld` into links; a space after the mark stops them and stays readable.
_LINKING_MARK = re.compile(r"(:(?=\S)|\.(?=[^\s\d]))")
# Programs find the one real link of a mail by `token=`; nobody's name may imitate it.
_TOKEN_MARK = re.compile(r"(token)(?==)", re.IGNORECASE)
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


def inert(text: str, at_most: int = _SHOWN_AT_MOST) -> str:
    """One line of at most `at_most` characters without control, bidi or zero-width characters and without links."""
    unlinked = _LINKING_MARK.sub(r"\1 ", one_line(text))
    return _shortened(_TOKEN_MARK.sub(r"\1 ", unlinked), at_most)


def one_line(text: str) -> str:
    """The text without line breaks, control and format characters, and with single spaces."""
    return " ".join("".join(_visible(char) for char in text).split())


def inert_address(address: str) -> str:
    """An address as its owner knows it; only what would imitate a link with a token is broken up."""
    return _TOKEN_MARK.sub(r"\1 ", one_line(address))


def masked_address(address: str) -> str:
    """`ada@mail.example.com` as `a•••@m•••.com`: its owner recognises it, nobody else learns or can click it."""
    local, _, domain = one_line(address).rpartition("@")
    ending = domain.rpartition(".")[2]
    return f"{local[:1]}•••@{domain[:1]}•••.{ending}"


def isolated(text: str) -> str:
    """Right-to-left text fenced in (UAX 9 FSI and PDI), so that the words around it keep their order."""
    if any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in text):
        return f"\u2068{text}\u2069"
    return text


def _visible(char: str) -> str:
    # ZWNJ and ZWJ (U+200C, U+200D) spell words in Persian and in Indic scripts; they neither hide nor turn text.
    category = unicodedata.category(char)
    if category in {"Cc", "Zl", "Zp"}:
        return " "
    return "" if category in {"Cf", "Cs"} and char not in "\u200c\u200d" else char


def _shortened(text: str, at_most: int) -> str:
    if len(text) <= at_most:
        return text
    end = at_most - 1
    while end and unicodedata.category(text[end])[0] == "M":
        end -= 1  # never part a letter from its marks
    return text[:end].rstrip() + "…"
