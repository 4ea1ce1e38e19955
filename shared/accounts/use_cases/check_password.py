"""Ask for the password once more before something that must not happen to a borrowed session."""

from contextlib import suppress

from shared.accounts.domain.credentials import PasswordHash
from shared.accounts.domain.password import typed_password
from shared.accounts.domain.quotas import source_of
from shared.accounts.domain.user import User
from shared.accounts.ports import PasswordHasher, Seals
from shared.accounts.use_cases.count_tries import CountTries, Subjects
from shared.kernel.errors import Forbidden
from shared.kernel.ports import Store
from shared.kernel.principal import Client
from shared.kernel.records import WriteConflict


class CheckPassword:
    """Counts on the ladders of sign-in, so that it is no second door to guess at."""

    def __init__(self, store: Store, seals: Seals, hasher: PasswordHasher, tries: CountTries) -> None:
        self._store = store
        self._seals = seals
        self._hasher = hasher
        self._tries = tries

    def __call__(self, user: User, password: str, client: Client, pointer: str) -> None:
        """Raises Forbidden wrong_password, TooManyAttempts."""
        secret_text = typed_password(password, pointer)
        subjects = Subjects(user.id, source_of(self._seals, client))
        secret, account, source = self._store.get_many(PasswordHash.key_of(user.id), *subjects.keys())
        counted = self._tries(subjects, account, source)
        if not self._hasher.verify(secret.phc if secret else None, secret_text):
            raise Forbidden("wrong_password", "That is not your current password.")
        try:
            self._store.transact(self._tries.reset(*counted))
        except WriteConflict:
            with suppress(WriteConflict):  # others count at this moment: the next success ends the row
                self._store.transact(self._tries.reset_account(counted[0]))
