"""The letter that tells somebody what became of a system: to the account that owns it, while it is active."""

from dataclasses import replace

from shared.accounts.domain.letter import Letter, News
from shared.accounts.domain.mails import MailKind
from shared.accounts.domain.user import Status, User
from shared.accounts.use_cases.letters import letter_to
from shared.kernel.ports import Reader


class SystemLetters:
    def __init__(self, store: Reader) -> None:
        self._store = store

    def __call__(self, owner: str, kind: MailKind, news: News) -> list[Letter]:
        """None to an owner who is pending, suspended or erased, or is no account at all."""
        user = self._store.get(User.key_of(owner))
        if user is None or user.status is not Status.ACTIVE:
            return []
        return [replace(letter_to(user, kind), news=news)]
