"""E-mail addresses: kept as typed, compared by a folded form."""

import unicodedata

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

from shared.kernel.errors import ValidationFailed

# What one mailbox name takes on the wire (RFC 5321, section 4.5.3.1.1): octets, whatever the script (RFC 6531).
_LOCAL_OCTETS = 64


def parse_email(text: str, pointer: str = "/email") -> str:
    """The address as typed, once its syntax holds (RFC 5321 and 6531; no quoted local part, no literal).

    Raises ValidationFailed at `pointer`.
    """
    _validated(text, pointer)
    return text


def comparable_email(address: str) -> str:
    """The form in which two addresses are the same: NFC and simple case folding; the domain as A-labels (RFC 5891).

    Compatibility forms stay apart: a ligature `ﬁ` is not `fi`, `İ` is not `i`, dots and plus signs count.
    Raises ValidationFailed where the text is no address.
    """
    valid = _validated(address, "/email")
    local = "".join(map(_fold, unicodedata.normalize("NFC", valid.local_part)))
    return f"{unicodedata.normalize('NFC', local)}@{valid.ascii_domain.lower()}"


def _validated(text: str, pointer: str) -> ValidatedEmail:
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
