"""What the use cases of accounts need from outside, beyond the kernel's ports."""

from collections.abc import Mapping
from typing import Any, Protocol

from shared.accounts.domain.credentials import MailedToken
from shared.accounts.domain.letter import Letter
from shared.accounts.domain.mails import MailKind
from shared.accounts.domain.session import RefreshToken
from shared.kernel.dataclasses import dataclass
from shared.kernel.keys import DataKey
from shared.kernel.ports import Sealer


class PasswordHasher(Protocol):
    def hash(self, password: str) -> str:
        """A PHC string with a fresh salt. The password is in normal form."""

    def verify(self, phc: str | None, password: str) -> bool:
        """Whether they match. None stands for nobody: it costs the same time and never matches."""


class AccessTokens(Protocol):
    def issue(self, user_id: str, session_id: str, permissions: frozenset[str]) -> str: ...

    def read(self, token: str) -> Mapping[str, Any]:
        """The claims of a token that holds now. Raises Unauthenticated."""


class Seals(Protocol):
    """Opaque tokens derived from what is stored, by keyed functions: nothing stored reveals them."""

    def refresh_token(self, token: RefreshToken) -> str: ...

    def read_refresh_token(self, text: str) -> RefreshToken | None:
        """None for anything that was not made here, to the last bit."""

    def mailed_token(self, token: MailedToken) -> str: ...

    def read_mailed_token(self, text: str) -> MailedToken | None: ...

    def digest(self, kind: str, value: str) -> str:
        """HMAC-SHA-256 in hex: for claims, and for what was typed by somebody unknown."""


class Vault(Protocol):
    """The keys of personal data."""

    def new_key(self, stream_id: str) -> tuple[DataKey, Sealer]: ...

    def open_key(self, key: DataKey) -> Sealer: ...

    def farewell(self) -> Sealer:
        """For what outlives an account by a day."""


class CommandQueue(Protocol):
    """A queue that we put work on ourselves, beside what the bus puts there."""

    def put(self, command: Mapping[str, str]) -> None:
        """Raises ServiceUnavailable."""


@dataclass(frozen=True)
class Mail:
    """`to`: one address. Headers hold ASCII only; the subject may be of any script."""

    kind: MailKind
    to: str
    subject: str
    text: str
    html: str
    headers: Mapping[str, str]


class Mailer(Protocol):
    def send(self, mail: Mail) -> None:
        """Hands one mail to the mail service. Raises ServiceUnavailable when it may be tried again, else ValueError."""


class Bus(Protocol):
    def publish(self, events: list[dict[str, Any]]) -> int:
        """Publishes in order, at most ten (PutEvents takes no more). How many were taken before the first refusal."""


class MailWriter(Protocol):
    """Puts a letter into words."""

    def write(self, letter: Letter, correlation_id: str) -> Mail: ...
