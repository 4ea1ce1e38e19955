"""After a restore: erase again whoever had been erased since the moment to which tables went back."""

from enum import StrEnum

from shared.accounts.use_cases.end_session import ForgetSessions
from shared.accounts.use_cases.erase_user import EraseUser, removals_of
from shared.kernel.errors import Gone, NotFound
from shared.kernel.events import Context
from shared.kernel.ports import Writer
from shared.kernel.principal import Actor

_ACTOR = Actor("system", "erase-again")


class Again(StrEnum):
    """What was found."""

    ERASED = "had come back, and was erased"
    ERASED_BEFORE = "was erased in what was restored already"
    UNKNOWN = "is not in what was restored"


class EraseAgain:
    """Safe to repeat. What belongs to the account by its id goes in any case: each table has its own past."""

    def __init__(self, erase: EraseUser, forget: ForgetSessions, store: Writer) -> None:
        self._erase = erase
        self._forget = forget
        self._store = store

    def __call__(self, user_id: str, correlation_id: str) -> Again:
        """Raises Conflict last_admin: somebody else has to become an admin first."""
        try:
            self._erase.restored(user_id, Context(_ACTOR, correlation_id))
        except NotFound:
            return self._without_account(user_id, Again.UNKNOWN)
        except Gone:
            return self._without_account(user_id, Again.ERASED_BEFORE)
        return Again.ERASED

    def _without_account(self, user_id: str, found: Again) -> Again:
        self._store.transact(removals_of(user_id))
        self._forget.everything(user_id)
        return found
