"""What a new password must be: long, and not what anyone would guess first (NIST SP 800-63B-4, section 3.1.1.2)."""

import unicodedata
from collections.abc import Container, Iterator
from itertools import filterfalse

from shared.accounts.domain.email_address import local_part
from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import ValidationFailed

MAX_LENGTH = 256


def normal(password: str) -> str:
    """NFC: two keyboards may type one letter in two ways. Nothing is trimmed, folded or cut."""
    return unicodedata.normalize("NFC", password)


def typed_password(password: str, pointer: str) -> str:
    """A password offered for checking, in normal form. Raises ValidationFailed above what anybody can have set."""
    secret = normal(password)
    if len(secret) > MAX_LENGTH:
        raise ValidationFailed.of(pointer, "too_long", f"A password has at most {MAX_LENGTH} characters.")
    return secret


@dataclass(frozen=True)
class PasswordRules:
    """`min_length` in code points after NFC; `service_name` is the first word an attacker tries, `common` the rest."""

    min_length: int
    service_name: str
    common: Container[str] = frozenset()

    def check(self, password: str, email: str = "", pointer: str = "/password") -> str:
        """The password in normal form. Raises ValidationFailed: too_short, too_long or blocklisted, with the reason."""
        secret = typed_password(password, pointer)
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
        if any(core in self.common for core in _cores(folded)):
            return "A password is not one of the commonest, nor one of them made longer."
        return None


def _cores(secret: str) -> Iterator[str]:
    """What is left when repetition, and padding with digits and signs, are taken away."""
    letters = secret.strip("".join(set(filterfalse(str.isalpha, secret))))
    for text in (secret, letters):
        yield text
        yield text[: _period(text)]


def _period(text: str) -> int:
    """The length of the shortest beginning that, repeated whole, gives the text."""
    return (text + text).find(text, 1) if text else 0


def _made_of(secret: str, word: str) -> bool:
    """`word` alone, repeated to any length, or padded with digits and signs."""
    if not word:
        return False
    if (word * (len(secret) // len(word) + 1))[: len(secret)] == secret:
        return True
    rest = secret.replace(word, "")
    return len(word) > 2 and rest != secret and not any(letter.isalpha() for letter in rest)
