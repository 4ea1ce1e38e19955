"""E-mail addresses: kept as typed, compared by a folded form."""

import re
import unicodedata
from typing import TYPE_CHECKING

from shared.kernel.errors import ValidationFailed

if TYPE_CHECKING:
    from email_validator import ValidatedEmail

# What one mailbox name takes on the wire (RFC 5321, section 4.5.3.1.1): octets, whatever the script (RFC 6531).
_LOCAL_OCTETS = 64
# Most addresses: nothing in them has a second spelling but for case. (`xn--` marks what stands for another script.)
_ATOMS = r"(?=.{1,64}@)[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*"
_LABELS = r"(?!.*xn--)(?=.{1,189}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"
_PLAIN = re.compile(f"{_ATOMS}@{_LABELS}", re.ASCII | re.IGNORECASE)


def parse_email(text: str, pointer: str = "/email") -> str:
    """The address as typed, once its syntax holds (RFC 5321 and 6531; no quoted local part, no literal).

    Raises ValidationFailed at `pointer`.
    """
    _validated(text, pointer)
    return text


def comparable_email(address: str) -> str:
    """The form in which two addresses are the same: NFC and simple case folding; the domain as A-labels (RFC 5891).

    Compatibility forms stay apart: a ligature `ﬁ` is not `fi`, `İ` is not `i`, dots and plus signs count.
    Raises ValidationFailed where the text is beyond plain ASCII and no address; a plain one is only folded.
    """
    if _PLAIN.fullmatch(address):
        return address.lower()
    valid = _validated(address, "/email")
    local = "".join(map(_fold, unicodedata.normalize("NFC", valid.local_part)))
    return f"{unicodedata.normalize('NFC', local)}@{valid.ascii_domain.lower()}"


def _validated(text: str, pointer: str) -> "ValidatedEmail":
    # Loading it compiles patterns over all of Unicode, for 60 ms: to sign in with a plain address takes none of them.
    from email_validator import EmailNotValidError, validate_email

    try:
        valid = validate_email(text, strict=True, check_deliverability=False)
    except EmailNotValidError as error:
        raise ValidationFailed.of(pointer, "invalid", f"This is not an e-mail address: {error}") from None
    if len(valid.local_part.encode()) > _LOCAL_OCTETS:
        raise ValidationFailed.of(pointer, "invalid", f"Before the @ stand at most {_LOCAL_OCTETS} octets of UTF-8.")
    return valid


def local_part(address: str) -> str:
    return address.rpartition("@")[0]


def _fold(letter: str) -> str:
    """Simple case folding (Unicode, CaseFolding.txt, C + S): one letter stays one letter."""
    folded = letter.casefold()
    if len(folded) == 1:
        return folded
    lowered = letter.lower()
    return lowered if len(lowered) == 1 else letter
