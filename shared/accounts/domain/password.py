"""What a new password must be: long, and not what anyone would guess first (NIST SP 800-63B-4, section 3.1.1.2)."""

import unicodedata
from dataclasses import dataclass

from shared.accounts.domain.email_address import local_part
from shared.kernel.errors import ValidationFailed

MAX_LENGTH = 256


def normal(password: str) -> str:
    """NFC: two keyboards may type one letter in two ways. Nothing is trimmed, folded or cut."""
    return unicodedata.normalize("NFC", password)


@dataclass(frozen=True)
class PasswordRules:
    """`min_length` in code points after NFC; `service_name` is the first word an attacker tries."""

    min_length: int
    service_name: str

    def check(self, password: str, email: str = "", pointer: str = "/password") -> str:
        """The password in normal form. Raises ValidationFailed: too_short, too_long or blocklisted, with the reason."""
        secret = normal(password)
        if len(secret) > MAX_LENGTH:
            raise ValidationFailed.of(pointer, "too_long", f"A password has at most {MAX_LENGTH} characters.")
        if len(secret) < self.min_length:
            raise ValidationFailed.of(pointer, "too_short", f"A password has at least {self.min_length} characters.")
        if reason := self._guessable(secret, email):
            raise ValidationFailed.of(pointer, "blocklisted", reason)
        return secret

    def _guessable(self, secret: str, email: str) -> str | None:
        folded = secret.casefold()
        if len(set(folded)) == 1:
            return "A password is not one character repeated."
        if _made_of(folded, self.service_name.casefold()):
            return "A password is not the name of the service."
        if email and _made_of(folded, local_part(email).casefold()):
            return "A password is not your own address."
        return None


def _made_of(secret: str, word: str) -> bool:
    """`word` alone, repeated to any length, or padded with digits and signs."""
    if not word:
        return False
    if (word * (len(secret) // len(word) + 1))[: len(secret)] == secret:
        return True
    rest = secret.replace(word, "")
    return len(word) > 2 and rest != secret and not any(letter.isalpha() for letter in rest)
