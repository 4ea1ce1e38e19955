"""Erase an account: its stream stays whole and verifiable, everything of the person goes."""

import json
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime

from shared.accounts.domain import farewell
from shared.accounts.domain import user as deciding
from shared.accounts.domain.claims import claims_of
from shared.accounts.domain.credentials import PasswordHash
from shared.accounts.domain.farewell import Farewell
from shared.accounts.domain.session import signed_in_recently
from shared.accounts.domain.tries import ACCOUNT, Tries
from shared.accounts.domain.user import Status, User
from shared.accounts.ports import Seals, Vault
from shared.accounts.use_cases.authenticate import LiveCaller, require_still_signed_in
from shared.accounts.use_cases.context import CheckVersion, require_rights_over
from shared.accounts.use_cases.end_session import ForgetSessions
from shared.accounts.use_cases.users import Loaded, Users, decide_again
from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import Conflict, Forbidden, ServiceUnavailable
from shared.kernel.events import Context
from shared.kernel.keys import DataKey
from shared.kernel.ports import Clock, Ids
from shared.kernel.principal import Actor, Principal
from shared.kernel.records import Delete, Put, Write


@dataclass(frozen=True)
class Receipt:
    """What was erased, without a word about whom. `removed`: counts by kind."""

    receipt_id: str
    user_id: str
    erased_at: datetime
    erased_by: Actor
    stream_version: int
    stream_hash: str
    removed: dict[str, int]


class EraseUser:
    def __init__(
        self, users: Users, forget: ForgetSessions, vault: Vault, seals: Seals, clock: Clock, ids: Ids
    ) -> None:
        self._users = users
        self._forget = forget
        self._vault = vault
        self._seals = seals
        self._clock = clock
        self._ids = ids

    def own(self, caller: LiveCaller, context: Context) -> Receipt:
        """Raises Forbidden reauthentication_required, Conflict last_admin."""
        if not signed_in_recently(caller.session, self._clock.now()):
            raise Forbidden("reauthentication_required", "Sign in again, then close the account within 10 minutes.")

        def attempt() -> Receipt:
            loaded = self._users.load(caller.user_id)
            require_still_signed_in(caller, loaded.user)
            return self._erase(loaded, context)

        return decide_again(attempt)

    def by_staff(self, staff: Principal, user_id: str, check_version: CheckVersion, context: Context) -> Receipt:
        """Raises Forbidden, Precondition stale_version, Conflict last_admin."""

        def attempt() -> Receipt:
            loaded = self._users.load(user_id)
            require_rights_over(staff, loaded.user, self._users)
            check_version(loaded.user.version)
            return self._erase(loaded, context)

        return decide_again(attempt)

    def unproven(self, user_id: str, context: Context) -> Receipt:
        """An account whose address was never proven: nobody is told, for nobody knows whose address it is.

        Raises Conflict wrong_status once it is proven or suspended, Gone.
        """

        def attempt() -> Receipt:
            loaded = self._users.load(user_id)
            if loaded.user.status is not Status.PENDING:
                raise Conflict("wrong_status", f"The account is {loaded.user.status}.")
            return self._erase(loaded, context, told=False)

        return decide_again(attempt)

    def restored(self, user_id: str, context: Context) -> Receipt:
        """An account that was erased before, and came back when tables were restored: it was told then.

        Raises NotFound, Gone, Conflict last_admin.
        """
        return decide_again(lambda: self._erase(self._users.load(user_id), context, told=False))

    def _erase(self, loaded: Loaded, context: Context, *, told: bool = True) -> Receipt:
        user = loaded.user
        receipt_id = self._ids.new()
        removals = [*removals_of(user.id), *([self._farewell(user)] if told else [])]
        after = self._users.commit_last(loaded, deciding.erase(user, receipt_id), context, removals)
        keys = int(loaded.data_key is not None)
        removed = {"claims": len(claims_of(self._seals, user)), "keys": keys, "passwords": int(user.has_password)}
        # The account is gone from here on: what cannot be removed now is left to the event's own worker.
        with suppress(ServiceUnavailable):
            removed |= self._forget.everything(user.id)
        return Receipt(receipt_id, user.id, after.updated_at, context.actor, after.version, after.hash, removed)

    def _farewell(self, user: User) -> Write:
        last_words = json.dumps({"email": user.email, "display_name": user.display_name}, ensure_ascii=False)
        sealed = self._vault.farewell().seal(last_words.encode(), user.id.encode())
        return Put(Farewell(user.id, sealed, self._clock.now() + farewell.LIFETIME))


def removals_of(user_id: str) -> list[Write]:
    """Of what stands beside an account and outlives nothing of it."""
    kept = DataKey.key_of(user_id), PasswordHash.key_of(user_id), Tries.key_of(ACCOUNT.name, user_id)
    return [Delete(key) for key in kept]


def receipt_members(receipt: Receipt) -> dict[str, object]:
    return asdict(receipt)
